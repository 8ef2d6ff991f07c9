import Foundation

/// How to sign in, with the generated password as long as it was never shown.
enum FirstSignIn {
  /// Where the server leaves the first account's generated password, readable by its owner alone.
  static func place(in installation: Installation) -> URL {
    installation.run.appending(path: "first-sign-in")
  }

  /// Says how to sign in, and forgets the password.
  static func words(in installation: Installation) -> String {
    let place = place(in: installation)
    guard let contents = FileManager.default.contents(atPath: place.path) else {
      return "Sign in with your account; make more with: qs account add NAME --role ROLE"
    }
    // The password stays in the file for the next time when the file cannot be removed.
    try? FileManager.default.removeItem(at: place)
    let password = String(decoding: contents, as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
    return """
      Sign in as "admin" with the password
        \(password)
      It is shown this once; change it with: qs account password admin
      """
  }
}
