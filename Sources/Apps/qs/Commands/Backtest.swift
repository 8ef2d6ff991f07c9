import ArgumentParser
import Contract
import Foundation

/// Runs a strategy over history.
struct Backtest: ServerCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a strategy over history, or a recorded run again.",
    discussion: """
      STRATEGY is a specification file, or the name of a strategy that qs strategies lists. Every run \
      is counted in the trial ledger. --again runs a recorded run from its record and compares every \
      byte of the result.
      """)
  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "A specification file or a strategy's name.") var strategy: String?
  @Option(help: "First session, YYYY-MM-DD.") var from: String?
  @Option(help: "Last session, YYYY-MM-DD.") var to: String?
  @Option(help: "Seeds the resampling of the significance test.") var seed = 1
  @Option(help: ArgumentHelp("Run a recorded run again.", valueName: "run")) var again: String?

  mutating func validate() throws {
    if again != nil {
      guard strategy == nil, from == nil, to == nil else {
        throw ValidationError("--again takes everything from the run's record; leave out the rest.")
      }
    } else if strategy == nil || from == nil || to == nil {
      throw ValidationError(
        "A backtest needs a strategy, --from and --to, for example: "
          + "qs backtest Strategies/buy-and-hold.json --from 2005-01-03 --to 2012-12-28")
    }
  }

  func run(through courier: any Courier, to terminal: Terminal) async throws {
    let job = try await begin(courier)
    let end = try await JobFollower(courier: courier).follow(job)
    guard again == nil else {
      terminal.show(end) { "\($0.title): \($0.message)" }
      return
    }
    guard let run = end.value.result else {
      throw CommandFailure(
        .failed, "run.missing", "The backtest ended without a run: \(end.value.message)",
        remedy: "See the server's log.")
    }
    let detail = try await courier.one(RunDetail.self, "run", path: ["id": run])
    terminal.show(detail) { RunText.sheet($0.run) }
  }

  private func begin(_ courier: any Courier) async throws -> JobView {
    if let again {
      return try await courier.one(JobView.self, "reproduce", path: ["id": again]).value
    }
    guard let strategy, let from = try Typed.date(from, "--from"),
      let to = try Typed.date(to, "--to")
    else { preconditionFailure("validate() has seen to it that nothing is missing.") }
    let specification = try await Self.specification(strategy, courier)
    let request = BacktestRequest(specification: specification, from: from, to: to, seed: seed)
    return try await courier.one(JobView.self, "backtest", sending: request).value
  }

  /// The text of a file of that name, else the specification of the strategy of that name.
  private static func specification(
    _ name: String, _ courier: any Courier
  ) async throws -> String {
    if FileManager.default.fileExists(atPath: name) {
      guard let contents = FileManager.default.contents(atPath: name) else {
        throw CommandFailure(
          .failed, "file.unreadable", "\(name) cannot be read.", remedy: "Check its permissions.")
      }
      return String(decoding: contents, as: UTF8.self)
    }
    let known = try await courier.many(StrategyView.self, "strategies").value
    if let found = known.first(where: { $0.name == name || $0.hash == name }) {
      return found.specification
    }
    let names = known.map(\.name).joined(separator: ", ")
    throw CommandFailure.usage(
      "There is no file and no strategy called \(name).",
      remedy: "Name a specification file, or one of: \(names).")
  }
}

/// Strategies that can be run.
struct Strategies: ServerCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the strategies, show one's specification, or check a file.")
  @OptionGroup var connection: ConnectionOptions
  @Option(help: ArgumentHelp("Show this one's specification.", valueName: "name"))
  var show: String?
  @Option(help: ArgumentHelp("Check a specification file.", valueName: "file"))
  var check: String?

  func run(through courier: any Courier, to terminal: Terminal) async throws {
    if let check { return try await self.check(check, courier, terminal) }
    let strategies = try await courier.many(StrategyView.self, "strategies")
    if let show {
      guard let found = strategies.value.first(where: { $0.name == show || $0.hash == show }) else {
        throw CommandFailure.usage(
          "There is no strategy called \(show).", remedy: "List them with: qs strategies")
      }
      return terminal.line(found.specification)
    }
    terminal.show(strategies) { strategies in
      var table = Table(.text("strategy"), .text("hash"), .text("summary"))
      for strategy in strategies {
        table.add(strategy.name, Figures.short(strategy.hash), strategy.summary)
      }
      return table.text(whenEmpty: "There is no strategy.")
    }
  }

  private func check(_ file: String, _ courier: any Courier, _ terminal: Terminal) async throws {
    guard let contents = FileManager.default.contents(atPath: file) else {
      throw CommandFailure.usage("\(file) cannot be read.", remedy: "Name a specification file.")
    }
    let text = SpecificationText(specification: String(decoding: contents, as: UTF8.self))
    let verdict = try await courier.one(
      SpecificationCheck.self, "checkSpecification", sending: text)
    terminal.show(verdict) { check in
      check.hash.map { "\(file) is sound; its hash is \($0)." }
        ?? check.faults.map { "\(file): \($0)" }.joined(separator: "\n")
    }
    if verdict.value.hash == nil {
      throw CommandFailure(
        .failed, "specification.faulty",
        "\(file) has \(verdict.value.faults.count) faults.", remedy: "Correct them.")
    }
  }
}
