/// Writes nodes as text that parses back to them.
struct FactorWriter {
  /// The text of each node.
  private(set) var texts: [String] = []
  /// Operations and values in each text.
  private(set) var counts: [Int] = []
  private(set) var depths: [Int] = []

  init(_ nodes: [FactorNode], conventions: FactorConventions) {
    for node in nodes {
      texts.append(Self.text(of: node, nodes, texts, conventions: conventions))
      let isWord = Self.shorthand(node, nodes, conventions: conventions) != nil
      let children = isWord ? [] : node.arguments
      counts.append(1 + children.reduce(0) { min($0 + counts[$1], 1 << 40) })
      depths.append(1 + (children.map { depths[$0] }.max() ?? 0))
    }
  }

  static func text(
    of node: FactorNode, _ nodes: [FactorNode], _ texts: [String], conventions: FactorConventions
  ) -> String {
    if let word = shorthand(node, nodes, conventions: conventions) { return word }
    switch node.kind {
    case .constant(let value): return number(value)
    case .field(let field): return field.description
    case .group(let name): return name
    case .apply(let operation):
      let arguments = node.arguments.map { texts[$0] }
      return text(of: operation, node, arguments, conventions)
    }
  }

  private static let infixes: [FactorOperator: String] = [
    .add: "+", .subtract: "-", .multiply: "*", .divide: "/", .power: "^", .less: "<",
    .lessOrEqual: "<=", .greater: ">", .greaterOrEqual: ">=", .equal: "==", .notEqual: "!=",
    .and: "&&", .or: "||",
  ]

  private static func text(
    of operation: FactorOperator, _ node: FactorNode, _ arguments: [String],
    _ conventions: FactorConventions
  ) -> String {
    if let sign = infixes[operation] {
      let isNegative = sign == "^" && arguments[0].hasPrefix("-")
      let first = isNegative ? "(\(arguments[0]))" : arguments[0]
      return "(\(first) \(sign) \(arguments[1]))"
    }
    if operation == .select { return "(\(arguments[0]) ? \(arguments[1]) : \(arguments[2]))" }
    guard let entry = entries[operation] else { return operation.rawValue }
    var parts = arguments
    var constants = node.parameters[...]
    if operation == .step { return "\(entry.name)(1)" }
    if operation == .bucket {
      let range = constants.map(number).joined(separator: ", ")
      return "\(entry.name)(\(arguments[0]), range=\"\(range)\")"
    }
    for argument in entry.arguments {
      switch argument.kind {
      case .window: parts.append(String(node.window))
      case .word:
        let place = Int(constants.popFirst() ?? 0)
        if place > 0 { parts.append("\(argument.name)=\(drivers[place])") }
      case .constant where argument.name == "dense":
        let isConventional = (constants.first == 1) == (conventions.decayGaps == .zero)
        if !isConventional { parts.append("dense=\(constants.first == 1 ? "false" : "true")") }
      case .constant where argument.name != "rate":
        guard let constant = constants.popFirst() else { continue }
        let written = number(constant)
        if argument.preset == nil {
          parts.append(written)
        } else if written != preset(argument) {
          parts.append("\(argument.name.lowercased())=\(written)")
        }
      default: break
      }
    }
    return "\(entry.name)(\(parts.joined(separator: ", ")))"
  }

  private static let drivers = ["gaussian", "uniform", "cauchy"]

  private static func preset(_ argument: Vocabulary.Argument) -> String? {
    argument.preset == "false" ? "0" : argument.preset
  }

  /// The first function that stands for each operator.
  private static let entries: [FactorOperator: Vocabulary.Entry] = {
    var entries: [FactorOperator: Vocabulary.Entry] = [:]
    for entry in Vocabulary.entries {
      switch entry.meaning {
      case .plain(let operation), .conventional(let operation), .chain(let operation):
        entries[operation] = entries[operation] ?? entry
      case .overloaded, .densify: break
      case .tradeWhen: entries[.tradeWhen] = entry
      case .bucket: entries[.bucket] = entry
      case .step: entries[.step] = entry
      case .regression: entries[.regression] = entry
      }
    }
    return entries
  }()

  /// `returns` and `adv20` for what they stand for, in canonical form.
  static func shorthand(
    _ node: FactorNode, _ nodes: [FactorNode], conventions: FactorConventions
  ) -> String? {
    switch node.kind {
    case .apply(.add):
      let ratio = nodes[node.arguments[1]]
      guard nodes[node.arguments[0]].kind == .constant(-1), ratio.kind == .apply(.divide),
        nodes[ratio.arguments[0]].kind == .field(.close)
      else { return nil }
      let before = nodes[ratio.arguments[1]]
      guard before.kind == .apply(.delay), before.window == 1,
        nodes[before.arguments[0]].kind == .field(.close)
      else { return nil }
      return "returns"
    case .apply(.mean):
      let argument = nodes[node.arguments[0]]
      switch conventions.averageDailyVolume {
      case .shares: return argument.kind == .field(.volume) ? "adv\(node.window)" : nil
      case .dollars:
        let kinds = argument.arguments.map { nodes[$0].kind }
        guard argument.kind == .apply(.multiply), kinds == [.field(.close), .field(.volume)] else {
          return nil
        }
        return "adv\(node.window)"
      }
    default: return nil
    }
  }

  /// A number as short as it can be read back.
  static func number(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
    return value.description
  }
}
