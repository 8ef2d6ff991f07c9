import ArgumentParser

/// The options of every command that talks to the API.
struct ConnectionOptions: ParsableArguments {
  @Flag(name: .long, help: "Write the API's JSON instead of tables.")
  var json = false

  @Option(
    name: .customLong("data"),
    help: ArgumentHelp("The data directory; by default as configured.", valueName: "dir"))
  var dataDirectory: String?
}

/// A command that is nothing but calls of the API and their answers.
protocol ServerCommand: AsyncParsableCommand {
  var connection: ConnectionOptions { get }

  func run(through courier: any Courier, to terminal: Terminal) async throws
}

extension ServerCommand {
  mutating func run() async throws {
    let terminal = Terminal(isJSON: connection.json)
    let courier = try await Connection.open(dataDirectory: connection.dataDirectory)
    do {
      try await run(through: courier, to: terminal)
    } catch {
      await courier.close()
      throw error
    }
    await courier.close()
  }
}

/// Checks what a person typed before anything is sent.
enum Typed {
  /// A date, `YYYY-MM-DD`.
  static func date(_ text: String?, _ option: String) throws -> String? {
    guard let text else { return nil }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2], parts.allSatisfy({ Int($0) != nil }) else {
      throw CommandFailure.usage(
        "\(option) is \"\(text)\"; a date is written YYYY-MM-DD.",
        remedy: "For example \(option) 2012-01-03.")
    }
    return text
  }

  /// Symbols, in capitals.
  static func symbols(_ words: [String]) -> [String]? {
    words.isEmpty
      ? nil : words.flatMap { $0.split(separator: ",").map { String($0).uppercased() } }
  }
}
