import Foundation
import Platform
import Risk
import Testing

@Suite struct SettingsTests {
  private let folder: String

  init() throws {
    folder =
      FileManager.default.temporaryDirectory.appending(
        path: "settings-\(UUID().uuidString)"
      ).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func write(_ text: String, to name: String = "qs.yaml") throws {
    try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
  }

  private func read(
    flags: [String: String] = [:], _ environment: [String: String] = [:]
  ) async throws -> Settings {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await Settings.read(flags: flags, environment: environment, in: folder)
  }

  @Test func `without anything said the defaults hold, and they are safe`() async throws {
    let settings = try await read()

    #expect(settings.api == Settings.Address(host: "127.0.0.1", port: 8000))
    #expect(settings.dashboard.port == 3000)
    #expect(settings.dataDirectory == "\(folder)/data")
    #expect(settings.providerKey == nil)
    #expect(settings.limits.requireApproval)
    #expect(!settings.limits.allowShort)
    #expect(settings.limits.faults().isEmpty)
  }

  @Test func `a flag beats the environment, the environment .env, .env the file`() async throws {
    try write(
      "server: {api: \"127.0.0.1:1\", dashboard: \"127.0.0.1:1\"}\ndata: {batchSize: 1, readers: 1}\n"
    )
    try write(
      "SERVER_DASHBOARD=127.0.0.1:2\n# comment\nDATA_BATCH_SIZE=2\nDATA_READERS=2\n", to: ".env")

    let settings = try await read(
      flags: ["data.readers": "4"], ["DATA_BATCH_SIZE": "3", "DATA_READERS": "3"])

    #expect(settings.api.port == 1)
    #expect(settings.dashboard.port == 2)
    #expect(settings.batchSize == 3)
    #expect(settings.readers == 4)
    let origins = settings.origins.filter { $0.source != "default" }.map {
      "\($0.key.name) \($0.source)"
    }
    #expect(
      origins == [
        "data.batchSize environment", "data.readers flag", "server.api qs.yaml",
        "server.dashboard .env",
      ])
  }

  @Test func `every fault is told at once, with its source`() async throws {
    try write("risk: {maximumDailyLoss: 1.5, maximumOrderValue: lots}\nserver: {api: nowhere}\n")

    let error = await #expect(throws: SettingsError.self) {
      try await read(flags: ["server.apy": "x"], ["DATA_BATCH_SIZE": "0"])
    }

    let text = try #require(error?.description)
    for part in [
      "qs.yaml: risk.maximumDailyLoss is \"1.5\"", "qs.yaml: risk.maximumOrderValue is \"lots\"",
      "qs.yaml: server.api is \"nowhere\"", "environment: data.batchSize is \"0\"",
      "flag: server.apy is not a setting.",
    ] { #expect(text.contains(part)) }
  }

  @Test(arguments: [
    ("fmp: {requestsPerMinut: 5}\n", "fmp.requestsPerMinut", "fmp.requestsPerMinute"),
    ("data:\n  batchsize: 5 # many\n", "data.batchsize", "data.batchSize"),
    ("server:\n  api: \"127.0.0.1:1\"\nserver.apy: x\n", "server.apy", "server.api"),
    ("alpaca:\n  keyId: x\n", "alpaca.keyId", "alpaca.keyID"),
  ])
  func `a key of the file that nobody asks for is a fault with the nearest known one`(
    text: String, key: String, meant: String
  ) async throws {
    try write(text)

    let error = await #expect(throws: SettingsError.self) { try await read() }

    #expect(error?.faults == ["qs.yaml: \(key) is not a setting. Did you mean \(meant)?"])
  }

  @Test func `a key that is near to none is a fault without a guess`() async throws {
    try write("weather:\n  forecast: rain\n  note: |\n    data: {nothing: here}\n")

    let error = await #expect(throws: SettingsError.self) { try await read() }

    #expect(
      error?.faults == [
        "qs.yaml: weather.forecast is not a setting.", "qs.yaml: weather.note is not a setting.",
      ])
  }

  @Test func `a name that ends in capitals has one word for them in the environment`() async throws {
    let settings = try await read()

    let names = SettingsKey.all.map(\.environmentName)
    #expect(names.contains("ALPACA_KEY_ID"))
    #expect(settings.alpaca.keyID == nil)
  }

  @Test func `Alpaca's key comes from the environment and is covered`() async throws {
    let settings = try await read(flags: [:], ["ALPACA_KEY_ID": "id7", "ALPACA_SECRET_KEY": "s7"])

    #expect(settings.alpaca.keyID == "id7")
    #expect(settings.alpaca.secretKey == "s7")
    #expect(!settings.origins.contains { ["id7", "s7"].contains($0.value) })
  }

  @Test func `a secret is covered where settings are shown`() async throws {
    let settings = try await read(flags: [:], ["FMP_API_KEY": "verysecret"])

    #expect(settings.providerKey == "verysecret")
    #expect(!settings.origins.contains { $0.value.contains("verysecret") })
  }

  @Test func `a file that is not YAML is a fault`() async throws {
    try write("a: [1\n")

    await #expect(throws: SettingsError.self) { try await read() }
  }

  @Test func `the example holds every key at its default`() async throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "qs.example.yaml")
    if ProcessInfo.processInfo.environment["QS_WRITE_SCHEMA"] != nil {
      try SettingsExample.text().write(to: file, atomically: true, encoding: .utf8)
    }

    #expect(try String(contentsOf: file, encoding: .utf8) == SettingsExample.text())
  }

  @Test func `the example with its comments taken off says the same as nothing`() async throws {
    let uncommented = SettingsExample.text().split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map { line in
      line.hasPrefix("  # ") && line.contains(": ") && !line.hasSuffix(".")
        ? "  \(line.dropFirst(4))" : String(line)
    }.joined(separator: "\n")
    try write(uncommented)

    let settings = try await read()

    #expect(settings.origins.allSatisfy { $0.value == $0.key.standard })
    #expect(settings.origins.contains { $0.source == "qs.yaml" })
  }
}
