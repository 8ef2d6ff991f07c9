import Foundation
import Platform

/// How to sign in, with the generated password as long as it was never shown.
enum FirstSignIn {
  /// Where the server leaves the first account's generated password, readable by its owner alone.
  static func place(in installation: Installation) -> URL {
    installation.run.appending(path: "first-sign-in")
  }

  /// Makes the first account when there is none, and leaves a drawn password where only the owner of
  /// the files can read it.
  ///
  /// - Returns: Whether a password was drawn.
  static func ensure(
    _ platform: Platform, _ installation: Installation
  ) async throws(CommandFailure) -> Bool {
    let wanted = installation.settings.adminPassword
    do {
      guard let first = try await platform.accounts.makeFirstAdministrator(password: wanted),
        wanted == nil
      else { return false }
      try FileManager.default.createDirectory(
        at: installation.run, withIntermediateDirectories: true)
      let isLeft = FileManager.default.createFile(
        atPath: place(in: installation).path, contents: Data(first.password.utf8),
        attributes: [.posixPermissions: 0o600])
      guard isLeft else {
        // Nobody has seen the password yet, and nobody else will read this terminal for it.
        Terminal.complain("Sign in as \"\(first.name)\" with the password \(first.password)")
        return false
      }
      return true
    } catch let refusal as Refusal {
      throw CommandFailure(refusal.problem(request: "first-sign-in"))
    } catch {
      throw CommandFailure(
        .failed, "account.unmade", "The first account cannot be made: \(error)",
        remedy: "Run qs doctor.")
    }
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
