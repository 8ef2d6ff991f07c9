import Market
import Trading

extension StrategySpecification {
  private static let keys = [
    "schema", "name", "summary", "strategy", "universe", "benchmark", "capital", "costs",
  ]

  /// Reads the tree, noting every fault; nil or noted faults mean that it cannot be used.
  static func read(_ tree: JSONTree, faults: inout [String]) -> StrategySpecification? {
    guard case .object(let members) = tree else {
      faults.append("A specification is a JSON object, not \(tree.kindName).")
      return nil
    }
    var reader = SpecificationReader(members, path: "", known: keys)
    _ = reader.integer("schema", schema...schema)
    let name = reader.text("name", lengths: 1...80)
    let summary = reader.text("summary", lengths: 0...400)
    let universe = symbols(&reader)
    let benchmark = reader.optionalText("benchmark", lengths: 1...24)
    let capital = reader.number("capital", 1000...1e12)
    var found: [String] = []
    let costs = reader.object("costs").flatMap { ExecutionCosts.read($0, faults: &found) }
    let rule = reader.object("strategy").flatMap {
      StrategyRule.read($0, symbolCount: universe?.count ?? largestUniverse, faults: &found)
    }
    faults = reader.faults + found
    guard let name, let summary, let universe, let benchmark, let capital, let costs, let rule
    else { return nil }
    if let benchmark, Symbol(validating: benchmark) == nil {
      faults.append("benchmark is '\(benchmark)', which no exchange would write.")
    }
    return StrategySpecification(
      name: name, summary: summary, rule: rule, universe: universe,
      benchmark: benchmark.map { Symbol($0) }, capital: capital, costs: costs)
  }

  private static func symbols(_ reader: inout SpecificationReader) -> [Symbol]? {
    guard let texts = reader.texts("universe") else { return nil }
    guard (1...largestUniverse).contains(texts.count) else {
      reader.note(
        "universe has \(texts.count) symbols; it must have between 1 and \(largestUniverse).")
      return nil
    }
    var seen: Set<String> = []
    var symbols: [Symbol] = []
    for text in texts {
      guard let symbol = Symbol(validating: text) else {
        reader.note("universe holds '\(text)', which no exchange would write.")
        return nil
      }
      if !seen.insert(text).inserted { reader.note("universe holds \(text) twice.") }
      symbols.append(symbol)
    }
    return symbols
  }

  /// The specification as a JSON tree.
  var tree: JSONTree {
    .object([
      "schema": .number(Double(Self.schema)),
      "name": .text(name),
      "summary": .text(summary),
      "strategy": rule.tree,
      "universe": .list(universe.map { .text($0.ticker) }),
      "benchmark": benchmark.map { .text($0.ticker) } ?? .null,
      "capital": .number(capital),
      "costs": costs.tree,
    ])
  }
}
