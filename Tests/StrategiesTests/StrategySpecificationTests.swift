import Foundation
import Market
import Strategies
import TestKit
import Testing
import Trading

private let valid = """
  {
    "schema": 1, "name": "Cross", "summary": "A test.",
    "strategy": { "kind": "movingAverageCrossover", "fast": 20, "slow": 50, "weight": 0.45 },
    "universe": ["AAPL", "IBM"], "benchmark": "^GSPC", "capital": 1000000,
    "costs": { "commissionPerShare": 0.001, "slippageBasisPoints": 5, "volumeLimit": 0.1 }
  }
  """

@Suite struct StrategySpecificationTests {
  private func faults(replacing old: String, with new: String) -> [String] {
    let text = valid.replacingOccurrences(of: old, with: new)
    #expect(text != valid, "the fixture holds \(old)")
    return StrategySpecification.faults(in: text)
  }

  @Test func `a specification is read as it is written`() throws {
    let specification = try StrategySpecification(parsing: valid)

    #expect(specification.name == "Cross")
    #expect(specification.rule == .movingAverageCrossover(fast: 20, slow: 50, weight: 0.45))
    #expect(specification.universe == ["AAPL", "IBM"])
    #expect(specification.benchmark == "^GSPC")
    #expect(specification.capitalMoney == Money(1_000_000))
    #expect(specification.costs.volumeLimit == 0.1)
    #expect(specification.faults() == [])
    #expect(specification.makeStrategy().warmUpBars == 49)
  }

  @Test func `the hash does not depend on the order of keys, on spaces or on number forms`() throws
  {
    let other = """
      {"costs":{"volumeLimit":1e-1,"slippageBasisPoints":5.0,"commissionPerShare":0.0010},
       "capital":1e6,"benchmark":"\\u005eGSPC","universe":["AAPL","IBM"],
       "strategy":{"weight":0.45,"slow":50,"fast":20,"kind":"movingAverageCrossover"},
       "summary":"A test.","name":"Cross","schema":1}
      """

    let first = try StrategySpecification(parsing: valid)
    let second = try StrategySpecification(parsing: other)

    #expect(first == second)
    #expect(first.contentHash == second.contentHash)
    #expect(first.contentHash.count == 64)
    #expect(
      first.canonicalJSON
        == #"{"benchmark":"^GSPC","capital":1000000,"costs":{"commissionPerShare":0.001,"#
        + #""slippageBasisPoints":5,"volumeLimit":0.1},"name":"Cross","schema":1,"#
        + #""strategy":{"fast":20,"kind":"movingAverageCrossover","slow":50,"weight":0.45},"#
        + #""summary":"A test.","universe":["AAPL","IBM"]}"#)
  }

  @Test(arguments: [
    ("0.45", "0.46"), ("20", "21"), ("\"IBM\"", "\"MSFT\""), ("\"Cross\"", "\"Crosz\""),
    ("0.1 }", "null }"), ("\"^GSPC\"", "null"),
  ])
  func `any change of content changes the hash`(_ old: String, _ new: String) throws {
    let changed = valid.replacingOccurrences(of: old, with: new)

    let before = try StrategySpecification(parsing: valid).contentHash
    let after = try StrategySpecification(parsing: changed).contentHash

    #expect(before != after)
  }

  @Test func `canonical JSON reads back to the same specification`() throws {
    let specification = try StrategySpecification(parsing: valid)

    #expect(try StrategySpecification(parsing: specification.canonicalJSON) == specification)
  }

  @Test func `an encoder's JSON is the file's JSON`() throws {
    let specification = try StrategySpecification(parsing: valid)

    let bytes = try JSONEncoder().encode(specification)

    #expect(
      try StrategySpecification(parsing: String(decoding: bytes, as: UTF8.self)) == specification)
    #expect(try JSONDecoder().decode(StrategySpecification.self, from: bytes) == specification)
    #expect(
      try JSONDecoder().decode(StrategySpecification.self, from: Data(valid.utf8)) == specification)
  }

  @Test(arguments: [
    ("\"fast\": 20", "\"fast\": 0", "strategy.fast is 0; it must be between 1 and 2519."),
    ("\"fast\": 20", "\"fast\": 2.5", "strategy.fast is 2.5; it must be a whole number."),
    (
      "\"fast\": 20", "\"fast\": 50", "strategy.fast is 50; it must be less than slow, which is 50."
    ),
    ("\"fast\": 20", "\"fsat\": 20", "strategy.fsat is unknown. Did you mean 'fast'?"),
    ("\"capital\"", "\"captial\"", "captial is unknown. Did you mean 'capital'?"),
    ("0.45", "1.5", "strategy.weight is 1.5; it must be between -1 and 1."),
    ("0.45", "\"a\"", "strategy.weight holds a text; it must be a number."),
    ("0.1 }", "0 }", "costs.volumeLimit is 0; it must be between 1e-06 and 1."),
    ("\"schema\": 1", "\"schema\": 2", "schema is 2; it must be between 1 and 1."),
    ("[\"AAPL\", \"IBM\"]", "[]", "universe has 0 symbols; it must have between 1 and 5000."),
    ("\"IBM\"", "\"AAPL\"", "universe holds AAPL twice."),
    ("\"IBM\"", "\"A B\"", "universe holds 'A B', which no exchange would write."),
    ("\"IBM\"", "\"'; drop\"", "universe holds ''; drop', which no exchange would write."),
    ("1000000", "-5", "capital is -5; it must be between 1000 and 1000000000000."),
    (
      "1000000", "1e999",
      "The specification is not valid JSON: line 4: the number 1e999 is too large."
    ),
    ("\"name\": \"Cross\",", "", "name is missing."),
    ("\"name\": \"Cross\"", "\"name\": \"\"", "name has 0 characters; it must have 1 to 80."),
    (
      "\"name\": \"Cross\"", "\"name\": \"a\", \"name\": \"b\"",
      "The specification is not valid JSON: line 2: the key 'name' is given twice."
    ),
    (
      "movingAverageCrossover", "movingAverageCrosover",
      "strategy.kind is 'movingAverageCrosover'; it must be one of buyAndHold, "
        + "movingAverageCrossover, crossSectionalMomentum, shortTermReversal, signal. "
        + "Did you mean 'movingAverageCrossover'?"
    ),
  ])
  func `a fault names the field, the value and what is allowed`(
    _ old: String, _ new: String, _ expected: String
  ) {
    #expect(faults(replacing: old, with: new).contains(expected))
  }

  @Test func `every fault is listed, not only the first`() {
    let found = StrategySpecification.faults(in: #"{"schema": 3, "nmae": "x", "capital": true}"#)

    #expect(
      found == [
        "nmae is unknown. Did you mean 'name'?", "schema is 3; it must be between 1 and 1.",
        "name is missing.", "summary is missing.", "universe is missing.",
        "capital holds true or false; it must be a number.", "costs is missing.",
        "strategy is missing.",
      ])
  }

  @Test(arguments: ["", "[]", "{", "nul", "{\"a\":}", "{} x", "01", "\"\\u12\"", "\"\\q\""])
  func `what is no JSON object is refused`(_ text: String) {
    #expect(!StrategySpecification.faults(in: text).isEmpty)
  }

  @Test func `deep nesting is refused, not followed`() {
    let deep = String(repeating: "[", count: 100_000)

    #expect(
      StrategySpecification.faults(in: deep)
        == ["The specification is not valid JSON: line 1: it is nested too deeply."])
  }

  @Test func `numbers that are not finite are a fault`() {
    let specification = StrategySpecification(
      name: "x", summary: "", rule: .buyAndHold(weight: .nan), universe: ["A"], benchmark: nil,
      capital: 1000,
      costs: ExecutionCosts(commissionPerShare: 0, slippageBasisPoints: 0, volumeLimit: nil))

    #expect(!specification.faults().isEmpty)
  }

  @Test(arguments: ["buy-and-hold", "crossover-20-50", "momentum-12-1"])
  func `the shipped specifications are valid`(_ name: String) throws {
    let text = try Fixture.text("Strategies/\(name).json")

    #expect(StrategySpecification.faults(in: text) == [])
  }

  @Test func `the momentum universe holds closes only, so its fills ignore volume`() throws {
    let momentum = try StrategySpecification(
      parsing: try Fixture.text("Strategies/momentum-12-1.json"))

    #expect(momentum.universe.count == 20)
    #expect(momentum.universe.allSatisfy { $0.ticker.hasSuffix(".ADJ") })
    #expect(momentum.costs.volumeLimit == nil)
    #expect(momentum.makeStrategy().warmUpBars == 252)
  }
}
