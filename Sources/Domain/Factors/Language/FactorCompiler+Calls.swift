extension FactorCompiler {
  /// An argument of a call with its place.
  private typealias Given = (value: Value, range: Range<Int>)

  /// The arguments of a call by the names of the signature.
  private struct Bound {
    var values: [String: Given] = [:]
    /// Values of an argument of which there may be several, from the second on.
    var more: [Given] = []
  }

  mutating func call(
    _ name: String, _ arguments: [FactorSyntax.Argument], at node: FactorSyntax.Node
  ) -> Value {
    guard let entry = Vocabulary.entry(named: name) else {
      unknownFunction(name, at: node.mark)
      for argument in arguments { _ = value(of: argument.node) }
      return .unreadable
    }
    guard let bound = bind(arguments, to: entry, at: node) else { return .unreadable }
    note(entry)
    return lower(entry, bound, at: node)
  }

  private mutating func note(_ entry: Vocabulary.Entry) {
    if case .overloaded = entry.meaning { return }
    functions.insert(entry.name)
  }

  private mutating func unknownFunction(_ name: String, at range: Range<Int>) {
    if Vocabulary.columns.contains(where: { $0.name == name }) || figures.contains(name) {
      fault("'\(name)' is a column, not a function.", range, "Remove the parentheses.")
    } else if ["lead", "future", "ts_lead", "next"].contains(name) {
      fault("The future cannot be read.", range, "Look back instead, with 'delay(x, d)'.")
    } else {
      fault(
        "There is no function '\(Self.shown(name))'.", range,
        Vocabulary.guess(for: name, among: Vocabulary.functionNames))
    }
  }

  // MARK: - Arguments

  /// The arguments by name, or nil when one is missing, too many or unknown.
  private mutating func bind(
    _ arguments: [FactorSyntax.Argument], to entry: Vocabulary.Entry, at node: FactorSyntax.Node
  ) -> Bound? {
    var bound = Bound()
    var isSound = true
    var next = 0
    for argument in arguments {
      let range = syntax.nodes[argument.node].range
      guard let slot = slot(of: argument, next: &next, in: entry) else {
        isSound = false
        misplaced(argument, range, entry)
        _ = value(of: argument.node)
        continue
      }
      let given = (value: optionValue(argument.node, slot), range: range)
      if case .unreadable = given.value { isSound = false }
      if slot.repeats, bound.values[slot.name] != nil {
        bound.more.append(given)
      } else if bound.values.updateValue(given, forKey: slot.name) != nil {
        fault("The argument '\(slot.name)' is given twice.", range)
        isSound = false
      }
    }
    let missing = entry.arguments.filter { $0.preset == nil && bound.values[$0.name] == nil }
    if !missing.isEmpty {
      let names = missing.map { "'\($0.name)'" }.joined(separator: " and ")
      fault("\(entry.name) lacks \(names).", node.mark, "It is called '\(entry.signature)'.")
      return nil
    }
    return isSound ? bound : nil
  }

  private func slot(
    of argument: FactorSyntax.Argument, next: inout Int, in entry: Vocabulary.Entry
  ) -> Vocabulary.Argument? {
    if let name = argument.name {
      return entry.arguments.first { $0.name.lowercased() == name }
    }
    guard next < entry.arguments.count else { return nil }
    let slot = entry.arguments[next]
    if !slot.repeats { next += 1 }
    return slot
  }

  private mutating func misplaced(
    _ argument: FactorSyntax.Argument, _ range: Range<Int>, _ entry: Vocabulary.Entry
  ) {
    if let name = argument.name {
      fault(
        "\(entry.name) has no argument '\(Self.shown(name))'.", argument.nameRange,
        "It is called '\(entry.signature)'.")
    } else {
      fault("\(entry.name) has too many arguments.", range, "It is called '\(entry.signature)'.")
    }
  }

  /// A bare word is a value of its own where one is asked for.
  private mutating func optionValue(_ place: Int, _ slot: Vocabulary.Argument) -> Value {
    if slot.kind == .word, case .name(let word) = syntax.nodes[place].kind { return .word(word) }
    return value(of: place)
  }

  private mutating func constant(_ bound: Bound, _ argument: Vocabulary.Argument) -> Double? {
    guard let given = bound.values[argument.name] else { return Self.preset(argument.preset) }
    guard case .constant(let number) = given.value else {
      fault("'\(argument.name)' must be a number.", given.range)
      return nil
    }
    if let problem = Self.limits[argument.name]?(number) {
      fault("'\(argument.name)' must be \(problem).", given.range)
      return nil
    }
    return number
  }

  private static func preset(_ text: String?) -> Double {
    switch text {
    case "true": 1
    case "false", "auto", nil: 0
    case .some(let text): Double(text) ?? 0
    }
  }

  /// What a constant must be, or nil when it is.
  private static let limits: [String: @Sendable (Double) -> String?] = [
    "k": { $0 >= 1 && $0 <= 2_520 && $0 == $0.rounded() ? nil : "a whole number from 1" },
    "lag": {
      $0 >= 0 && $0 <= 2_520 && $0 == $0.rounded()
        ? nil : "a whole number from 0; the future cannot be read"
    },
    "rettype": { $0 >= 0 && $0 <= 9 && $0 == $0.rounded() ? nil : "a whole number from 0 to 9" },
    "factor": { $0 > 0 && $0 <= 1 ? nil : "above 0 and at most 1" },
    "std": { $0 > 0 ? nil : "above 0" },
    "sigma": { $0 > 0 ? nil : "above 0" },
    "scale": { $0 > 0 ? nil : "above 0" },
    "longscale": { $0 >= 0 ? nil : "0 or more" },
    "shortscale": { $0 >= 0 ? nil : "0 or more" },
    "limit": { $0 >= 0 ? nil : "0 or more" },
    "hump": { $0 >= 0 ? nil : "0 or more" },
    "lowest": { $0 >= 0 && $0 < 0.5 ? nil : "a share from 0 to below one half" },
    "highest": { $0 >= 0 && $0 < 0.5 ? nil : "a share from 0 to below one half" },
    "filter": { $0 == 0 || $0 == 1 ? nil : "true or false" },
    "dense": { $0 == 0 || $0 == 1 ? nil : "true or false" },
    "usestd": { $0 == 0 || $0 == 1 ? nil : "true or false" },
    "useStd": { $0 == 0 || $0 == 1 ? nil : "true or false" },
  ]

  private mutating func window(_ given: Given?, preset: String?) -> Int? {
    guard let given else { return preset.flatMap { Int($0) } }
    guard case .constant(let number) = given.value else {
      if case .unreadable = given.value { return nil }
      fault("A window must be a number of rows, not a column.", given.range)
      return nil
    }
    let rows = number.rounded(.down)
    guard rows >= 1 else {
      fault(
        "A window looks back 1 to \(FactorExpression.longestWindow) rows; the future cannot be read.",
        given.range, rows < 0 ? "Write \(Self.shown(-rows))." : nil)
      return nil
    }
    guard rows <= Double(FactorExpression.longestWindow) else {
      fault("A window looks back at most \(FactorExpression.longestWindow) rows.", given.range)
      return nil
    }
    return Int(rows)
  }

  private static func shown(_ rows: Double) -> String {
    String(Int(min(rows, Double(FactorExpression.longestWindow))))
  }

  private mutating func driver(_ bound: Bound, _ argument: Vocabulary.Argument) -> Double? {
    guard let given = bound.values[argument.name] else { return 0 }
    guard case .word(let word) = given.value else {
      fault(
        "'\(argument.name)' must be a word.", given.range, "There are gaussian, uniform and cauchy."
      )
      return nil
    }
    switch word.lowercased() {
    case "gaussian", "normal": return 0
    case "uniform": return 1
    case "cauchy": return 2
    default:
      fault(
        "There is no distribution '\(Self.shown(word))'.", given.range,
        "There are gaussian, uniform and cauchy.")
      return nil
    }
  }

  private mutating func group(_ given: Given) -> Int? {
    if case .group(let node) = given.value { return node }
    if case .unreadable = given.value { return nil }
    fault("A classification should stand here.", given.range, "Write one, such as 'sector'.")
    return nil
  }

  // MARK: - Lowering

  private mutating func lower(
    _ entry: Vocabulary.Entry, _ bound: Bound, at node: FactorSyntax.Node
  ) -> Value {
    if let number = folded(entry, bound, at: node) { return number }
    switch entry.meaning {
    case .chain(let operation): return chain(operation, entry, bound, at: node)
    case .overloaded(let window, let pair):
      return overloaded(window, pair, entry, bound, at: node)
    case .bucket: return bucket(bound, at: node)
    case .densify:
      return bound.values["group"].flatMap { group($0) }.map { .group($0) } ?? .unreadable
    case .step: return .number(builder.apply(.step, [], at: node.range))
    case .plain(let operation), .conventional(let operation):
      return plain(operation, entry, bound, at: node)
    case .tradeWhen: return plain(.tradeWhen, entry, bound, at: node)
    case .regression: return plain(.regression, entry, bound, at: node)
    }
  }

  /// What plain arithmetic with nothing but written numbers is; nil for everything else.
  private mutating func folded(
    _ entry: Vocabulary.Entry, _ bound: Bound, at node: FactorSyntax.Node
  ) -> Value? {
    let operation: FactorOperator
    switch entry.meaning {
    case .chain(let chained): operation = chained
    case .plain(let plain): operation = plain
    default: return nil
    }
    let given = [bound.values["x"], bound.values["y"]].compactMap { $0 } + bound.more
    var numbers: [Double] = []
    for each in given {
      guard case .constant(let number) = each.value else { return nil }
      numbers.append(number)
    }
    guard let first = numbers.first else { return nil }
    if operation == .negate { return .constant(-first) }
    var result: Value?
    var total = first
    for number in numbers.dropFirst() {
      result = fold(operation, total, number, at: node)
      guard case .constant(let next) = result else { return result }
      total = next
    }
    return result
  }

  private mutating func plain(
    _ operation: FactorOperator, _ entry: Vocabulary.Entry, _ bound: Bound,
    at node: FactorSyntax.Node
  ) -> Value {
    var nodes: [Int] = []
    var window = 0
    var parameters: [Double] = []
    var isSound = true
    var branches: [Value] = []
    for argument in entry.arguments {
      let given = bound.values[argument.name]
      switch argument.kind {
      case .number, .condition, .group:
        guard let given else { continue }
        for (place, each) in ([given] + (argument.repeats ? bound.more : [])).enumerated() {
          if let node = argumentNode(each, place == 0 ? argument : argument) {
            nodes.append(node)
          } else {
            isSound = false
          }
          branches.append(each.value)
        }
      case .window:
        if let rows = self.window(given, preset: argument.preset) {
          window = rows
        } else {
          isSound = false
        }
      case .constant:
        if let number = constant(bound, argument) {
          parameters.append(number)
        } else {
          isSound = false
        }
      case .word:
        if let number = driver(bound, argument) {
          parameters.append(number)
        } else {
          isSound = false
        }
      }
    }
    guard isSound else { return .unreadable }
    if operation == .divide, case .constant(0) = branches[1] {
      fault("This divides by zero.", bound.values["y"]?.range ?? node.mark)
    }
    if operation == .kthElement || operation == .backfill, (parameters.first ?? 1) > Double(window)
    {
      fault("'k' must not exceed the window.", bound.values["k"]?.range ?? node.mark)
      return .unreadable
    }
    let isDense = bound.values["dense"] != nil
    parameters = conventional(operation, parameters, isDense: isDense)
    let result = builder.apply(
      operation, nodes, window: window, parameters: parameters, at: node.range)
    if operation == .select, case .condition = branches[1], case .condition = branches[2] {
      return .condition(result)
    }
    return entry.result == .condition ? .condition(result) : .number(result)
  }

  private mutating func argumentNode(_ given: Given, _ argument: Vocabulary.Argument) -> Int? {
    switch argument.kind {
    case .group: return group(given)
    case .condition:
      // trade_when's exit may be a number: -1 never leaves.
      if argument.name == "exit", case .constant(let number) = given.value {
        return builder.constant(number > 0 ? 1 : 0, at: given.range)
      }
      return condition(given.value, at: given.range)
    default: return column(given.value, at: given.range)
    }
  }

  /// An operator's parameters with those that the conventions decide.
  private func conventional(
    _ operation: FactorOperator, _ written: [Double], isDense: Bool
  ) -> [Double] {
    switch operation {
    case .rank, .groupRank: return [conventions.rank == .unitInterval ? 1 : 0]
    case .argumentMaximum, .argumentMinimum:
      return [
        conventions.argument == .age ? 1 : 0, conventions.argumentTies == .oldest ? 1 : 0,
      ]
    case .decayLinear:
      if isDense { return [written.first == 1 ? 0 : 1] }
      return [conventions.decayGaps == .zero ? 1 : 0]
    default: return written
    }
  }

  private mutating func chain(
    _ operation: FactorOperator, _ entry: Vocabulary.Entry, _ bound: Bound,
    at node: FactorSyntax.Node
  ) -> Value {
    var fills = false
    if let filter = entry.arguments.first(where: { $0.name == "filter" }) {
      guard let number = constant(bound, filter) else { return .unreadable }
      fills = number == 1
    }
    let given = [bound.values["x"], bound.values["y"]].compactMap { $0 } + bound.more
    var nodes: [Int] = []
    for each in given {
      guard let column = column(each.value, at: each.range) else { continue }
      let fill: [Double] = [operation == .multiply ? 1 : 0]
      nodes.append(
        fills ? builder.apply(.replaceMissing, [column], parameters: fill, at: each.range) : column)
    }
    guard nodes.count == given.count, var result = nodes.first else { return .unreadable }
    for next in nodes.dropFirst() {
      result = builder.apply(operation, [result, next], at: node.range)
    }
    return .number(result)
  }

  private mutating func overloaded(
    _ window: FactorOperator, _ pair: FactorOperator, _ entry: Vocabulary.Entry, _ bound: Bound,
    at node: FactorSyntax.Node
  ) -> Value {
    guard let x = bound.values["x"], let y = bound.values["y"] else { return .unreadable }
    guard bound.more.isEmpty, case .constant(let number) = y.value else {
      functions.insert("\(entry.name)2")
      return chain(pair, entry, bound, at: node)
    }
    functions.insert("ts_\(entry.name)")
    let column = column(x.value, at: x.range)
    guard number >= 1 else {
      fault(
        "'\(entry.name)' with a number looks back so many rows; the future cannot be read.",
        y.range,
        "To compare with the number itself, write '\(entry.name)2'.")
      return .unreadable
    }
    guard let column, let rows = self.window(y, preset: nil) else { return .unreadable }
    return .number(builder.apply(window, [column], window: rows, at: node.range))
  }

  private mutating func bucket(_ bound: Bound, at node: FactorSyntax.Node) -> Value {
    guard let x = bound.values["x"], let column = column(x.value, at: x.range) else {
      return .unreadable
    }
    var numbers = [0, 1, 0.1]
    if let given = bound.values["range"] {
      guard case .word(let text) = given.value else {
        fault("'range' must be a text.", given.range, "Write it as in range=\"0, 1, 0.1\".")
        return .unreadable
      }
      numbers = text.split { $0 == "," || $0 == ";" }
        .compactMap { Double(String($0.filter { $0 != " " })) }
      let isSound =
        numbers.count == 3 && numbers.allSatisfy { $0.isFinite && abs($0) < 1e6 }
        && numbers[2] > 0 && numbers[1] > numbers[0]
        && (numbers[1] - numbers[0]) / numbers[2] <= 1_000
      guard isSound else {
        fault(
          "'range' must name the first edge, the last and the step, and at most 1000 steps.",
          given.range, "Write it as in range=\"0, 1, 0.1\".")
        return .unreadable
      }
    }
    return .group(builder.apply(.bucket, [column], parameters: numbers, at: node.range))
  }
}
