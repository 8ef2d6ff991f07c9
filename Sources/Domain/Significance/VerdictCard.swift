/// What a strategy has to show before anyone believes its backtest.
public enum Gate: String, Hashable, Sendable, Codable, CaseIterable, CodingKeyRepresentable {
  /// Years of history over the shortest that the number of trials asks for.
  case length
  /// Deflated Sharpe ratio by the ledger's trials.
  case deflatedSharpe
  /// Probability of backtest overfitting.
  case overfitting
  /// Hansen's consistent p-value of the family.
  case superiorAbility
  /// P-value of the search repeated on permuted bars.
  case barPermutation
  /// Newey–West t of a factor's information coefficient.
  case factorStrength
  /// Annual Sharpe ratio that 95 % of the cross-validated paths reach.
  case pathSharpe
  /// Net Sharpe ratio at doubled costs over that at the costs assumed.
  case costStress
  /// Sharpe ratio with one more bar of delay over that without.
  case delay
  /// Leak tests that failed.
  case leaks
}

/// Where a gate stops: the bounds of a reading that passes and of one that only warns.
public struct GateThreshold: Hashable, Sendable, Codable {
  /// How a reading is held against a bound.
  public enum Relation: String, Hashable, Sendable, Codable {
    case atLeast, above, below
  }

  public let relation: Relation
  public let pass: Double
  /// nil where what does not pass fails.
  public let warn: Double?

  public init(_ relation: Relation, pass: Double, warn: Double?) {
    self.relation = relation
    self.pass = pass
    self.warn = warn
  }

  func holds(_ reading: Double, _ bound: Double) -> Bool {
    switch relation {
    case .atLeast: reading >= bound
    case .above: reading > bound
    case .below: reading < bound
    }
  }

  func words(_ bound: Double) -> String {
    switch relation {
    case .atLeast: "at least \(figure(bound))"
    case .above: "above \(figure(bound))"
    case .below: "below \(figure(bound))"
    }
  }
}

/// The thresholds of every gate; kept in configuration and stored with each card.
public struct VerdictPolicy: Hashable, Sendable, Codable {
  public var thresholds: [Gate: GateThreshold]

  public init(thresholds: [Gate: GateThreshold]) { self.thresholds = thresholds }

  /// Common practice, not law.
  public static let standard = VerdictPolicy(thresholds: [
    .length: GateThreshold(.atLeast, pass: 1, warn: 0),
    .deflatedSharpe: GateThreshold(.atLeast, pass: 0.95, warn: 0.80),
    .overfitting: GateThreshold(.below, pass: 0.20, warn: 0.50),
    .superiorAbility: GateThreshold(.below, pass: 0.05, warn: 0.10),
    .barPermutation: GateThreshold(.below, pass: 0.05, warn: 0.10),
    .factorStrength: GateThreshold(.atLeast, pass: 3, warn: 2),
    .pathSharpe: GateThreshold(.above, pass: 0, warn: -0.25),
    .costStress: GateThreshold(.above, pass: 0.5, warn: 0),
    .delay: GateThreshold(.atLeast, pass: 0.7, warn: 0.4),
    .leaks: GateThreshold(.below, pass: 1, warn: nil),
  ])
}

/// What is known for a gate.
public enum GateReading: Hashable, Sendable, Codable {
  case measured(Double)
  /// The gate applies, but there is no figure; says why. It fails: missing evidence is none.
  case missing(String)
  /// The gate does not apply to such a strategy; says why.
  case notApplicable(String)

  /// The reading of a statistic that may have refused.
  public init(_ statistic: () throws(InsufficientData) -> Double) {
    do throws(InsufficientData) {
      let value = try statistic()
      self = value.isFinite ? .measured(value) : .missing("the figure is not a number")
    } catch {
      self = .missing(error.description)
    }
  }

  /// The reading of a history of `years` that `trials` were tried on.
  public static func length(years: Double, trials: Int) -> GateReading {
    guard trials >= 2 else { return .notApplicable("a single trial is no search") }
    return .measured(years / minimumBacktestYears(trials: trials, target: 1))
  }

  /// The reading of what a harder setting leaves of a Sharpe ratio.
  public static func share(_ sharpe: Double?, of base: Double?) -> GateReading {
    guard let sharpe, let base else { return .missing("a Sharpe ratio is undefined") }
    return base > 0 ? .measured(sharpe / base) : .missing("the Sharpe ratio is not above zero")
  }
}

/// The gates' answers for one strategy, and what they come to.
public struct VerdictCard: Hashable, Sendable, Codable {
  /// How a gate, or the whole card, stands.
  public enum Status: String, Hashable, Sendable, Codable {
    case pass, warn, fail, notApplicable
  }

  /// One gate's answer.
  public struct Line: Hashable, Sendable, Codable {
    public let gate: Gate
    public let status: Status
    /// nil where nothing was measured.
    public let reading: Double?
    /// nil for a gate that the policy leaves out.
    public let threshold: GateThreshold?
    /// In words, for the reader.
    public let reason: String
  }

  /// In the gates' order, all of them.
  public let lines: [Line]
  /// The worst of the gates that apply; not applicable where none does.
  public let overall: Status

  /// Holds each reading against the policy; a gate without a reading counts as missing evidence.
  public init(readings: [Gate: GateReading], policy: VerdictPolicy = .standard) {
    let lines = Gate.allCases.map { gate in
      Self.line(
        gate, readings[gate] ?? .missing("it was not measured"), policy.thresholds[gate])
    }
    let statuses = Set(lines.map(\.status))
    self.lines = lines
    overall =
      [Status.fail, .warn, .pass].first { statuses.contains($0) } ?? .notApplicable
  }

  /// Whether approval is blocked: some gate is red.
  public var isBlocked: Bool { overall == .fail }

  private static func line(
    _ gate: Gate, _ reading: GateReading, _ threshold: GateThreshold?
  ) -> Line {
    func line(_ status: Status, _ value: Double?, _ reason: String) -> Line {
      Line(gate: gate, status: status, reading: value, threshold: threshold, reason: reason)
    }
    guard let threshold else { return line(.notApplicable, nil, "the policy has no such gate") }
    switch reading {
    case .notApplicable(let why): return line(.notApplicable, nil, why)
    case .missing(let why): return line(.fail, nil, "no evidence: \(why)")
    case .measured(let value):
      guard value.isFinite else { return line(.fail, nil, "no evidence: not a number") }
      let shown = figure(value, apartFrom: [threshold.pass, threshold.warn ?? value])
      if threshold.holds(value, threshold.pass) {
        return line(.pass, value, "\(shown) is \(threshold.words(threshold.pass))")
      }
      let missed = "\(shown) is not \(threshold.words(threshold.pass))"
      guard let warn = threshold.warn else { return line(.fail, value, missed) }
      if threshold.holds(value, warn) {
        return line(.warn, value, "\(missed), but \(threshold.words(warn))")
      }
      return line(.fail, value, "\(missed), nor \(threshold.words(warn))")
    }
  }
}

/// A figure with at most four decimals, as a card says it; in full where it would look like a bound.
private func figure(_ value: Double, apartFrom bounds: [Double] = []) -> String {
  let rounded = (value * 10_000).rounded() / 10_000
  guard rounded == value || !bounds.contains(rounded) else { return "\(value)" }
  let text = "\(rounded == 0 ? 0 : rounded)"
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
