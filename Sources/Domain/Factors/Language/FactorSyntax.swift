/// An expression as it is written: operators, calls and words, not yet checked for sense.
struct FactorSyntax {
  struct Argument {
    /// Of a named argument such as `filter=true`.
    let name: String?
    let nameRange: Range<Int>
    let node: Int
  }

  enum Kind {
    case number(Double)
    case name(String)
    case text(String)
    case call(String, [Argument])
    case unary(String, Int)
    case binary(String, Int, Int)
    case choice(Int, Int, Int)
    /// What stands for something that could not be read; its fault is noted.
    case unreadable
  }

  struct Node {
    let kind: Kind
    /// Characters of the text, without parentheses around it.
    let range: Range<Int>
    /// Where the name of a call or the sign of an operation stands.
    let mark: Range<Int>
    let depth: Int
  }

  fileprivate(set) var nodes: [Node] = []
  fileprivate(set) var root = 0
  fileprivate(set) var faults: [FactorFault] = []

  /// Longest text that is looked at.
  static let longestText = 10_000
  /// Deepest nesting of parentheses, signs and operations that is read at all.
  static let deepestNesting = 160
  static let deepestSyntax = 64
  static let mostSyntax = 400

  /// Reads a text; what is wrong is in `faults`.
  init(_ text: String) {
    guard text.utf8.count <= Self.longestText else {
      faults = [
        FactorFault(
          "The expression is longer than \(Self.longestText) bytes.", range: 0..<1,
          suggestion: "Split it into several factors.")
      ]
      return
    }
    var parser = FactorParser(text)
    parser.parse()
    nodes = parser.nodes
    root = parser.root
    faults = parser.faults
  }
}

/// Recursive descent with a bound on its depth.
private struct FactorParser {
  private let tokens: [FactorToken]
  private var place = 0
  private var nesting = 0
  /// Set where reading on makes no sense.
  private var isAbandoned = false
  var nodes: [FactorSyntax.Node] = []
  var root = 0
  var faults: [FactorFault]

  private static let levels: [String: Int] = [
    "||": 1, "&&": 2, "<": 3, "<=": 3, ">": 3, ">=": 3, "==": 3, "!=": 3, "+": 4, "-": 4, "*": 5,
    "/": 5,
  ]

  init(_ text: String) {
    let tokenizer = FactorTokenizer(text)
    tokens = tokenizer.tokens
    faults = tokenizer.faults
  }

  private var token: FactorToken { isAbandoned ? tokens[tokens.count - 1] : tokens[place] }

  private var signAhead: String? {
    guard case .sign(let sign) = token.kind else { return nil }
    return sign
  }

  private mutating func advance() {
    if place < tokens.count - 1 { place += 1 }
  }

  private mutating func take(_ sign: String) -> Bool {
    guard token.isSign(sign) else { return false }
    advance()
    return true
  }

  private mutating func fault(_ message: String, _ range: Range<Int>, _ suggestion: String? = nil) {
    guard !isAbandoned, faults.count < 50 else { return }
    faults.append(FactorFault(message, range: range, suggestion: suggestion))
  }

  private mutating func abandon(_ message: String, _ range: Range<Int>) {
    fault(message, range, "Split it into several factors.")
    isAbandoned = true
  }

  private mutating func add(
    _ kind: FactorSyntax.Kind, _ range: Range<Int>, mark: Range<Int>? = nil,
    over children: [Int] = []
  ) -> Int {
    let depth = 1 + (children.map { nodes[$0].depth }.max() ?? 0)
    let mark = mark ?? range
    if depth > FactorSyntax.deepestSyntax {
      abandon("The expression nests deeper than \(FactorExpression.deepest) operations.", mark)
    }
    if nodes.count >= FactorSyntax.mostSyntax {
      abandon("The expression has more than \(FactorExpression.mostNodes) nodes.", mark)
    }
    let isTaken = isAbandoned && !children.isEmpty
    nodes.append(
      FactorSyntax.Node(
        kind: isTaken ? .unreadable : kind, range: range, mark: mark, depth: isTaken ? 1 : depth))
    return nodes.count - 1
  }

  /// True when there is room for one more level; each true needs a `nesting -= 1`.
  private mutating func enter() -> Bool {
    guard nesting < FactorSyntax.deepestNesting else {
      abandon("The parentheses or signs nest too deeply.", token.range)
      return false
    }
    nesting += 1
    return true
  }

  mutating func parse() {
    if case .end = token.kind {
      fault("There is no expression.", 0..<0, "Write one, such as 'rank(close)'.")
      root = add(.unreadable, 0..<0)
      return
    }
    root = choice()
    while !isAbandoned, token.kind != .end {
      leftover()
      guard token.kind != .end else { return }
      _ = choice()
    }
  }

  /// What stands after the end of an expression.
  private mutating func leftover() {
    switch token.kind {
    case .sign(")"):
      fault("This parenthesis closes nothing.", token.range, "Remove it, or open one before.")
      advance()
    case .sign("="):
      fault("'=' does not compare, and nothing can be assigned.", token.range, "Write '=='.")
      advance()
    case .sign(","):
      fault("A comma separates arguments of a function only.", token.range)
      advance()
    case .sign(let sign):
      fault("'\(sign)' stands where an operator should.", token.range)
      advance()
    case .name("and"), .name("or"):
      let sign = token.kind == .name("and") ? "&&" : "||"
      fault("Two expressions follow each other.", token.range, "Write '\(sign)'.")
      advance()
    default:
      fault(
        "Two expressions follow each other.", token.range,
        "Put an operator such as '*' between them.")
      if case .end = token.kind { return }
      isAbandoned = true
    }
  }

  private mutating func choice() -> Int {
    guard enter() else { return add(.unreadable, token.range) }
    defer { nesting -= 1 }
    let condition = operation(1)
    guard token.isSign("?") else { return condition }
    let mark = token.range
    advance()
    let yes = choice()
    if !take(":") {
      fault("The choice has no ':'.", token.range, "Write 'condition ? value : value'.")
      return add(.unreadable, mark)
    }
    let no = choice()
    return add(
      .choice(condition, yes, no), nodes[condition].range.lowerBound..<nodes[no].range.upperBound,
      mark: mark, over: [condition, yes, no])
  }

  private mutating func operation(_ least: Int) -> Int {
    var left = unary()
    var compared = false
    while let sign = signAhead, let level = Self.levels[sign], level >= least {
      let mark = token.range
      advance()
      let right = operation(level + 1)
      if level == 3, compared {
        fault(
          "Comparisons do not chain.", mark, "Write 'a < b && b < c', or put parentheses.")
      }
      compared = level == 3
      let range =
        nodes[left].range
        .lowerBound..<max(nodes[left].range.upperBound, nodes[right].range.upperBound)
      left = add(.binary(sign, left, right), range, mark: mark, over: [left, right])
    }
    return left
  }

  private mutating func unary() -> Int {
    guard enter() else { return add(.unreadable, token.range) }
    defer { nesting -= 1 }
    guard let sign = signAhead, sign == "-" || sign == "+" || sign == "!" else { return power() }
    let mark = token.range
    advance()
    let operand = unary()
    let range = mark.lowerBound..<max(mark.upperBound, nodes[operand].range.upperBound)
    return add(.unary(sign, operand), range, mark: mark, over: [operand])
  }

  private mutating func power() -> Int {
    let base = primary()
    guard token.isSign("^") else { return base }
    let mark = token.range
    advance()
    let exponent = unary()
    let range =
      nodes[base].range.lowerBound..<max(mark.upperBound, nodes[exponent].range.upperBound)
    return add(.binary("^", base, exponent), range, mark: mark, over: [base, exponent])
  }

  private mutating func primary() -> Int {
    let token = self.token
    switch token.kind {
    case .number(let value):
      advance()
      return add(.number(value), token.range)
    case .text(let text):
      advance()
      return add(.text(text), token.range)
    case .name(let name):
      advance()
      return self.token.isSign("(") ? call(name, at: token.range) : add(.name(name), token.range)
    case .sign("("):
      advance()
      let inner = choice()
      if !take(")") { unclosed(token.range) }
      return inner
    case .sign(let sign):
      fault("'\(sign)' stands where a value should.", token.range, remedy(for: sign))
      if ![")", ",", ":"].contains(sign) { advance() }
      return add(.unreadable, token.range)
    case .end:
      fault("The expression ends where a value should stand.", token.range)
      return add(.unreadable, token.range)
    }
  }

  private func remedy(for sign: String) -> String? {
    switch sign {
    case ")", ",": "Write a column, a number or a function before it."
    case "=": "Compare with '=='."
    default: nil
    }
  }

  private mutating func unclosed(_ opening: Range<Int>) {
    fault("This parenthesis is never closed.", opening, "Add ')'.")
    // One fault is enough: what follows was meant for another place.
    isAbandoned = true
  }

  private mutating func call(_ name: String, at mark: Range<Int>) -> Int {
    let opening = token.range
    advance()
    var arguments: [FactorSyntax.Argument] = []
    if !token.isSign(")") {
      repeat { arguments.append(argument()) } while take(",")
    }
    let end = token.range.upperBound
    if !take(")") {
      if case .sign = token.kind {
        fault("'\(signAhead ?? "")' stands where ',' or ')' should.", token.range)
        isAbandoned = true
      } else {
        unclosed(opening)
      }
    }
    return add(
      .call(name, arguments), mark.lowerBound..<max(end, mark.upperBound), mark: mark,
      over: arguments.map(\.node))
  }

  private mutating func argument() -> FactorSyntax.Argument {
    if case .name(let name) = token.kind, !isAbandoned, tokens[place + 1].isSign("=") {
      let range = token.range
      advance()
      advance()
      return FactorSyntax.Argument(name: name, nameRange: range, node: choice())
    }
    return FactorSyntax.Argument(name: nil, nameRange: token.range, node: choice())
  }
}
