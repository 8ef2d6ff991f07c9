import ArgumentParser
import Contract
import Platform

/// Every setting and where it comes from.
struct Config: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show every setting, its value and where it comes from.",
    discussion: """
      Flags come before the environment (server.api is SERVER_API there), .env, qs.yaml and the \
      defaults. Secrets are covered.
      """)
  @OptionGroup var services: ServiceOptions
  @Flag(help: "Write JSON.") var json = false
  @Flag(help: "Explain each setting.") var explain = false

  func run() async throws {
    let installation = try await Installation.find(flags: services.flags)
    let origins = installation.settings.origins
    guard !json else {
      let list = JSONValue.array(
        origins.map {
          ["key": .string($0.key.name), "value": .string($0.value), "source": .string($0.source)]
        })
      return print(list.prettyText())
    }
    var table = Table(
      .text("setting"), .text("value"), .text("from"), .text(explain ? "meaning" : ""))
    for origin in origins {
      table.add(
        origin.key.name, origin.value.isEmpty ? Figures.absent : origin.value, origin.source,
        explain ? origin.key.summary : "")
    }
    print(table.text(whenEmpty: "There is no setting."))
  }
}
