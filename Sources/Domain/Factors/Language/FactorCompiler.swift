/// Checks what a text means and turns it into a tree.
struct FactorCompiler {
  /// What a part of an expression is.
  enum Value {
    /// A node of the tree.
    case number(Int)
    /// A node of the tree that is true, false or missing.
    case condition(Int)
    case constant(Double)
    /// A node of the tree.
    case group(Int)
    case word(String)
    /// Its fault is noted.
    case unreadable
  }

  let syntax: FactorSyntax
  let conventions: FactorConventions
  let figures: Set<String>
  var builder = FactorTreeBuilder()
  var faults: [FactorFault] = []
  /// Functions by their names in the vocabulary; `min` and `max` as what they turned out to be.
  var functions: Set<String> = []
  var signs: Set<String> = []
  /// Columns and classifications as they are written, in lower case.
  var inputs: Set<String> = []

  init(_ syntax: FactorSyntax, conventions: FactorConventions, figures: Set<String>) {
    self.syntax = syntax
    self.conventions = conventions
    self.figures = figures
  }

  mutating func fault(_ message: String, _ range: Range<Int>, _ suggestion: String? = nil) {
    faults.append(FactorFault(message, range: range, suggestion: suggestion))
  }

  /// The root of the tree, or nil when there are faults.
  mutating func compile() -> Int? {
    let root = syntax.nodes[syntax.root]
    switch value(of: syntax.root) {
    case .number(let node), .condition(let node): return faults.isEmpty ? node : nil
    case .constant:
      fault("The expression reads no data.", root.range, "Name a column, such as 'close'.")
    case .group:
      fault(
        "A classification is no value.", root.range,
        "Use it in a group function, as in "
          + "'indneutralize(close, sector)'.")
    case .word: fault("A word is no value.", root.range)
    case .unreadable: break
    }
    return nil
  }

  mutating func value(of place: Int) -> Value {
    let node = syntax.nodes[place]
    switch node.kind {
    case .number(let number): return .constant(number)
    case .name(let name): return column(named: name, at: node.range)
    case .text(let text): return .word(text)
    case .call(let name, let arguments): return call(name, arguments, at: node)
    case .unary(let sign, let operand): return unary(sign, operand, at: node)
    case .binary(let sign, let left, let right): return binary(sign, left, right, at: node)
    case .choice(let condition, let yes, let no):
      return choice(condition, yes, no, at: node)
    case .unreadable: return .unreadable
    }
  }

  // MARK: - Values where one kind is wanted

  /// The node of a value that may be any number, or nil when it is none.
  mutating func column(_ value: Value, at range: Range<Int>) -> Int? {
    switch value {
    case .number(let node), .condition(let node): return node
    case .constant(let number): return builder.constant(number, at: range)
    case .group:
      fault(
        "A classification stands where a value should.", range,
        "Use it as the 'group' of a function.")
    case .word(let word):
      fault("'\(word)' stands where a value should.", range)
    case .unreadable: break
    }
    return nil
  }

  /// The node of a value that must be true or false, or nil when it is not.
  mutating func condition(_ value: Value, at range: Range<Int>) -> Int? {
    switch value {
    case .condition(let node): return node
    case .unreadable: return nil
    default:
      fault("A condition should stand here.", range, "Compare the value, as in 'x > 0'.")
      return nil
    }
  }

  // MARK: - Names

  private mutating func column(named written: String, at range: Range<Int>) -> Value {
    let parts = written.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    if parts.count == 2, parts[0] == "indclass", Vocabulary.groups.contains(parts[1]) {
      inputs.insert(written)
      return .group(builder.add(FactorNode(.group(parts[1])), at: range))
    }
    if Vocabulary.groups.contains(written) {
      inputs.insert(written)
      return .group(builder.add(FactorNode(.group(written)), at: range))
    }
    if written == "true" || written == "false" { return .constant(written == "true" ? 1 : 0) }
    if written == "returns" {
      inputs.insert(written)
      return .number(returns(at: range))
    }
    if let value = averageDailyVolume(written, at: range) { return value }
    if let field = Self.fields[written] ?? (figures.contains(written) ? .named(written) : nil) {
      inputs.insert(written)
      return .number(builder.add(FactorNode(.field(field)), at: range))
    }
    unknown(written, at: range)
    return .unreadable
  }

  private static let fields: [String: FactorField] = [
    "open": .open, "high": .high, "low": .low, "close": .close, "volume": .volume, "vwap": .vwap,
    "cap": .cap,
  ]

  private mutating func returns(at range: Range<Int>) -> Int {
    let close = builder.add(FactorNode(.field(.close)), at: range)
    let before = builder.apply(.delay, [close], window: 1, at: range)
    let ratio = builder.apply(.divide, [close, before], at: range)
    let one = builder.constant(1, at: range)
    return builder.apply(.subtract, [ratio, one], at: range)
  }

  /// `adv` with its number of rows, or nil when the name is another.
  private mutating func averageDailyVolume(_ written: String, at range: Range<Int>) -> Value? {
    guard written.hasPrefix("adv") else { return nil }
    let digits = written.dropFirst(3)
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    guard let window = Int(digits), (1...FactorExpression.longestWindow).contains(window) else {
      fault(
        digits.isEmpty
          ? "'adv' lacks its number of sessions."
          : "The window of 'adv' is 1 to \(FactorExpression.longestWindow) sessions.",
        range, "Write it as in 'adv20'.")
      return .unreadable
    }
    inputs.insert(written)
    let volume = builder.add(FactorNode(.field(.volume)), at: range)
    guard conventions.averageDailyVolume == .dollars else {
      return .number(builder.apply(.mean, [volume], window: window, at: range))
    }
    let close = builder.add(FactorNode(.field(.close)), at: range)
    let traded = builder.apply(.multiply, [close, volume], at: range)
    return .number(builder.apply(.mean, [traded], window: window, at: range))
  }

  private mutating func unknown(_ written: String, at range: Range<Int>) {
    if let entry = Vocabulary.entry(named: written) {
      fault("'\(written)' is a function.", range, "Call it: '\(entry.signature)'.")
      return
    }
    if written.hasPrefix("indclass") {
      fault(
        "There is no classification '\(written)'.", range,
        "There are IndClass.sector, IndClass.industry and IndClass.subindustry.")
      return
    }
    let words = Vocabulary.columns.map(\.name) + figures.sorted()
    fault(
      "There is no column '\(Self.shown(written))'.", range,
      Vocabulary.guess(for: written, among: words))
  }

  /// A word as a message quotes it.
  static func shown(_ word: String) -> String {
    word.count <= 40 ? word : String(word.prefix(40)) + "…"
  }

  // MARK: - Signs

  private static let signOperators: [String: FactorOperator] = [
    "+": .add, "-": .subtract, "*": .multiply, "/": .divide, "^": .power, "<": .less,
    "<=": .lessOrEqual, ">": .greater, ">=": .greaterOrEqual, "==": .equal, "!=": .notEqual,
    "&&": .and, "||": .or,
  ]

  private mutating func unary(_ sign: String, _ operand: Int, at node: FactorSyntax.Node) -> Value {
    let inner = value(of: operand)
    let range = syntax.nodes[operand].range
    if sign == "!" {
      signs.insert(sign)
      guard let node = condition(inner, at: range) else { return .unreadable }
      return .condition(builder.apply(.not, [node], at: range))
    }
    if case .constant(let number) = inner { return .constant(sign == "-" ? -number : number) }
    guard let argument = column(inner, at: range) else { return .unreadable }
    if sign == "+" { return .number(argument) }
    return .number(builder.apply(.negate, [argument], at: node.range))
  }

  private mutating func binary(
    _ sign: String, _ left: Int, _ right: Int, at node: FactorSyntax.Node
  ) -> Value {
    let first = value(of: left)
    let second = value(of: right)
    if !["+", "-", "*", "/"].contains(sign) { signs.insert(sign) }
    guard let operation = Self.signOperators[sign] else { return .unreadable }
    if case .constant(let a) = first, case .constant(let b) = second,
      let folded = fold(operation, a, b, at: node)
    {
      return folded
    }
    let firstRange = syntax.nodes[left].range
    let secondRange = syntax.nodes[right].range
    if operation == .and || operation == .or {
      let p = condition(first, at: firstRange)
      let q = condition(second, at: secondRange)
      guard let p, let q else { return .unreadable }
      return .condition(builder.apply(operation, [p, q], at: node.range))
    }
    let a = column(first, at: firstRange)
    let b = column(second, at: secondRange)
    guard let a, let b else { return .unreadable }
    if operation == .divide, case .constant(0) = second {
      fault("This divides by zero.", secondRange)
    }
    if let comparison = comparison(operation, a, b, at: node.range) { return comparison }
    return .number(builder.apply(operation, [a, b], at: node.range))
  }

  private mutating func comparison(
    _ operation: FactorOperator, _ a: Int, _ b: Int, at range: Range<Int>
  ) -> Value? {
    guard operation.isComparison else { return nil }
    let missing = conventions.missingComparison == .isFalse ? 1.0 : 0
    return .condition(builder.apply(operation, [a, b], parameters: [missing], at: range))
  }

  /// What an operation of two numbers is; nil for a comparison, which is left to the data.
  mutating func fold(
    _ operation: FactorOperator, _ a: Double, _ b: Double, at node: FactorSyntax.Node
  ) -> Value? {
    guard let result = operation.folded(a, b) else { return nil }
    guard result.isFinite else {
      fault(
        operation == .divide && b == 0 ? "This divides by zero." : "This is no finite number.",
        node.mark)
      return .unreadable
    }
    return .constant(result)
  }

  private mutating func choice(
    _ condition: Int, _ yes: Int, _ no: Int, at node: FactorSyntax.Node
  ) -> Value {
    signs.insert("?:")
    let test = value(of: condition)
    let first = value(of: yes)
    let second = value(of: no)
    return select(
      self.condition(test, at: syntax.nodes[condition].range),
      (first, syntax.nodes[yes].range), (second, syntax.nodes[no].range), at: node.range)
  }

  mutating func select(
    _ test: Int?, _ yes: (value: Value, range: Range<Int>), _ no: (value: Value, range: Range<Int>),
    at range: Range<Int>
  ) -> Value {
    let first = column(yes.value, at: yes.range)
    let second = column(no.value, at: no.range)
    guard let test, let first, let second else { return .unreadable }
    let node = builder.apply(.select, [test, first, second], at: range)
    if case .condition = yes.value, case .condition = no.value { return .condition(node) }
    return .number(node)
  }
}

extension FactorOperator {
  var isComparison: Bool {
    switch self {
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual: true
    default: false
    }
  }

  /// The operation on two constants; nil for operations that are left to the data.
  func folded(_ a: Double, _ b: Double) -> Double? {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .power: b == b.rounded() && abs(b) <= 64 ? Self.integerPower(a, Int(b)) : nil
    default: nil
    }
  }

  private static func integerPower(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    for _ in 0..<abs(exponent) { result *= base }
    return exponent < 0 ? 1 / result : result
  }
}
