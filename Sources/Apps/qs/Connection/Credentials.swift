import Foundation

/// For whom a command acts.
enum Credentials: Sendable {
  /// A bearer token's secret.
  case token(String)
  /// An account's name and password.
  case account(name: String, password: String)

  /// What the environment names: `QS_TOKEN`, else `QS_USER` with `QS_PASSWORD` or a password that is
  /// asked for; nil when it names nobody.
  static func named(
    in environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(CommandFailure) -> Credentials? {
    if let token = environment["QS_TOKEN"], !token.isEmpty { return .token(token) }
    guard let name = environment["QS_USER"], !name.isEmpty else { return nil }
    if let password = environment["QS_PASSWORD"] { return .account(name: name, password: password) }
    return .account(name: name, password: try Terminal.secret("Password of \(name)"))
  }

  /// Asks who acts.
  static func asked() throws(CommandFailure) -> Credentials {
    guard Terminal.isAnswering else {
      throw CommandFailure(
        .refused, "session.missing", "The server wants to know who asks.",
        remedy: "Set QS_TOKEN (qs account token makes one), or QS_USER and QS_PASSWORD.")
    }
    let name = try Terminal.answer("Account")
    return .account(name: name, password: try Terminal.secret("Password of \(name)"))
  }
}
