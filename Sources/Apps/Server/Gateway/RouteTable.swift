import Contract

/// Finds the endpoint of a method and path.
struct RouteTable: Sendable {
  enum Match {
    case endpoint(Endpoint, parameters: [String: String])
    /// The path is known with other methods.
    case wrongMethod(allowed: [String])
    case unknown
  }

  private struct Route {
    let endpoint: Endpoint
    let segments: [String]
  }
  /// By the number of segments.
  private let routes: [Int: [Route]]

  init(_ endpoints: [Endpoint]) {
    routes = Dictionary(
      grouping: endpoints.map { endpoint in
        Route(
          endpoint: endpoint,
          segments: endpoint.path.split(separator: "/").map(String.init))
      }, by: \.segments.count)
  }

  /// - Parameter segments: The path's parts, percent-decoded.
  func match(_ method: String, _ segments: [String]) -> Match {
    var allowed: [String] = []
    for route in routes[segments.count] ?? [] {
      guard let parameters = parameters(of: route, in: segments) else { continue }
      if route.endpoint.method.rawValue == method {
        return .endpoint(route.endpoint, parameters: parameters)
      }
      allowed.append(route.endpoint.method.rawValue)
    }
    return allowed.isEmpty ? .unknown : .wrongMethod(allowed: allowed)
  }

  private func parameters(of route: Route, in segments: [String]) -> [String: String]? {
    var parameters: [String: String] = [:]
    for (pattern, segment) in zip(route.segments, segments) {
      if pattern.hasPrefix("{") {
        parameters[String(pattern.dropFirst().dropLast())] = segment
      } else if pattern != segment {
        return nil
      }
    }
    return parameters
  }
}
