import Factors
import Foundation

/// A second computation of every operator, in plain loops over whole tables, slow and without anything
/// in common with the first: what the first is compared with.
struct Referee {
  typealias Table = [[Double]]

  let panel: FactorPanel
  let rows: Int
  let width: Int

  init(_ panel: FactorPanel) {
    self.panel = panel
    rows = panel.rows
    width = panel.width
  }

  func evaluate(_ tree: FactorTree) -> Table {
    var tables: [Table] = []
    for node in tree.nodes { tables.append(table(node, node.arguments.map { tables[$0] })) }
    return tables[tables.count - 1]
  }

  private func make(_ value: (_ row: Int, _ symbol: Int) -> Double) -> Table {
    (0..<rows).map { row in (0..<width).map { value(row, $0) } }
  }

  func table(_ node: FactorNode, _ inputs: [Table]) -> Table {
    switch node.kind {
    case .constant(let value): return make { _, _ in value }
    case .field(let field): return make { (panel.fields[field] ?? [])[$0 * width + $1] }
    case .group(let name): return make { Double((panel.groups[name] ?? [])[$1]) }
    case .apply(let operation): return apply(operation, node, inputs)
    }
  }

  private func apply(_ operation: FactorOperator, _ node: FactorNode, _ inputs: [Table]) -> Table {
    if operation == .step { return make { row, _ in Double(row + 1) } }
    if operation == .hump || operation == .tradeWhen { return recall(operation, node, inputs) }
    if let whole = RefereeRows(operation, node.parameters) {
      return (0..<rows).map { row in
        whole.apply(inputs.map { $0[row] }, past: { ago in row < ago ? nil : inputs[0][row - ago] },
          window: node.window)
      }
    }
    if node.window > 0 {
      func window(_ input: Int, _ row: Int, _ symbol: Int, _ count: Int, lag: Int = 0) -> [Double] {
        ((row - lag - count + 1)...(row - lag)).map { $0 < 0 ? .nan : inputs[input][$0][symbol] }
      }
      let distance = operation == .delay || operation == .delta ? 1 : 0
      let lag = operation == .regression ? Int(node.parameters[0]) : 0
      return make { row, symbol in
        let x = window(0, row, symbol, node.window + distance)
        let y = inputs.count > 1 ? window(1, row, symbol, node.window, lag: lag) : []
        return RefereeWindow(x: x, y: y, parameters: node.parameters).value(operation)
      }
    }
    return make { row, symbol in
      Self.pointwise(operation, inputs.map { $0[row][symbol] }, node.parameters)
    }
  }

  private func recall(_ operation: FactorOperator, _ node: FactorNode, _ inputs: [Table]) -> Table {
    var result: Table = []
    for row in 0..<rows {
      result.append(
        (0..<width).map { symbol in
          let before = row == 0 ? Double.nan : result[row - 1][symbol]
          let x = inputs[0][row][symbol]
          if operation == .hump {
            let limit = node.parameters[0]
            if before.isNaN || x.isNaN { return x }
            let excess = max(0, abs(x - before) - limit)
            return excess == 0 ? before : before + (x > before ? excess : -excess)
          }
          if x > 0 { return inputs[1][row][symbol] }
          return inputs[2][row][symbol] > 0 ? .nan : before
        })
    }
    return result
  }

  private static func pointwise(
    _ operation: FactorOperator, _ arguments: [Double], _ parameters: [Double]
  ) -> Double {
    let x = arguments[0]
    if operation == .isMissing { return x.isNaN ? 1 : 0 }
    if operation == .replaceMissing { return x.isNaN ? parameters[0] : x }
    if operation == .select {
      return x.isNaN ? .nan : x != 0 ? arguments[1] : arguments[2]
    }
    let comparisons: [FactorOperator: (Double, Double) -> Bool] = [
      .less: { $0 < $1 }, .lessOrEqual: { $0 <= $1 }, .greater: { $0 > $1 },
      .greaterOrEqual: { $0 >= $1 }, .equal: { $0 == $1 }, .notEqual: { $0 != $1 },
    ]
    let isMissing = arguments.contains { $0.isNaN }
    if let compare = comparisons[operation] {
      if isMissing { return parameters[0] == 1 ? 0 : .nan }
      return compare(x, arguments[1]) ? 1 : 0
    }
    if isMissing { return .nan }
    let y = arguments.count > 1 ? arguments[1] : .nan
    switch operation {
    case .negate: return -x
    case .absolute: return abs(x)
    case .logarithm: return x > 0 ? log(x) : .nan
    case .exponential: return exp(x)
    case .sign: return x > 0 ? 1 : x < 0 ? -1 : 0
    case .squareRoot: return x < 0 ? .nan : sqrt(x)
    case .inverse: return x == 0 ? .nan : 1 / x
    case .signedLog: return x < 0 ? -log(1 - x) : log(1 + x)
    case .not: return x == 0 ? 1 : 0
    case .add: return x + y
    case .subtract: return x - y
    case .multiply: return x * y
    case .divide: return y == 0 ? .nan : x / y
    case .power:
      return x == 0 && y < 0 ? .nan : pow(x, y)
    case .signedPower:
      return x == 0 ? (y < 0 ? .nan : 0) : (x < 0 ? -1 : 1) * pow(abs(x), y)
    case .minimum: return min(x, y)
    case .maximum: return max(x, y)
    case .and: return x != 0 && y != 0 ? 1 : 0
    case .or: return x != 0 || y != 0 ? 1 : 0
    default: fatalError("The referee does not know \(operation).")
    }
  }
}
