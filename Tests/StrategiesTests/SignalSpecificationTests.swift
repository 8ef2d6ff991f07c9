import Construction
import Foundation
import Market
import Strategies
import TestKit
import Testing

private let valid = """
  {
    "schema": 1, "name": "Reversal", "summary": "A test.",
    "strategy": {
      "kind": "signal", "expression": "rank(-delta(close, 5))", "conventions": "paper",
      "delay": 1, "eligible": "close > 5", "rebalance": "week",
      "construction": {
        "kind": "equal", "longs": 2, "shorts": 2, "gross": 1.0, "volatilityWindow": 60,
        "targetVolatility": null, "shrinkage": null, "maximumWeight": 0.3,
        "maximumTurnover": 0.5, "sectorNeutral": false, "betaNeutral": false
      }
    },
    "universe": ["A", "B", "C", "D", "E"], "benchmark": null, "capital": 100000,
    "costs": { "commissionPerShare": 0.001, "slippageBasisPoints": 5, "volumeLimit": null }
  }
  """

/// A change that makes the specification wrong, and what the fault must say.
private struct Mistake: Sendable, CustomTestStringConvertible {
  let old: String
  let new: String
  /// Pieces of one fault: where, what was seen, what to do.
  let says: [String]

  init(_ old: String, _ new: String, _ says: String...) {
    (self.old, self.new, self.says) = (old, new, says)
  }

  var testDescription: String { "\(old) → \(new)" }
}

private let path = "strategy."
private let inner = "strategy.construction."

private let mistakes: [Mistake] = [
  // The text itself.
  Mistake("\"kind\": \"signal\"", "\"kind\" \"signal\"", "line 4", "a colon is expected"),
  Mistake("\"week\",", "\"week\"", "line 6", "a comma or } is expected"),
  Mistake("\"delay\": 1", "\"delay\": 01", "line 5", "a number begins with 0"),
  Mistake("\"delay\": 1", "\"delay\": ", "line 5", "a value is expected"),
  Mistake("\"delay\": 1", "\"delay\": 1, \"delay\": 2", "the key 'delay' is given twice"),
  Mistake("null }\n}", "null }\n", "a comma or } is expected"),
  Mistake("\"week\"", "\"week", "a text holds a control character"),
  Mistake("false,", "False,", "a value is expected"),
  // Keys.
  Mistake("\"expression\"", "\"expresion\"", "strategy.expresion is unknown", "'expression'"),
  Mistake("\"eligible\"", "\"eligable\"", "strategy.eligable is unknown", "'eligible'"),
  Mistake("\"rebalance\"", "\"rebalence\"", "strategy.rebalence is unknown", "'rebalance'"),
  Mistake("\"longs\"", "\"long\"", inner + "long is unknown", "'longs'"),
  Mistake("\"maximumWeight\"", "\"maxWeight\"", inner + "maxWeight is unknown"),
  Mistake("\"sectorNeutral\"", "\"sectorNeutrall\"", "sectorNeutrall is unknown", "'sectorNeutral'"),
  Mistake("\"delay\": 1", "\"weight\": 1", path + "weight is unknown"),
  Mistake("\"expression\": \"rank(-delta(close, 5))\",", "", path + "expression is missing"),
  Mistake("\"rebalance\": \"week\",", "", path + "rebalance is missing", "session, week, month"),
  Mistake("\"kind\": \"equal\", ", "", inner + "kind is missing", "equal, rank, signal"),
  Mistake("\"longs\": 2, ", "", inner + "longs is missing"),
  Mistake("\"construction\"", "\"portfolio\"", path + "construction is missing"),
  // Kinds of values.
  Mistake("\"rank(-delta(close, 5))\"", "5", path + "expression holds a number", "a text"),
  Mistake("\"rank(-delta(close, 5))\"", "\"\"", path + "expression has 0 characters"),
  Mistake("\"close > 5\"", "true", path + "eligible holds true or false", "a text"),
  Mistake("\"week\"", "[]", path + "rebalance holds a list", "a number of sessions"),
  Mistake("\"paper\"", "3", path + "conventions holds a number", "paper, brain, golden"),
  Mistake("\"longs\": 2", "\"longs\": \"2\"", inner + "longs holds a text", "a number"),
  Mistake("\"sectorNeutral\": false", "\"sectorNeutral\": 0", "sectorNeutral holds a number"),
  Mistake("\"equal\"", "null", inner + "kind holds null", "inverseVolatility"),
  // Values.
  Mistake("\"signal\"", "\"signl\"", "strategy.kind is 'signl'", "Did you mean 'signal'?"),
  Mistake("\"paper\"", "\"papers\"", path + "conventions is 'papers'", "Did you mean 'paper'?"),
  Mistake("\"week\"", "\"weekly\"", path + "rebalance is 'weekly'", "Did you mean 'week'?"),
  Mistake("\"week\"", "0", path + "rebalance is 0", "between 1 and 252"),
  Mistake("\"week\"", "2.5", path + "rebalance is 2.5", "a whole number"),
  Mistake("\"delay\": 1", "\"delay\": 0", path + "delay is 0", "between 1 and 252"),
  Mistake("\"delay\": 1", "\"delay\": 1.5", path + "delay is 1.5", "a whole number"),
  Mistake("\"delay\": 1", "\"delay\": -1", path + "delay is -1"),
  Mistake("\"equal\"", "\"equals\"", inner + "kind is 'equals'", "Did you mean 'equal'?"),
  Mistake("\"longs\": 2", "\"longs\": 2.5", inner + "longs is 2.5", "or a share below 1"),
  Mistake("\"longs\": 2", "\"longs\": 6", inner + "longs is 6", "between 0 and 5"),
  Mistake("\"longs\": 2", "\"longs\": -2", inner + "longs is -2"),
  Mistake("\"gross\": 1.0", "\"gross\": 0", inner + "gross is 0", "between 0.01 and 10"),
  Mistake("\"volatilityWindow\": 60", "\"volatilityWindow\": 1", "volatilityWindow is 1", "2520"),
  Mistake("\"shrinkage\": null", "\"shrinkage\": 1.1", inner + "shrinkage is 1.1"),
  Mistake("\"maximumWeight\": 0.3", "\"maximumWeight\": 0", inner + "maximumWeight is 0;"),
  Mistake("\"maximumTurnover\": 0.5", "\"maximumTurnover\": 0", "maximumTurnover is 0;"),
  Mistake("[\"A\", \"B\", \"C\", \"D\", \"E\"]", "[]", "universe has 0 symbols", "between 1 and"),
  Mistake("\"C\"", "\"B\"", "universe holds B twice"),
  // Expressions, with the character at fault.
  Mistake("rank(-delta(close, 5))", "rank(-delta(close, 5)", path + "expression, character"),
  Mistake("rank(-delta(close, 5))", "rnk(-delta(close, 5))", path + "expression, character 1:"),
  Mistake("rank(-delta(close, 5))", "rank(-delta(clse, 5))", path + "expression, character 13:"),
  Mistake("rank(-delta(close, 5))", "rank(-delta(close, -5))", path + "expression, character"),
  Mistake("rank(-delta(close, 5))", "rank(-delta(close))", path + "expression, character"),
  Mistake("rank(-delta(close, 5))", "cap", path + "expression reads cap", "not traded"),
  Mistake(
    "rank(-delta(close, 5))", "indneutralize(close, sector)", path + "expression reads sector",
    "no classification"),
  Mistake("close > 5\"", "close >\"", path + "eligible, character"),
  Mistake("close > 5\"", "close\"", path + "eligible is a number", "close > 5"),
  // What no portfolio can keep to.
  Mistake("\"longs\": 2, \"shorts\": 2", "\"longs\": 0, \"shorts\": 0", "longs and shorts are 0"),
  Mistake("\"longs\": 2, \"shorts\": 2", "\"longs\": 3, \"shorts\": 3", "want 6 names", "has 5"),
  Mistake(
    "\"maximumWeight\": 0.3", "\"maximumWeight\": 0.2", inner + "maximumWeight is 0.2",
    "2 longs of it cannot hold 0.5", "at least 0.25"),
  Mistake("\"equal\"", "\"targetVolatility\"", inner + "targetVolatility is missing", "0.1"),
  Mistake(
    "\"targetVolatility\": null", "\"targetVolatility\": 0.1", inner + "targetVolatility is 0.1",
    "must be null"),
  Mistake(
    "\"shorts\": 2, \"gross\": 1.0", "\"shorts\": 0, \"gross\": 0.5, \"betaNeutral\": true",
    "the key 'betaNeutral' is given twice"),
  Mistake("\"sectorNeutral\": false", "\"sectorNeutral\": true", "sectorNeutral is true", "false"),
]

@Suite struct SignalSpecificationTests {
  @Test func `a signal is read as it is written`() throws {
    let specification = try StrategySpecification(parsing: valid)

    guard case .signal(let rule) = specification.rule else {
      Issue.record("the rule is a signal")
      return
    }
    #expect(rule.conventions == "paper")
    #expect(rule.delay == 1)
    #expect(rule.rebalance == .week)
    #expect(rule.eligible != nil)
    #expect(rule.construction.longs == .count(2))
    #expect(rule.construction.maximumTurnover == 0.5)
    #expect(specification.faults() == [])
    #expect(specification.makeStrategy().warmUpBars == 6)
  }

  @Test func `canonical JSON reads back to the same specification`() throws {
    let specification = try StrategySpecification(parsing: valid)
    let again = try StrategySpecification(parsing: specification.canonicalJSON)

    #expect(again == specification)
    #expect(again.canonicalJSON == specification.canonicalJSON)
    #expect(again.contentHash == specification.contentHash)
  }

  @Test(arguments: ["\"week\"", "\"session\"", "\"month\"", "5"])
  func `an encoder's JSON is the file's JSON`(_ rebalance: String) throws {
    let text = valid.replacingOccurrences(of: "\"week\"", with: rebalance)
      .replacingOccurrences(of: "\"volumeLimit\": null", with: "\"volumeLimit\": 0.1")
    let specification = try StrategySpecification(parsing: text)

    let bytes = try JSONEncoder().encode(specification)

    #expect(
      try StrategySpecification(parsing: String(decoding: bytes, as: UTF8.self)) == specification)
    #expect(try JSONDecoder().decode(StrategySpecification.self, from: bytes) == specification)
  }

  @Test func `what is left out has its ordinary value, and the same hash`() throws {
    let short = valid.replacingOccurrences(of: "\"conventions\": \"paper\",", with: "")
      .replacingOccurrences(of: "\"delay\": 1, ", with: "")
      .replacingOccurrences(of: "\"gross\": 1.0, \"volatilityWindow\": 60,", with: "")
      .replacingOccurrences(of: "\"targetVolatility\": null, \"shrinkage\": null, ", with: "")
      .replacingOccurrences(
        of: "\"maximumTurnover\": 0.5, \"sectorNeutral\": false, \"betaNeutral\": false",
        with: "\"maximumTurnover\": 0.5")
    #expect(short.count < valid.count - 150)

    #expect(
      try StrategySpecification(parsing: short).contentHash
        == StrategySpecification(parsing: valid).contentHash)
  }

  @Test func `two ways to write one expression are one strategy, another one is not`() throws {
    let spaced = valid.replacingOccurrences(
      of: "rank(-delta(close, 5))", with: "rank( - delta( close,5 ) )")
    let other = valid.replacingOccurrences(
      of: "rank(-delta(close, 5))", with: "rank(-delta(close, 6))")
    let hash = try StrategySpecification(parsing: valid).contentHash

    #expect(try StrategySpecification(parsing: spaced).contentHash == hash)
    #expect(try StrategySpecification(parsing: other).contentHash != hash)
  }

  @Test func `there are sixty mistakes below`() { #expect(mistakes.count >= 60) }

  @Test(arguments: mistakes)
  fileprivate func `a mistake is named with its place and what to do`(_ mistake: Mistake) {
    let text = valid.replacingOccurrences(of: mistake.old, with: mistake.new)
    #expect(text != valid, "the fixture holds \(mistake.old)")

    let faults = StrategySpecification.faults(in: text)

    #expect(
      faults.contains { fault in mistake.says.allSatisfy { fault.contains($0) } },
      "\(faults) does not say \(mistake.says)")
    // What cannot be read cannot be run: there is no specification to hand to a backtest.
    #expect(throws: SpecificationError.self) { try StrategySpecification(parsing: text) }
  }
}

@Suite struct ShippedSpecificationTests {
  @Test(arguments: [
    ("Strategies/buy-and-hold.json", "5228bf99637940d1096e664c4dbfa5879550bc4bcee90d9fefc5f98e382771e4"),
    ("Strategies/crossover-20-50.json", "0c96d776c4dfbc23c3828c5a4b00a189d0ff425fe86cfb8eb5e48f620b37e20d"),
    ("Strategies/momentum-12-1.json", "b1d41c21bb92eb0c50e801ce81c244dd9cd92d3e0e5b64d1abc342237a0d8358"),
  ])
  func `the hash of a strategy that was there before signals is what it was`(
    _ file: String, _ hash: String
  ) throws {
    let text = try Fixture.text(file)

    #expect(try StrategySpecification(parsing: text).contentHash == hash)
  }

  @Test(arguments: ["signal-reversal", "signal-low-volatility", "signal-momentum"])
  func `a signal that is shipped can be read`(_ name: String) throws {
    let specification = try StrategySpecification(
      parsing: try Fixture.text("Strategies/\(name).json"))

    #expect(specification.rule.kind == "signal")
    #expect(specification.universe.count == 20)
  }
}
