/// One tree for all ways to write the same factor, as far as that is free of rounding.
///
/// Constants are folded, operands of commutative operators sorted, `a - b` becomes `a + (-1 * b)`,
/// `x > y` becomes `y < x`, a positive multiple within a rank is dropped, and a rank of a rank is one.
/// Sums and products are never regrouped: the canonical tree computes the same bits.
struct FactorCanonical {
  /// The nodes of the result, the root last.
  let result: FactorTreeBuilder
  /// The expression that parses to them.
  let text: String
  /// Operations and values as the text spells them, each as often as it stands there.
  let nodeCount: Int
  /// The longest way from the root to a value, both counted.
  let depth: Int
  /// The first place that lies deeper than allowed, in characters of the source.
  let tooDeep: Range<Int>?

  init(_ source: FactorTreeBuilder, root: Int, conventions: FactorConventions) {
    var rewriter = FactorRewriter(source, conventions: conventions)
    let top = rewriter.rewrite(root)
    let result = rewriter.builder.trimmed(to: top)
    let writer = FactorWriter(result.nodes, conventions: conventions)
    self.result = result
    text = writer.texts.last ?? ""
    nodeCount = writer.counts.last ?? 0
    depth = writer.depths.last ?? 0
    tooDeep = writer.depths.firstIndex { $0 > FactorExpression.deepest }.map { result.places[$0] }
  }
}

/// Builds the canonical tree from below.
private struct FactorRewriter {
  private let source: FactorTreeBuilder
  private let conventions: FactorConventions
  private(set) var builder = FactorTreeBuilder()
  /// Texts of the builder's nodes.
  private var texts: [String] = []
  private var moved: [Int?]

  init(_ source: FactorTreeBuilder, conventions: FactorConventions) {
    self.source = source
    self.conventions = conventions
    moved = [Int?](repeating: nil, count: source.nodes.count)
  }

  mutating func rewrite(_ place: Int) -> Int {
    if let there = moved[place] { return there }
    let node = source.nodes[place]
    let at = source.places[place]
    let arguments = node.arguments.map { rewrite($0) }
    let new: Int
    if case .apply(let operation) = node.kind {
      new = rewritten(operation, arguments, node, at)
    } else {
      new = emit(node, at)
    }
    moved[place] = new
    return new
  }

  private mutating func emit(_ node: FactorNode, _ at: Range<Int>) -> Int {
    let place = builder.add(node, at: at)
    if place == texts.count {
      texts.append(
        FactorWriter.text(of: node, builder.nodes, texts, conventions: conventions))
    }
    return place
  }

  private mutating func constant(_ value: Double, _ at: Range<Int>) -> Int {
    emit(FactorNode(.constant(value == 0 ? 0 : value)), at)
  }

  private func number(_ place: Int) -> Double? {
    guard case .constant(let value) = builder.nodes[place].kind else { return nil }
    return value
  }

  private func arguments(_ place: Int, of operation: FactorOperator) -> [Int]? {
    let node = builder.nodes[place]
    return node.kind == .apply(operation) ? node.arguments : nil
  }

  private mutating func rewritten(
    _ operation: FactorOperator, _ arguments: [Int], _ node: FactorNode, _ at: Range<Int>
  ) -> Int {
    switch operation {
    case .negate: return product(constant(-1, at), arguments[0], at)
    case .multiply: return product(arguments[0], arguments[1], at)
    case .add: return sum(arguments[0], arguments[1], at)
    case .subtract:
      let negative = product(constant(-1, at), arguments[1], at)
      return sum(arguments[0], negative, at)
    case .divide, .power:
      if number(arguments[1]) == 1 { return arguments[0] }
      if let first = number(arguments[0]), let second = number(arguments[1]),
        let folded = operation.folded(first, second), folded.isFinite
      {
        return constant(folded, at)
      }
    case .rank:
      return rank(arguments[0], node, at)
    case .greater, .greaterOrEqual:
      let turned: FactorOperator = operation == .greater ? .less : .lessOrEqual
      return emit(
        FactorNode(
          .apply(turned), arguments: arguments.reversed(), parameters: node.parameters), at)
    default: break
    }
    let sorted = operation.isCommutative ? arguments.sorted(by: stands) : arguments
    return emit(
      FactorNode(node.kind, arguments: sorted, window: node.window, parameters: node.parameters), at
    )
  }

  /// Constants first, then by text.
  private func stands(_ first: Int, before second: Int) -> Bool {
    let isNumber = (number(first) != nil, number(second) != nil)
    if isNumber.0 != isNumber.1 { return isNumber.0 }
    return texts[first].utf8.lexicographicallyPrecedes(texts[second].utf8)
  }

  private mutating func pair(
    _ operation: FactorOperator, _ a: Int, _ b: Int, _ at: Range<Int>
  ) -> Int {
    if let first = number(a), let second = number(b),
      let folded = operation.folded(first, second), folded.isFinite
    {
      return constant(folded, at)
    }
    let sorted = [a, b].sorted(by: stands)
    return emit(FactorNode(.apply(operation), arguments: sorted), at)
  }

  private mutating func sum(_ a: Int, _ b: Int, _ at: Range<Int>) -> Int {
    if number(a) == 0 { return b }
    if number(b) == 0 { return a }
    return pair(.add, a, b, at)
  }

  private mutating func product(_ a: Int, _ b: Int, _ at: Range<Int>) -> Int {
    for (one, other) in [(a, b), (b, a)] {
      guard let factor = number(one) else { continue }
      if factor == 1 { return other }
      guard let inner = arguments(other, of: .multiply), let second = number(inner[0]),
        abs(factor) == 1 || abs(second) == 1
      else { continue }
      // A change of sign never rounds.
      return product(constant(factor * second, at), inner[1], at)
    }
    return pair(.multiply, a, b, at)
  }

  private mutating func rank(_ argument: Int, _ node: FactorNode, _ at: Range<Int>) -> Int {
    var argument = argument
    while let inner = arguments(argument, of: .multiply), let factor = number(inner[0]), factor > 0
    {
      argument = inner[1]
    }
    let below = builder.nodes[argument]
    if below.kind == node.kind, below.parameters == node.parameters { return argument }
    return emit(FactorNode(node.kind, arguments: [argument], parameters: node.parameters), at)
  }
}

extension FactorOperator {
  /// Whether the order of two arguments changes nothing.
  fileprivate var isCommutative: Bool {
    switch self {
    case .add, .multiply, .minimum, .maximum, .and, .or, .equal, .notEqual, .correlation,
      .covariance:
      true
    default: false
    }
  }
}
