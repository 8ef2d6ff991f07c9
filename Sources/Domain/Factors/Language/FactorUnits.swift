/// What a number is measured in, as far as that can be known: powers of money and of shares.
///
/// A price is money per share, traded value money, a return nothing.
struct FactorUnit: Hashable {
  var money: Double
  var shares: Double

  static let none = FactorUnit(money: 0, shares: 0)

  var name: String {
    switch (money, shares) {
    case (1, -1): "a price"
    case (0, 1): "shares"
    case (1, 0): "money"
    case (0, 0): "a plain number"
    default: "other units"
    }
  }

  func times(_ other: FactorUnit, power: Double = 1) -> FactorUnit {
    FactorUnit(money: money + power * other.money, shares: shares + power * other.shares)
  }
}

/// Finds sums, comparisons and ratios of what is measured differently.
struct FactorUnits {
  /// The warnings of a tree's nodes, in the order of their places.
  static func warnings(for source: FactorTreeBuilder) -> [FactorWarning] {
    var units: [FactorUnit?] = []
    var warnings: [FactorWarning] = []
    for (place, node) in source.nodes.enumerated() {
      let arguments = node.arguments.map { units[$0] }
      units.append(unit(of: node, arguments, source.nodes))
      if let message = mismatch(node, arguments) {
        let warning = FactorWarning(message, range: source.places[place])
        if !warnings.contains(warning) { warnings.append(warning) }
      }
    }
    return warnings.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  private static let volume = FactorUnit(money: 0, shares: 1)
  private static let price = FactorUnit(money: 1, shares: -1)
  private static let money = FactorUnit(money: 1, shares: 0)

  private static func mismatch(_ node: FactorNode, _ arguments: [FactorUnit?]) -> String? {
    guard case .apply(let operation) = node.kind, arguments.count >= 2 else { return nil }
    let sides = operation == .select ? Array(arguments[1...]) : Array(arguments[..<2])
    guard let first = sides[0], let second = sides[1], first != second else { return nil }
    let pair = "\(first.name) and \(second.name)"
    switch operation {
    case .divide:
      guard Set([first, second]) == [volume, money] else { return nil }
      return "The ratio of \(pair) moves with the price: 'adv' averages close * volume."
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual:
      return "This compares \(pair)."
    case .add, .subtract, .minimum, .maximum:
      return "This puts \(pair) together."
    case .select:
      return "This chooses between \(pair)."
    default: return nil
    }
  }

  /// Nil where a unit cannot be known or any will do.
  private static func unit(
    of node: FactorNode, _ arguments: [FactorUnit?], _ nodes: [FactorNode]
  ) -> FactorUnit? {
    switch node.kind {
    case .constant, .group: return nil
    case .field(let field): return unit(of: field)
    case .apply(let operation): return unit(of: operation, node, arguments, nodes)
    }
  }

  private static func unit(of field: FactorField) -> FactorUnit? {
    switch field {
    case .open, .high, .low, .close, .vwap: price
    case .volume: volume
    case .cap: money
    case .named("shares_outstanding"): volume
    case .named(let name): Vocabulary.figures.contains(name) ? money : nil
    }
  }

  private static func unit(
    of operation: FactorOperator, _ node: FactorNode, _ arguments: [FactorUnit?],
    _ nodes: [FactorNode]
  ) -> FactorUnit? {
    let first = arguments.first ?? nil
    switch operation {
    case .multiply, .divide, .covariance:
      let isConstant = node.arguments.map { nodes[$0].isNumber }
      let power = operation == .divide ? -1.0 : 1
      let left = isConstant[0] ? .some(FactorUnit.none) : arguments[0]
      let right = isConstant[1] ? .some(FactorUnit.none) : arguments[1]
      guard let left, let right else { return nil }
      let result = left.times(right, power: power)
      return isConstant[0] && isConstant[1] ? nil : result
    case .squareRoot: return first.map { FactorUnit.none.times($0, power: 0.5) }
    case .inverse: return first.map { FactorUnit.none.times($0, power: -1) }
    case .power:
      guard let first, case .constant(let exponent) = nodes[node.arguments[1]].kind else {
        return nil
      }
      return FactorUnit.none.times(first, power: exponent)
    case .select: return arguments[1] ?? arguments[2]
    case .add, .subtract, .minimum, .maximum: return first ?? arguments[1]
    case .negate, .absolute, .delay, .delta, .sum, .mean, .standardDeviation, .windowMinimum,
      .windowMaximum, .decayLinear, .decayExponential, .averageDifference, .maximumDifference,
      .replaceMissing, .backfill, .kthElement, .lastDifferentValue, .normalize, .winsorize,
      .truncate, .groupNeutralize, .groupMedian, .groupStandardDeviation, .groupMean,
      .groupBackfill, .hump:
      return first
    case .tradeWhen: return arguments[1]
    case .product, .signedPower, .regression, .neutralizeVector, .bucket: return nil
    default: return FactorUnit.none
    }
  }
}

extension FactorNode {
  fileprivate var isNumber: Bool {
    guard case .constant = kind else { return false }
    return true
  }
}
