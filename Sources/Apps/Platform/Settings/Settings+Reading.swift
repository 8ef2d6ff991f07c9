import Alpaca
import Configuration
public import Foundation
import Logging
import Risk

extension Settings {
  /// Reads the settings: flags before the environment, `.env`, `qs.yaml` and the defaults.
  ///
  /// - Parameters:
  ///   - flags: Values by key, as the command line gave them.
  ///   - environment: The process's environment.
  ///   - directory: The installation's folder: relative paths in the settings are meant from here.
  /// - Throws: `SettingsError` with every fault.
  public static func read(
    flags: [String: String] = [:],
    environment: [String: String] = ProcessInfo.processInfo.environment, in directory: String = "."
  ) async throws -> Settings {
    let file = environment["QS_CONFIG"] ?? URL(filePath: directory).appending(path: "qs.yaml").path
    var sources: [SettingsReader.Source] = [
      .init(
        "flag",
        InMemoryProvider(
          values: Dictionary(
            uniqueKeysWithValues: flags.map { key, value in
              (
                AbsoluteConfigKey(key.split(separator: ".").map(String.init)),
                ConfigValue(.string(value), isSecret: false)
              )
            }))),
      .init("environment", EnvironmentVariablesProvider(environmentVariables: environment)),
    ]
    let secrets = URL(filePath: directory).appending(path: ".env")
    if FileManager.default.fileExists(atPath: secrets.path) {
      sources.append(
        .init(
          ".env", EnvironmentVariablesProvider(environmentVariables: try variables(in: secrets))))
    }
    if FileManager.default.fileExists(atPath: file) {
      do {
        let place = ConfigReader(
          provider: InMemoryProvider(values: ["filePath": .init(.string(file), isSecret: false)]))
        sources.append(
          .init(
            URL(filePath: file).lastPathComponent,
            try await FileProvider<YAMLSnapshot>(config: place)))
      } catch {
        throw SettingsError(faults: ["\(file) cannot be read as YAML: \(error)"])
      }
    } else if environment["QS_CONFIG"] != nil {
      throw SettingsError(faults: ["QS_CONFIG names \(file), which is not there."])
    }
    var reader = SettingsReader(sources: sources)
    for key in flags.keys.sorted() where !SettingsKey.all.contains(where: { $0.name == key }) {
      reader.faults.append("flag: \(unknown(key))")
    }
    let name = URL(filePath: file).lastPathComponent
    for key in try keys(in: file) where !SettingsKey.all.contains(where: { $0.name == key }) {
      reader.faults.append("\(name): \(unknown(key))")
    }
    let settings = assemble(&reader, in: directory)
    guard reader.faults.isEmpty else { throw SettingsError(faults: reader.faults) }
    return settings
  }

  private static func unknown(_ key: String) -> String {
    let meant = SettingsKey.nearest(to: key).map { " Did you mean \($0.name)?" } ?? ""
    return "\(key.prefix(80)) is not a setting.\(meant)"
  }

  /// The keys that a file of settings sets; none when there is no file.
  private static func keys(in file: String) throws(SettingsError) -> [String] {
    guard FileManager.default.fileExists(atPath: file) else { return [] }
    do {
      return SettingsOutline(try String(contentsOfFile: file, encoding: .utf8)).keys
    } catch {
      throw SettingsError(faults: ["\(file) cannot be read: \(error)"])
    }
  }

  /// The lines `NAME=value` of a file; comments and empty lines left out.
  private static func variables(in file: URL) throws(SettingsError) -> [String: String] {
    let text: String
    do {
      text = try String(contentsOf: file, encoding: .utf8)
    } catch {
      throw SettingsError(faults: ["\(file.path) cannot be read: \(error)"])
    }
    var values: [String: String] = [:]
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let trimmed = line.trimmingCharacters(in: .whitespaces)
      guard !trimmed.isEmpty, !trimmed.hasPrefix("#") else { continue }
      let parts = trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw SettingsError(faults: ["\(file.path): line \(number + 1) is not NAME=value."])
      }
      values[String(parts[0])] = parts[1].trimmingCharacters(in: CharacterSet(charactersIn: "\"' "))
    }
    return values
  }

  private static func assemble(_ reader: inout SettingsReader, in directory: String) -> Settings {
    func place(_ path: String) -> String {
      path.hasPrefix("/") ? path : URL(filePath: directory).appending(path: path).standardized.path
    }
    let limits = RiskLimits(
      version: 1,
      maximumOrderValue: reader.number("risk.maximumOrderValue", in: 0...1e12),
      maximumOrderQuantity: reader.number("risk.maximumOrderQuantity", in: 0...1e9),
      priceCollar: reader.number("risk.priceCollar", in: 0...1),
      maximumPositionValue: reader.number("risk.maximumPositionValue", in: 0...1e12),
      maximumPositionWeight: reader.number("risk.maximumPositionWeight", in: 0...10),
      maximumGrossExposure: reader.number("risk.maximumGrossExposure", in: 0...10),
      maximumNetExposure: reader.number("risk.maximumNetExposure", in: 0...10),
      maximumDailyLoss: reader.number("risk.maximumDailyLoss", in: 0...1),
      duplicateWindow: reader.number("risk.duplicateWindow", in: 0...86_400),
      maximumOrdersPerMinute: reader.integer("risk.maximumOrdersPerMinute", in: 0...100_000),
      maximumDataAge: reader.number("risk.maximumDataAge", in: 0...31_536_000),
      allowShort: reader.flag("risk.allowShort"), allowReductionsWhenHalted: true,
      requireOpenSession: true, requireApproval: true)
    let level = reader.text("log.level")
    if Logger.Level(rawValue: level) == nil {
      reader.fault(
        "log.level",
        "must be one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let feed = reader.text("alpaca.feed")
    let feeds = AlpacaMarketData.Feed.allCases.map(\.rawValue)
    if !feeds.contains(feed) {
      reader.fault("alpaca.feed", "must be one of \(feeds.joined(separator: ", "))")
    }
    return Settings(
      dataDirectory: place(reader.text("data.directory")),
      libraryPath: reader.textOrNil("data.library").map(place),
      samplePack: place(reader.text("data.samplePack")),
      batchSize: reader.integer("data.batchSize", in: 1...1000),
      readers: reader.integer("data.readers", in: 1...16),
      databaseThreads: reader.textOrNil("data.threads") == nil
        ? nil : reader.integer("data.threads", in: 1...256),
      memoryMebibytes: reader.textOrNil("data.memoryMebibytes") == nil
        ? nil : reader.integer("data.memoryMebibytes", in: 64...1_048_576),
      providerAddress: reader.web("fmp.address"),
      requestsPerMinute: reader.integer("fmp.requestsPerMinute", in: 1...100_000),
      providerBurst: reader.integer("fmp.burst", in: 1...1000),
      providerConcurrency: reader.integer("fmp.concurrency", in: 1...64),
      bulkGapSeconds: reader.integer("fmp.bulkGapSeconds", in: 0...600),
      providerKey: reader.textOrNil("fmp.apiKey"),
      alpaca: Alpaca(
        dataAddress: reader.web("alpaca.dataAddress"),
        tradingAddress: reader.web("alpaca.tradingAddress"), feed: feed,
        requestsPerMinute: reader.integer("alpaca.requestsPerMinute", in: 1...10_000),
        keyID: reader.textOrNil("alpaca.keyID"), secretKey: reader.textOrNil("alpaca.secretKey")),
      emptyRetryDays: reader.integer("connect.emptyRetryDays", in: 0...365),
      panelCacheMebibytes: reader.integer("data.panelCacheMebibytes", in: 0...1_048_576),
      backtestLanes: reader.integer("research.lanes", in: 1...64),
      strategiesDirectory: place(reader.text("research.strategies")), limits: limits,
      api: reader.address("server.api"), dashboard: reader.address("server.dashboard"),
      hosts: reader.text("server.hosts").split(separator: ",").map {
        $0.trimmingCharacters(in: .whitespaces)
      }, dashboardFiles: place(reader.text("server.dashboardFiles")),
      tracker: reader.text("services.mlflow") == "off" ? nil : reader.address("services.mlflow"),
      logLevel: Logger.Level(rawValue: level) ?? .info,
      adminPassword: reader.textOrNil("qs.adminPassword"), origins: reader.origins)
  }
}
