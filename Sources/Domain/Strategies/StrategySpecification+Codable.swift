import Factors
import Market
import Trading

/// Encodes and decodes the same object as the file's JSON. Prefer `init(parsing:)` for outside text:
/// it also finds unknown keys.
extension StrategySpecification: Codable {
  private struct Form: Codable {
    struct Rule: Codable {
      var kind: String
      var fast: Int?
      var slow: Int?
      var lookback: Int?
      var skip: Int?
      var holdings: Int?
      var names: Int?
      var weight: Double?
      var expression: String?
      var conventions: String?
      var delay: Int?
      var eligible: String?
      var rebalance: JSONTree?
      var construction: JSONTree?
    }
    var schema: Int
    var name: String
    var summary: String
    var strategy: Rule
    var universe: [String]
    var benchmark: String?
    var capital: Double
    var costs: ExecutionCosts
  }

  public init(from decoder: any Decoder) throws {
    let form = try Form(from: decoder)
    let rule = form.strategy
    var members: [String: JSONTree] = ["kind": .text(rule.kind)]
    let settings: [(String, Double?)] = [
      ("fast", rule.fast.map(Double.init)), ("slow", rule.slow.map(Double.init)),
      ("lookback", rule.lookback.map(Double.init)), ("skip", rule.skip.map(Double.init)),
      ("holdings", rule.holdings.map(Double.init)), ("names", rule.names.map(Double.init)),
      ("weight", rule.weight),
    ]
    for (key, value) in settings { if let value { members[key] = .number(value) } }
    let others: [(String, JSONTree?)] = [
      ("expression", rule.expression.map { .text($0) }),
      ("conventions", rule.conventions.map { .text($0) }),
      ("delay", rule.delay.map { .number(Double($0)) }),
      ("eligible", rule.eligible.map { .text($0) }), ("rebalance", rule.rebalance),
      ("construction", rule.construction),
    ]
    for (key, value) in others { if let value { members[key] = value } }
    try self.init(
      .object([
        "schema": .number(Double(form.schema)),
        "name": .text(form.name),
        "summary": .text(form.summary),
        "strategy": .object(members),
        "universe": .list(form.universe.map { .text($0) }),
        "benchmark": form.benchmark.map { .text($0) } ?? .null,
        "capital": .number(form.capital),
        "costs": form.costs.tree,
      ]))
  }

  public func encode(to encoder: any Encoder) throws {
    var form = Form.Rule(kind: rule.kind)
    switch rule {
    case .buyAndHold(let weight):
      form.weight = weight
    case .movingAverageCrossover(let fast, let slow, let weight):
      (form.fast, form.slow, form.weight) = (fast, slow, weight)
    case .crossSectionalMomentum(let lookback, let skip, let holdings, let weight):
      (form.lookback, form.skip, form.holdings, form.weight) = (lookback, skip, holdings, weight)
    case .shortTermReversal(let lookback, let names, let weight):
      (form.lookback, form.names, form.weight) = (lookback, names, weight)
    case .signal(let rule):
      (form.expression, form.conventions) = (rule.expression.text, rule.conventions)
      (form.delay, form.eligible) = (rule.delay, rule.eligible?.text)
      (form.rebalance, form.construction) = (rule.rebalance.tree, rule.construction.tree)
    }
    try Form(
      schema: Self.schema, name: name, summary: summary, strategy: form,
      universe: universe.map(\.ticker), benchmark: benchmark?.ticker, capital: capital,
      costs: costs
    ).encode(to: encoder)
  }
}
