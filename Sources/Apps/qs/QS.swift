import ArgumentParser
import Foundation

/// The command line of QS.
///
/// Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by risk, governance or permission.
@main
struct QS: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "qs",
    abstract: "Research, approve and trade systematic strategies.",
    discussion: """
      While a server runs on the data directory, every command goes through its API; otherwise the \
      command opens the data itself. Either way it acts for an account: name a bearer token in \
      QS_TOKEN, or an account in QS_USER with its password in QS_PASSWORD or typed when asked.

      Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by risk, governance or permission.
      """,
    version: "0.1.0",
    groupedSubcommands: [
      CommandGroup(
        name: "Running", subcommands: [Up.self, Down.self, Serve.self, Doctor.self, Config.self]),
      CommandGroup(name: "Data", subcommands: [Ingest.self, DataCommand.self, Rehearse.self]),
      CommandGroup(
        name: "Research", subcommands: [Backtest.self, Runs.self, Strategies.self, Jobs.self]),
      CommandGroup(
        name: "Governance",
        subcommands: [Propose.self, Approve.self, Refuse.self, Proposals.self, Audit.self]),
      CommandGroup(name: "Desk", subcommands: [Trade.self, Halt.self, Resume.self]),
      CommandGroup(name: "Upkeep", subcommands: [AccountCommand.self, Schema.self]),
    ])

  static func main() async {
    MemoryHabits.settle()
    let arguments = Array(CommandLine.arguments.dropFirst())
    do {
      var command = try parseAsRoot(arguments)
      if var waiting = command as? any AsyncParsableCommand {
        try await waiting.run()
      } else {
        try command.run()
      }
    } catch let failure as CommandFailure {
      Terminal(isJSON: arguments.contains("--json")).report(failure)
      Foundation.exit(failure.outcome.rawValue)
    } catch {
      Foundation.exit(leave(because: error))
    }
  }

  /// Prints help, the version or what is wrong with the usage, and returns the exit code.
  private static func leave(because error: any Error) -> Int32 {
    let message = fullMessage(for: error)
    guard exitCode(for: error) != .success else {
      print(message)
      return 0
    }
    Terminal.complain(message)
    return exitCode(for: error) == .validationFailure
      ? CommandFailure.Outcome.usage.rawValue : CommandFailure.Outcome.failed.rawValue
  }
}
