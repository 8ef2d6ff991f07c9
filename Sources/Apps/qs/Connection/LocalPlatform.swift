import Chronology
import Contract
import Foundation
import Logging
import Platform
import Server

/// The platform in this very process.
enum LocalPlatform {
  /// Opens the platform.
  ///
  /// - Throws: `CommandFailure` naming who holds the database, or what is wrong with the files.
  static func open(
    _ settings: Settings, logger: Logger
  ) async throws(CommandFailure) -> Platform {
    do {
      try FileManager.default.createDirectory(
        atPath: settings.dataDirectory, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
      return try await Platform.open(settings, clock: SystemClock(), logger: logger)
    } catch {
      throw failure(of: error, opening: settings.dataDirectory)
    }
  }

  /// What kept the platform from opening, in its own words where it has some.
  static func failure(of error: any Error, opening directory: String) -> CommandFailure {
    let refusal = Refusal.describing(error)
    guard refusal.code != Refusal.fault.code else {
      return CommandFailure(
        .failed, "platform.unopened",
        "\(directory) cannot be opened: \(error.localizedDescription)",
        remedy: "Choose a directory that you may write to with --data, or run qs doctor.")
    }
    return CommandFailure(.failed, refusal.code, refusal.detail, remedy: refusal.remedy)
  }

  /// A way to the API for one command while no server runs: the same routes, in this process.
  ///
  /// Without credentials the command acts as the local operator, who may work with data and runs but
  /// decides and trades nothing.
  static func courier(_ installation: Installation) async throws(CommandFailure) -> any Courier {
    let platform = try await open(installation.settings, logger: Logs.begin(.error))
    do throws(CommandFailure) {
      if try await FirstSignIn.ensure(platform, installation) {
        Terminal.complain(FirstSignIn.words(in: installation))
      }
      let credentials = try Credentials.named()
      let token = try await secret(of: credentials, platform)
      let endsSession = if case .account = credentials { true } else { false }
      let gateway = WebServer(platform: platform, settings: installation.settings).gateway
      return APICourier(
        place: "The database in \(installation.data.path)", isLocal: true,
        client: APIClient(InProcessTransport(gateway: gateway, token: token)),
        endsSession: endsSession
      ) { await platform.close() }
    } catch {
      await platform.close()
      throw error
    }
  }

  private static func secret(
    of credentials: Credentials?, _ platform: Platform
  ) async throws(CommandFailure) -> String? {
    switch credentials {
    case nil: return nil
    case .token(let secret): return secret
    case .account(let name, let password):
      do {
        return try await platform.accounts.signIn(
          SignIn(name: name, password: password), from: "local"
        ).secret
      } catch let refusal as Refusal {
        throw CommandFailure(refusal.problem(request: "local"))
      } catch {
        throw CommandFailure(
          .failed, "signIn.failed", "Signing in failed: \(error)", remedy: "Run qs doctor.")
      }
    }
  }
}
