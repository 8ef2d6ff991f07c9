import Contract

/// The API's documentation as one page: no script, no outside resource.
enum DocumentationPage {
  static let html: String = {
    var out = """
      <!doctype html><html lang="en"><meta charset="utf-8"><title>QS API</title>
      <meta name="viewport" content="width=device-width"><style>
      :root{color-scheme:dark}body{background:#09090b;color:#e4e4e7;font:15px/1.55 Inter,system-ui,sans-serif;max-width:70rem;margin:0 auto;padding:2rem}
      code,td:first-child{font-family:"JetBrains Mono",monospace;font-size:.9em}a{color:#7dd3fc}
      h1,h2,h3{line-height:1.2}h2{margin-top:3rem;border-bottom:1px solid #27272a;padding-bottom:.4rem}
      table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}td,th{text-align:left;padding:.25rem .6rem;border-bottom:1px solid #27272a;vertical-align:top}
      .method{display:inline-block;min-width:4.5rem;color:#34d399}.permission{color:#a1a1aa}
      </style><body><h1>QS API</h1>
      <p>Every call but the open ones needs a session cookie or <code>Authorization: Bearer …</code>.
      Errors are problem details with a <code>code</code>, a <code>remedy</code> and the
      <code>request</code> to look for in the log. The machine-readable description is
      <a href="/openapi.json">/openapi.json</a>.</p>

      """
    let groups = Endpoint.all.map(\.group).reduce(into: [String]()) { groups, group in
      if !groups.contains(group) { groups.append(group) }
    }
    for group in groups {
      out += "<h2>\(escaped(group))</h2>\n"
      for endpoint in Endpoint.all where endpoint.group == group { out += section(endpoint) }
    }
    out += "<h2>Types</h2>\n"
    let catalog = SchemaCatalog.api
    for (name, words) in catalog.words.sorted(by: { $0.key < $1.key }) {
      let list = words.map { "<code>\(escaped($0))</code>" }.joined(separator: ", ")
      out += "<h3 id=\"\(name)\">\(name)</h3><p>\(list)</p>\n"
    }
    for (name, fields) in catalog.objects.sorted(by: { $0.key < $1.key }) {
      out += "<h3 id=\"\(name)\">\(name)</h3><table>"
      for field in fields {
        out += "<tr><td>\(escaped(field.name))</td><td>\(type(field.type))</td></tr>"
      }
      out += "</table>\n"
    }
    return out + "</body></html>\n"
  }()

  private static func section(_ endpoint: Endpoint) -> String {
    var out = """
      <h3 id="\(endpoint.name)"><code><span class="method">\(endpoint.method.rawValue)</span>\
      \(escaped(endpoint.path))</code></h3>
      <p>\(escaped(endpoint.summary)) <span class="permission">Permission: \
      \(endpoint.permission.rawValue).</span></p><table>
      """
    for name in endpoint.pathParameters {
      out += "<tr><td>\(escaped(name))</td><td>part of the path</td></tr>"
    }
    for parameter in endpoint.query {
      out += "<tr><td>?\(escaped(parameter.name))</td><td>\(escaped(parameter.summary))</td></tr>"
    }
    if let request = endpoint.request {
      out += "<tr><td>takes</td><td>\(link("\(request)"))</td></tr>"
    }
    out += "<tr><td>answers</td><td>"
    switch endpoint.answer {
    case .one(let type): out += link("\(type)")
    case .many(let type): out += "list of \(link("\(type)"))"
    case .stream: out += "server-sent events"
    case .file(let type): out += escaped(type)
    }
    return out + "</td></tr></table>\n"
  }

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

  private static func link(_ name: String) -> String { "<a href=\"#\(name)\">\(name)</a>" }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
