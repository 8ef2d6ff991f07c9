extension Endpoint {
  /// The names of the path's parameters, in order.
  public var pathParameters: [String] {
    path.split(separator: "/").compactMap { part in
      part.hasPrefix("{") && part.hasSuffix("}") ? String(part.dropFirst().dropLast()) : nil
    }
  }

  /// The endpoint of that name, or nil.
  public static func named(_ name: String) -> Endpoint? { byName[name] }

  private static let byName: [String: Endpoint] =
    Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The groups in the order in which they first appear.
  static var groups: [String] {
    all.reduce(into: []) { groups, endpoint in
      if !groups.contains(endpoint.group) { groups.append(endpoint.group) }
    }
  }
}

extension Endpoint.Answer {
  /// The media type of a good answer.
  public var mediaType: String {
    switch self {
    case .one, .many: "application/json"
    case .stream: "text/event-stream"
    case .file(let type): type
    }
  }
}
