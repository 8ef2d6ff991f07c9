import HTTPTypes
import Platform

/// Keeps other web sites out: the host must be one of ours, and a change must come from our own
/// pages or from a program.
struct OriginGuard: Sendable {
  /// Host names under which the server may be addressed, without port, in lower case.
  let hosts: Set<String>
  let isTLS: Bool

  /// The loopback names and those configured.
  init(hosts: some Sequence<String>, isTLS: Bool) {
    self.hosts = Set(hosts.map { $0.lowercased() }).union(["127.0.0.1", "localhost", "[::1]"])
    self.isTLS = isTLS
  }

  /// Refuses a host that is not ours: a page of another site whose name was made to point here
  /// (DNS rebinding) carries that name.
  func checkHost(_ authority: String?) throws {
    guard let authority, !authority.isEmpty else {
      throw Refusal(
        400, "host.missing", "The host is missing", detail: "The request names no host.",
        remedy: "Send the Host field.")
    }
    guard let name = Self.name(of: authority), hosts.contains(name) else {
      throw Refusal(
        421, "host.unknown", "This is not the host you meant",
        detail: "The request is for \"\(authority.prefix(80))\".",
        remedy: "Use 127.0.0.1 or localhost, or add the name to server.hosts in qs.yaml.")
    }
  }

  /// Refuses a change that a page of another site set off.
  ///
  /// - Parameter isProgram: Whether the request shows itself as a program's: it carries a bearer
  ///   token, or nothing that a browser would send by itself.
  func checkOrigin(_ fields: HTTPFields, authority: String?, isProgram: Bool) throws {
    let refusal = Refusal(
      403, "origin.refused", "The request comes from another site",
      detail: "A change needs the page's own origin.",
      remedy: "Use the dashboard, or send a bearer token from a program.")
    if let origin = fields[Self.origin] {
      guard origin.lowercased() == "\(isTLS ? "https" : "http")://\(authority ?? "")".lowercased()
      else { throw refusal }
      return
    }
    if let site = fields[Self.fetchSite] {
      guard site == "same-origin" else { throw refusal }
      return
    }
    guard isProgram else { throw refusal }
  }

  /// The host's name in lower case, without its port; nil when what follows the name is no port.
  private static func name(of authority: String) -> String? {
    let text = authority.lowercased()
    let end =
      text.hasPrefix("[")
      ? text.firstIndex(of: "]").map { text.index(after: $0) } : text.firstIndex(of: ":")
    let name = text[..<(end ?? text.endIndex)]
    let port = text[name.endIndex...]
    guard port.isEmpty || (port.first == ":" && port.dropFirst().allSatisfy(\.isWholeNumber)) else {
      return nil
    }
    return String(name)
  }

  private static let origin = Gateway.named("Origin")
  private static let fetchSite = Gateway.named("Sec-Fetch-Site")
}
