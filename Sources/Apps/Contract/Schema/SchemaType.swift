/// The shape of a value that crosses the API.
public indirect enum SchemaType: Hashable, Sendable {
  case string, integer, number, boolean
  /// A word out of the named closed set.
  case word(String)
  /// The named object.
  case object(String)
  case array(SchemaType)
  /// The value, or null; in a request it may also be absent.
  case optional(SchemaType)

  /// The type without its outermost optionality.
  public var required: SchemaType {
    if case .optional(let wrapped) = self { wrapped } else { self }
  }

  /// Whether null is a value of it.
  public var isOptional: Bool {
    if case .optional = self { true } else { false }
  }
}

/// One property of an object.
public struct SchemaField: Hashable, Sendable {
  public let name: String
  public let type: SchemaType

  public init(name: String, type: SchemaType) {
    self.name = name
    self.type = type
  }
}

/// Every object and closed set of words that the API's payloads are made of.
public struct SchemaCatalog: Sendable {
  /// Properties by the object's name, in order of declaration.
  public internal(set) var objects: [String: [SchemaField]] = [:]
  /// Words by the set's name, in order of declaration.
  public internal(set) var words: [String: [String]] = [:]
  /// The objects that a client sends.
  public internal(set) var requests: Set<String> = []

  /// The catalogue of all endpoints' and events' payloads.
  public static let api = SchemaCatalog(of: Endpoint.all)

  /// Reads the payloads of `endpoints`, of every event topic and of the problem answer.
  public init(of endpoints: [Endpoint]) {
    for endpoint in endpoints {
      if let request = endpoint.request {
        requests.formUnion(objects(reachableFrom: include(request)))
      }
      switch endpoint.answer {
      case .one(let type), .many(let type): _ = include(type)
      case .stream, .file: break
      }
    }
    for topic in EventTopic.allCases { _ = include(topic.payload) }
    _ = include(EventTopic.self)
    _ = include(Permission.self)
    _ = include(Problem.self)
  }

  /// The shape of `type`, which becomes part of the catalogue.
  public mutating func include(_ type: any Payload.Type) -> SchemaType {
    let probe = SchemaProbe()
    let shape: SchemaType
    do {
      shape = try probe.shape(of: type)
    } catch {
      preconditionFailure("The payload \(type) decodes without conditions: \(error)")
    }
    objects.merge(probe.objects) { _, new in new }
    words.merge(probe.words) { _, new in new }
    return shape
  }

  /// The names of the objects that a value of `type` may hold, its own among them.
  func objects(reachableFrom type: SchemaType) -> Set<String> {
    switch type {
    case .string, .integer, .number, .boolean, .word: return []
    case .array(let element), .optional(let element): return objects(reachableFrom: element)
    case .object(let name):
      return (objects[name] ?? []).reduce(into: [name]) { names, field in
        names.formUnion(objects(reachableFrom: field.type))
      }
    }
  }
}
