public import ArgumentParser
public import Contract
import Foundation

extension ProviderWord: ExpressibleByArgument {}
extension AdjustmentWord: ExpressibleByArgument {}

/// Brings in what the warehouse lacks.
struct Ingest: ServerCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring in the bars and corporate actions that are missing.",
    discussion: """
      Asks the provider only for what the warehouse lacks, and keeps what came with every 200 \
      symbols: an ingestion that is stopped goes on where it was.
      """)
  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "Symbols; all that the provider lists when none is named.")
  var symbols: [String] = []
  @Option(help: "sample or fmp.") var provider = ProviderWord.sample
  @Option(help: "First session, YYYY-MM-DD.") var from: String?
  @Option(help: "Last session, YYYY-MM-DD.") var to: String?

  func run(through courier: any Courier, to terminal: Terminal) async throws {
    let request = IngestRequest(
      provider: provider, symbols: Typed.symbols(symbols),
      from: try Typed.date(from, "--from"), to: try Typed.date(to, "--to"))
    let job = try await courier.one(JobView.self, "ingest", sending: request)
    let end = try await JobFollower(courier: courier).follow(job.value)
    terminal.show(end) { "\($0.title): \($0.message)" }
  }
}

/// What the warehouse holds.
struct DataCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "What the warehouse holds, and how sound it is.",
    subcommands: [Coverage.self, Findings.self, Universes.self, Bars.self],
    defaultSubcommand: Coverage.self)

  struct Coverage: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "List what is held of each symbol.")
    @OptionGroup var connection: ConnectionOptions

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      terminal.show(try await courier.one(CoveragePage.self, "coverage")) { page in
        let symbols = page.rows
        var table = Table(
          .text("symbol"), .text("provider"), .text("prices"), .text("first"), .text("last"),
          .figure("bars"), .figure("missing"), .figure("findings"), .text("name"))
        for symbol in symbols {
          table.add(
            symbol.symbol, symbol.provider, symbol.prices.rawValue, symbol.first ?? Figures.absent,
            symbol.last ?? Figures.absent, Figures.count(symbol.bars),
            Figures.count(symbol.missing), Figures.count(symbol.findings), symbol.name)
        }
        return table.text(whenEmpty: "The warehouse is empty. Fill it with: qs ingest")
      }
    }
  }

  struct Findings: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "List what the health rules found in the data.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Only of this symbol.") var symbol: String?

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let findings = try await courier.one(
        FindingPage.self, "findings", query: [("symbol", symbol?.uppercased())])
      terminal.show(findings) { page in
        let findings = page.rows
        var table = Table(
          .text("symbol"), .text("session"), .text("severity"), .text("rule"), .text("evidence"))
        for finding in findings {
          table.add(
            finding.symbol, finding.session, finding.severity.rawValue, finding.rule,
            finding.evidence)
        }
        return table.text(whenEmpty: "The health rules found nothing.")
      }
    }
  }

  struct Universes: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "List the named universes.")
    @OptionGroup var connection: ConnectionOptions

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      terminal.show(try await courier.many(UniverseView.self, "universes")) { universes in
        var table = Table(.text("universe"), .figure("symbols"), .text("title"))
        for universe in universes {
          table.add(universe.name, Figures.count(universe.symbols.count), universe.title)
        }
        return table.text(whenEmpty: "There is no named universe.")
      }
    }
  }

  struct Bars: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show a symbol's daily bars, or write them as CSV.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var symbol: String
    @Option(help: "First session, YYYY-MM-DD.") var from: String?
    @Option(help: "Last session, YYYY-MM-DD.") var to: String?
    @Option(help: "raw, splits or totalReturn.") var adjustment = AdjustmentWord.splits
    @Flag(help: "Write CSV.") var csv = false

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let bars = try await courier.one(
        BarsView.self, "bars", path: ["symbol": symbol.uppercased()],
        query: [
          ("from", try Typed.date(from, "--from")), ("to", try Typed.date(to, "--to")),
          ("adjustment", adjustment.rawValue),
        ])
      terminal.show(bars, as: csv ? Self.lines : Self.table)
    }

    private static func table(_ bars: BarsView) -> String {
      var table = Table(
        .text("session"), .figure("open"), .figure("high"), .figure("low"), .figure("close"),
        .figure("volume"))
      for row in bars.sessions.indices {
        table.add(
          bars.sessions[row], Figures.ratio(bars.open[row], decimals: 4),
          Figures.ratio(bars.high[row], decimals: 4), Figures.ratio(bars.low[row], decimals: 4),
          Figures.ratio(bars.close[row], decimals: 4),
          Figures.grouped(bars.volume[row], decimals: 0))
      }
      return table.text(whenEmpty: "No bar of \(bars.symbol) is held in these sessions.")
    }

    /// Every digit of each figure; an absent one is an empty field.
    private static func lines(_ bars: BarsView) -> String {
      func field(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
      let rows = bars.sessions.indices.map { row in
        [bars.sessions[row], bars.symbol].joined(separator: ",") + ","
          + [bars.open, bars.high, bars.low, bars.close, bars.volume].map { field($0[row]) }
          .joined(separator: ",")
      }
      return (["session,symbol,open,high,low,close,volume"] + rows).joined(separator: "\n")
    }
  }
}
