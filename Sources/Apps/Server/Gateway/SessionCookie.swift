import HTTPTypes
import Platform

/// The session's cookie: out of reach of scripts, never sent by another site's page.
struct SessionCookie: Sendable {
  let isTLS: Bool

  /// `__Host-` binds a cookie to this host and to TLS; without TLS a browser would drop it.
  var name: String { isTLS ? "__Host-qs_session" : "qs_session" }

  func setting(_ secret: String) -> String {
    "\(name)=\(secret); Path=/; HttpOnly; SameSite=Strict; Max-Age=\(Accounts.sessionLength.components.seconds)"
      + (isTLS ? "; Secure" : "")
  }

  var removing: String {
    "\(name)=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0" + (isTLS ? "; Secure" : "")
  }

  /// The secret among the request's cookies.
  func secret(in fields: HTTPFields) -> String? {
    for field in fields[values: .cookie] {
      for pair in field.split(separator: ";") {
        let parts = pair.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else { continue }
        if parts[0].drop(while: { $0 == " " }) == name { return String(parts[1]) }
      }
    }
    return nil
  }
}
