import ArgumentParser

@main
struct QS: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "qs")
  func run() async throws {}
}
