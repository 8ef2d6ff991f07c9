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
    SettingsKey("data.readers", "4", "Connections that read side by side, 1 to 16."),
    SettingsKey(
      "data.threads", "",
      "Threads that the database's work may use together, 1 to 256; one a core when empty."),
    SettingsKey(
      "data.memoryMebibytes", "192",
      "Memory of the database before it spills, 64 and more; its own limit when empty."),
    SettingsKey(
      "data.panelCacheMebibytes", "1024",
      "Disk that kept panels of closes may take before the oldest go, 0 to keep none."),
    SettingsKey(
      "fmp.address", "https://financialmodelingprep.com", "Where the FMP stable API is."),
    SettingsKey(
      "fmp.requestsPerMinute", "300",
      "Requests a minute that the plan allows; up to 3000 there, up to 100000 for a rehearsal."),
    SettingsKey(
      "fmp.burst", "8", "Requests that may follow at once upon a quiet time, 1 to 1000."),
    SettingsKey("fmp.concurrency", "8", "Requests in the air at once, 1 to 64."),
    SettingsKey(
      "fmp.bulkGapSeconds", "0", "Seconds between two answers about the whole market, 0 to 600."),
    SettingsKey("fmp.apiKey", "", isSecret: true, "FMP's key; from the environment only."),
    SettingsKey(
      "alpaca.dataAddress", "https://data.alpaca.markets", "Where Alpaca's market data is."),
    SettingsKey(
      "alpaca.tradingAddress", "https://paper-api.alpaca.markets",
      "Where Alpaca's list of instruments is; the host that the key belongs to."),
    SettingsKey("alpaca.feed", "iex", "Whose prices: iex, sip, delayed_sip or otc."),
    SettingsKey(
      "alpaca.requestsPerMinute", "200", "Requests a minute that the plan allows, 1 to 10000."),
    SettingsKey("alpaca.keyID", "", isSecret: true, "Alpaca's key; from the environment only."),
    SettingsKey(
      "alpaca.secretKey", "", isSecret: true, "Alpaca's secret; from the environment only."),
    SettingsKey(
      "connect.emptyRetryDays", "7",
      "Days before a symbol of which the provider had nothing is asked for again, 0 to 365."),
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

  /// The key that `name` most likely meant; nil when none is near.
  static func nearest(to name: String) -> SettingsKey? {
    let near = all.map { (key: $0, distance: distance(name, $0.name)) }
      .min { ($0.distance, $0.key.name) < ($1.distance, $1.key.name) }
    guard let near, near.distance <= max(2, name.count / 3) else { return nil }
    return near.key
  }

  /// How many letters must be put in, taken out or changed to make one word of the other
  /// (Levenshtein 1965), capitals left aside.
  private static func distance(_ first: String, _ second: String) -> Int {
    let first = Array(first.lowercased().prefix(64))
    let second = Array(second.lowercased())
    var row = Array(0...second.count)
    for (line, letter) in first.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for (column, other) in second.enumerated() {
        let above = row[column + 1]
        row[column + 1] = min(
          above + 1, row[column] + 1, diagonal + (letter == other ? 0 : 1))
        diagonal = above
      }
    }
    return row[second.count]
  }

  /// The name in the environment: capitals, words parted by underscores.
  public var environmentName: String {
    var out = ""
    var before: Character?
    for character in name {
      if character == "." {
        out += "_"
      } else {
        // A row of capitals is one word: KEY_ID.
        if character.isUppercase, before?.isLowercase == true { out += "_" }
        out += character.uppercased()
      }
      before = character
    }
    return out
  }
}
