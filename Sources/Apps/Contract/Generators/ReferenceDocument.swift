/// Writes the API's reference as Markdown.
public enum ReferenceDocument {
  /// The contents of `docs/reference/http-api.md`.
  public static func text() -> String {
    var out = """
      <!-- Written by `qs schema --write` from the server's declarations. Do not edit. -->

      # HTTP API

      The API listens on port 8000; the dashboard's port carries it too. Every call but those marked
      *open* needs a session cookie or `Authorization: Bearer <token>`. Bodies are strict JSON: unknown
      fields, duplicate names, NaN and numbers beyond a double are refused. Errors are problem details
      (RFC 9457) with a stable `code`, a `remedy` and the `request` to look for in the log.

      Instants are whole milliseconds since 1970-01-01T00:00:00Z; dates are `YYYY-MM-DD`; money is in
      US dollars; fractions are fractions. A figure that does not exist is `null`.

      ## Permissions

      | Permission | Roles |
      |---|---|

      """
    for permission in Permission.allCases where permission != .open {
      let roles = RoleWord.allCases.filter(permission.roles.contains).map(\.rawValue)
      out += "| `\(permission.rawValue)` | \(roles.joined(separator: ", ")) |\n"
    }
    for group in Endpoint.groups {
      out += "\n## \(group)\n"
      for endpoint in Endpoint.all where endpoint.group == group { out += section(endpoint) }
    }
    out += events()
    out += "\n## Types\n"
    let catalog = SchemaCatalog.api
    for (name, words) in catalog.words.sorted(by: { $0.key < $1.key }) {
      out += "\n### \(name)\n\n" + words.map { "`\($0)`" }.joined(separator: ", ") + "\n"
    }
    for (name, fields) in catalog.objects.sorted(by: { $0.key < $1.key }) {
      out += "\n### \(name)\n\n| Field | Type |\n|---|---|\n"
      for field in fields { out += "| `\(field.name)` | \(type(field.type)) |\n" }
    }
    return out
  }

  private static func section(_ endpoint: Endpoint) -> String {
    var out = "\n### `\(endpoint.method.rawValue) \(endpoint.path)`\n\n\(endpoint.summary)\n\n"
    out += "- Operation: `\(endpoint.name)`\n- Permission: `\(endpoint.permission.rawValue)`\n"
    for parameter in endpoint.query {
      out += "- Query `\(parameter.name)` (\(parameter.kind.rawValue)): \(parameter.summary)\n"
    }
    if let request = endpoint.request { out += "- Takes \(link("\(request)"))\n" }
    switch endpoint.answer {
    case .one(let type): out += "- Answers \(link("\(type)"))\n"
    case .many(let type): out += "- Answers a list of \(link("\(type)"))\n"
    case .stream: out += "- Answers server-sent events\n"
    case .file(let type): out += "- Answers `\(type)`\n"
    }
    return out
  }

  private static func events() -> String {
    var out = """

      ## Stream events

      Each event has an `id` that only grows. A client that reconnects sends the last one as
      `Last-Event-ID` and misses nothing; if the server no longer holds what followed, it sends one
      `reset` event, and the client reads afresh what it shows.

      | Event | Data |
      |---|---|

      """
    for topic in EventTopic.allCases {
      out += "| `\(topic.rawValue)` | \(link("\(topic.payload)")) |\n"
    }
    return out
  }

  private static func link(_ name: String) -> String { "[\(name)](#\(name.lowercased()))" }

  private static func type(_ type: SchemaType) -> String {
    switch type {
    case .string: "text"
    case .integer: "integer"
    case .number: "number"
    case .boolean: "boolean"
    case .word(let name), .object(let name): link(name)
    case .array(let element): "list of \(self.type(element))"
    case .optional(let wrapped): "\(self.type(wrapped)), or null"
    }
  }
}
