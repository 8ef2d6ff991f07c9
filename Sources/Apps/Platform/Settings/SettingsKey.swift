/// A key of the configuration: its name, meaning and default. The only list of them.
public struct SettingsKey: Hashable, Sendable {
  /// Dotted, such as `server.api`; in the environment `SERVER_API`.
  public let name: String
  public let summary: String
  /// The default as it would be written; empty for none.
  public let standard: String
  public let isSecret: Bool

  init(_ name: String, _ standard: String, isSecret: Bool = false, _ summary: String) {
    self.name = name
    self.summary = summary
    self.standard = standard
    self.isSecret = isSecret
  }

  /// Every key, in the order of `qs.example.yaml`.
  public static let all: [SettingsKey] = [
    SettingsKey("data.directory", "data", "Folder of the warehouse, the journal and the locks."),
    SettingsKey("data.library", "", "The DuckDB library's file; found by itself when empty."),
    SettingsKey("data.samplePack", ".qs/sample", "Folder of the sample pack."),
    SettingsKey("data.batchSize", "200", "Symbols saved together, 1 to 1000."),
    SettingsKey("data.readers", "2", "Connections that read side by side, 1 to 16."),
    SettingsKey(
      "data.memoryMebibytes", "",
      "Memory of the database before it spills; its own limit when empty."),
    SettingsKey(
      "fmp.address", "https://financialmodelingprep.com", "Where the FMP stable API is."),
    SettingsKey(
      "fmp.requestsPerMinute", "300", "Requests a minute that the plan allows, 1 to 3000."),
    SettingsKey("fmp.apiKey", "", isSecret: true, "FMP's key; from the environment only."),
    SettingsKey("research.lanes", "2", "Backtests that run side by side, 1 to 64."),
    SettingsKey("research.strategies", "Strategies", "Folder of the specifications shipped."),
    SettingsKey("risk.maximumOrderValue", "1000000", "Greatest value of one order in USD."),
    SettingsKey("risk.maximumOrderQuantity", "500000", "Greatest number of shares of one order."),
    SettingsKey(
      "risk.priceCollar", "0.1", "Greatest distance of a price from the last, a fraction."),
    SettingsKey("risk.maximumPositionValue", "1500000", "Greatest value of one position in USD."),
    SettingsKey("risk.maximumPositionWeight", "0.6", "Greatest weight of one position, of equity."),
    SettingsKey("risk.maximumGrossExposure", "1.5", "Greatest gross exposure, of equity."),
    SettingsKey("risk.maximumNetExposure", "1.1", "Greatest net exposure, of equity."),
    SettingsKey(
      "risk.maximumDailyLoss", "0.05", "Loss of a session beyond which only reductions pass."),
    SettingsKey("risk.duplicateWindow", "5", "Seconds within which the same order is a duplicate."),
    SettingsKey("risk.maximumOrdersPerMinute", "120", "Orders a minute."),
    SettingsKey(
      "risk.maximumDataAge", "432000", "Greatest age of a price in seconds of market time."),
    SettingsKey("risk.allowShort", "false", "Whether a sale may exceed what is held."),
    SettingsKey("server.api", "127.0.0.1:8000", "Where the API listens."),
    SettingsKey("server.dashboard", "127.0.0.1:3000", "Where the dashboard listens."),
    SettingsKey("server.hosts", "", "Further host names of this server, separated by commas."),
    SettingsKey("server.dashboardFiles", "Dashboard/dist", "Folder of the built dashboard."),
    SettingsKey(
      "services.mlflow", "127.0.0.1:5000", "Where the experiment tracker listens; off for none."),
    SettingsKey("log.level", "info", "trace, debug, info, notice, warning, error or critical."),
    SettingsKey(
      "qs.adminPassword", "", isSecret: true,
      "Password of the first administrator; drawn and shown once when empty."),
  ]

  /// The name in the environment: capitals, words parted by underscores.
  public var environmentName: String {
    var out = ""
    for character in name {
      if character == "." {
        out += "_"
      } else if character.isUppercase {
        out += "_\(character)"
      } else {
        out += character.uppercased()
      }
    }
    return out
  }
}
