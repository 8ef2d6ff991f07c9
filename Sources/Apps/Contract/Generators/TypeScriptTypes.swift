/// Writes the payloads as TypeScript types.
public enum TypeScriptTypes {
  static let banner =
    "// Written by `qs schema --write` from the server's declarations. Do not edit.\n"

  /// The contents of `Dashboard/src/api/types.ts`.
  public static func text() -> String {
    let catalog = SchemaCatalog.api
    var out = banner
    for (name, words) in catalog.words.sorted(by: { $0.key < $1.key }) {
      out += "\nexport type \(name) = \(words.map { "\"\($0)\"" }.joined(separator: " | "));\n"
      out += "\n/** Every word of `\(name)`, in order. */\n"
      out += "export const all\(name): readonly \(name)[] = ["
      out += words.map { "\"\($0)\"" }.joined(separator: ", ") + "];\n"
    }
    for (name, fields) in catalog.objects.sorted(by: { $0.key < $1.key }) {
      let isRequest = catalog.requests.contains(name)
      if let used = uses[name] { out += "\n/** \(used) */" }
      out += "\nexport interface \(name) {\n"
      for field in fields {
        let mark = isRequest && field.type.isOptional ? "?" : ""
        out += "  readonly \(field.name)\(mark): \(type(field.type));\n"
      }
      out += "}\n"
    }
    out += "\n/** The data of a stream event, by its topic. */\nexport interface EventPayloads {\n"
    for topic in EventTopic.allCases {
      out += "  readonly \(topic.rawValue): \(topic.payload);\n"
    }
    return out + "}\n"
  }

  static func type(_ type: SchemaType) -> String {
    switch type {
    case .string: "string"
    case .integer, .number: "number"
    case .boolean: "boolean"
    case .word(let name), .object(let name): name
    case .array(let element): "readonly \(self.element(element))[]"
    case .optional(let wrapped): "\(self.type(wrapped)) | null"
    }
  }

  /// Unions and other lists stand in parentheses before the brackets of a list.
  private static func element(_ type: SchemaType) -> String {
    switch type {
    case .array, .optional: "(\(self.type(type)))"
    default: self.type(type)
    }
  }

  /// Where a payload is sent or answered, for the reader of the types.
  private static let uses: [String: String] = {
    var uses: [String: [String]] = [:]
    for endpoint in Endpoint.all {
      let line = "`\(endpoint.method.rawValue) \(endpoint.path)`"
      if let request = endpoint.request {
        uses[String(describing: request), default: []].append("Sent to \(line).")
      }
      switch endpoint.answer {
      case .one(let type): uses[String(describing: type), default: []].append("Answers \(line).")
      case .many(let type):
        uses[String(describing: type), default: []].append("Listed by \(line).")
      case .stream, .file: break
      }
    }
    return uses.mapValues { $0.joined(separator: " ") }
  }()
}
