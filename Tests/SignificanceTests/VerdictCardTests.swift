import Foundation
import Significance
import Testing

@Suite struct VerdictCardTests {
  /// Readings that every gate lets through.
  static let good: [Gate: GateReading] = [
    .length: .measured(1), .deflatedSharpe: .measured(0.95), .overfitting: .measured(0.19),
    .superiorAbility: .measured(0.049), .barPermutation: .measured(0.01),
    .factorStrength: .measured(3), .pathSharpe: .measured(0.01), .costStress: .measured(0.51),
    .delay: .measured(0.7), .leaks: .measured(0),
  ]

  static func status(_ gate: Gate, _ reading: GateReading) -> VerdictCard.Status? {
    var readings = good
    readings[gate] = reading
    return VerdictCard(readings: readings).lines.first { $0.gate == gate }?.status
  }

  @Test func `a strategy that passes every gate passes`() {
    let card = VerdictCard(readings: Self.good)

    #expect(card.overall == .pass)
    #expect(card.lines.map(\.gate) == Gate.allCases)
    #expect(card.lines.allSatisfy { $0.status == .pass })
  }

  @Test(arguments: [
    (Gate.length, 0.99, VerdictCard.Status.warn), (.length, 0, .warn),
    (.deflatedSharpe, 0.9499, .warn), (.deflatedSharpe, 0.80, .warn),
    (.deflatedSharpe, 0.79, .fail), (.overfitting, 0.20, .warn), (.overfitting, 0.499, .warn),
    (.overfitting, 0.50, .fail), (.superiorAbility, 0.05, .warn), (.superiorAbility, 0.10, .fail),
    (.barPermutation, 0.099, .warn), (.barPermutation, 0.2, .fail), (.factorStrength, 2, .warn),
    (.factorStrength, 1.99, .fail), (.pathSharpe, 0, .warn), (.pathSharpe, -0.25, .fail),
    (.costStress, 0.5, .warn), (.costStress, 0, .fail), (.delay, 0.69, .warn),
    (.delay, 0.39, .fail), (.leaks, 1, .fail), (.leaks, .nan, .fail),
  ])
  func `a gate stops where it says`(
    gate: Gate, reading: Double, expected: VerdictCard.Status
  ) {
    #expect(Self.status(gate, .measured(reading)) == expected)
  }

  @Test func `the worst gate decides, and a red one blocks`() {
    var readings = Self.good
    readings[.delay] = .measured(0.5)
    #expect(VerdictCard(readings: readings).overall == .warn)
    #expect(!VerdictCard(readings: readings).isBlocked)
    readings[.leaks] = .measured(2)
    #expect(VerdictCard(readings: readings).isBlocked)
  }

  @Test func `missing evidence fails and a gate that does not apply does not count`() {
    #expect(Self.status(.overfitting, .missing("one trial")) == .fail)
    #expect(Self.status(.factorStrength, .notApplicable("no factor")) == .notApplicable)
    var readings = Self.good
    readings[.factorStrength] = .notApplicable("no factor")
    #expect(VerdictCard(readings: readings).overall == .pass)
    readings[.leaks] = nil
    #expect(VerdictCard(readings: readings).overall == .fail)
    let none = Dictionary(uniqueKeysWithValues: Gate.allCases.map { ($0, GateReading.notApplicable("no run")) })
    #expect(VerdictCard(readings: none).overall == .notApplicable)
  }

  @Test func `every line says why in words`() {
    var readings = Self.good
    readings[.overfitting] = .measured(0.3)
    readings[.deflatedSharpe] = .measured(0.94999999)
    readings[.leaks] = .measured(1)
    readings[.barPermutation] = .missing("no search was repeated")
    let reasons = Dictionary(
      uniqueKeysWithValues: VerdictCard(readings: readings).lines.map { ($0.gate, $0.reason) })

    #expect(reasons[.length] == "1 is at least 1")
    #expect(reasons[.overfitting] == "0.3 is not below 0.2, but below 0.5")
    #expect(reasons[.deflatedSharpe] == "0.94999999 is not at least 0.95, but at least 0.8")
    #expect(reasons[.leaks] == "1 is not below 1")
    #expect(reasons[.barPermutation] == "no evidence: no search was repeated")
  }

  @Test func `readings come from statistics that may refuse`() {
    let refused = GateReading { () throws(InsufficientData) in
      throw .tooFew("trials", found: 1, needed: 2)
    }
    #expect(refused == .missing("insufficient data: 1 trials, at least 2 needed"))
    #expect(GateReading.length(years: 5, trials: 1) == .notApplicable("a single trial is no search"))
    #expect(GateReading.share(0.6, of: 1.2) == .measured(0.5))
    #expect(GateReading.share(0.6, of: -1) == .missing("the Sharpe ratio is not above zero"))
    #expect(GateReading.share(nil, of: 1) == .missing("a Sharpe ratio is undefined"))
    #expect(Self.status(.length, .length(years: 5, trials: 45)) == .pass)
    #expect(Self.status(.length, .length(years: 5, trials: 46)) == .warn)
  }

  @Test func `a card keeps the thresholds that it was made with`() throws {
    var policy = VerdictPolicy.standard
    policy.thresholds[.factorStrength] = GateThreshold(.atLeast, pass: 4, warn: 3)
    policy.thresholds[.delay] = nil
    let card = VerdictCard(readings: Self.good, policy: policy)

    #expect(card.overall == .warn)
    #expect(card.lines.first { $0.gate == .delay }?.status == .notApplicable)
    let bytes = try JSONEncoder().encode(card)
    #expect(try JSONDecoder().decode(VerdictCard.self, from: bytes) == card)
    let text = String(decoding: try JSONEncoder().encode(policy), as: UTF8.self)
    #expect(text.contains("\"factorStrength\":{"))
  }
}
