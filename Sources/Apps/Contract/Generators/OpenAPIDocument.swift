/// Writes the OpenAPI 3.1 document of the API.
public enum OpenAPIDocument {
  /// The document as JSON with sorted names; equal declarations give equal bytes.
  public static func text(version: String = "1") -> String {
    let catalog = SchemaCatalog.api
    let document: JSONValue = [
      "openapi": "3.1.0",
      "info": [
        "title": "QS", "version": .string(version),
        "description": .string(
          "Instants are whole milliseconds since 1970-01-01T00:00:00Z; dates are YYYY-MM-DD; money "
            + "is in US dollars; fractions are fractions. A figure that does not exist is null."),
      ],
      "tags": .array(Endpoint.groups.map { ["name": .string($0)] }),
      "paths": paths(catalog),
      "components": [
        "schemas": schemas(catalog),
        "responses": ["Problem": problem],
        "securitySchemes": [
          "cookie": ["type": "apiKey", "in": "cookie", "name": "qs_session"],
          "bearer": ["type": "http", "scheme": "bearer"],
        ],
      ],
    ]
    return document.prettyText()
  }

  private static func reference(_ name: String) -> JSONValue {
    ["$ref": .string("#/components/schemas/\(name)")]
  }

  private static let problem: JSONValue = [
    "description": "What went wrong and what to do about it, as RFC 9457 has it.",
    "content": ["application/problem+json": ["schema": reference("Problem")]],
  ]

  private static func paths(_ catalog: SchemaCatalog) -> JSONValue {
    var order: [String] = []
    var operations: [String: [JSONValue.Member]] = [:]
    for endpoint in Endpoint.all {
      if operations[endpoint.path] == nil { order.append(endpoint.path) }
      operations[endpoint.path, default: []].append(
        .init(endpoint.method.rawValue.lowercased(), operation(endpoint)))
    }
    return .object(order.map { .init($0, .object(operations[$0] ?? [])) })
  }

  private static func operation(_ endpoint: Endpoint) -> JSONValue {
    var members: [JSONValue.Member] = [
      .init("operationId", .string(endpoint.name)),
      .init("tags", [.string(endpoint.group)]),
      .init("summary", .string(endpoint.summary)),
      .init("x-permission", .string(endpoint.permission.rawValue)),
      .init(
        "security",
        endpoint.permission == .open ? [] : [["cookie": []], ["bearer": []]]),
      .init(
        "responses",
        ["200": answer(endpoint.answer), "default": ["$ref": "#/components/responses/Problem"]]),
    ]
    let parameters = self.parameters(endpoint)
    if !parameters.isEmpty { members.append(.init("parameters", .array(parameters))) }
    if let request = endpoint.request {
      let schema = reference(String(describing: request))
      members.append(
        .init(
          "requestBody",
          ["required": true, "content": ["application/json": ["schema": schema]]]))
    }
    return .object(members)
  }

  private static func parameters(_ endpoint: Endpoint) -> [JSONValue] {
    let path: [JSONValue] = endpoint.pathParameters.map {
      ["name": .string($0), "in": "path", "required": true, "schema": ["type": "string"]]
    }
    return path
      + endpoint.query.map { parameter in
        let schema: JSONValue =
          switch parameter.kind {
          case .text: ["type": "string"]
          case .integer: ["type": "integer"]
          case .date: ["type": "string", "format": "date"]
          }
        return [
          "name": .string(parameter.name), "in": "query", "required": .bool(parameter.isRequired),
          "description": .string(parameter.summary), "schema": schema,
        ]
      }
  }

  private static func answer(_ answer: Endpoint.Answer) -> JSONValue {
    let schema: JSONValue =
      switch answer {
      case .one(let type): reference(String(describing: type))
      case .many(let type): ["type": "array", "items": reference(String(describing: type))]
      case .stream, .file: ["type": "string"]
      }
    return [
      "description": "Done.", "content": .object([.init(answer.mediaType, ["schema": schema])]),
    ]
  }

  private static func schemas(_ catalog: SchemaCatalog) -> JSONValue {
    var members = catalog.words.map { name, words in
      JSONValue.Member(name, ["type": "string", "enum": .array(words.map { .string($0) })])
    }
    members += catalog.objects.map { name, fields in
      let isRequest = catalog.requests.contains(name)
      var schema: [JSONValue.Member] = [
        .init("type", "object"),
        .init("properties", .object(fields.map { .init($0.name, self.schema($0.type)) })),
        .init(
          "required",
          .array(fields.filter { !isRequest || !$0.type.isOptional }.map { .string($0.name) })),
      ]
      if isRequest { schema.append(.init("additionalProperties", false)) }
      return JSONValue.Member(name, .object(schema))
    }
    return .object(members)
  }

  private static func schema(_ type: SchemaType) -> JSONValue {
    switch type {
    case .string: ["type": "string"]
    case .integer: ["type": "integer", "format": "int64"]
    case .number: ["type": "number", "format": "double"]
    case .boolean: ["type": "boolean"]
    case .word(let name), .object(let name): reference(name)
    case .array(let element): ["type": "array", "items": schema(element)]
    case .optional(let wrapped): ["anyOf": [schema(wrapped), ["type": "null"]]]
    }
  }
}
