public import ArgumentParser
public import Contract

extension AdjustmentWord: ExpressibleByArgument {}

/// What the warehouse holds.
struct DataCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "What the warehouse holds, and how sound it is.",
    groupedSubcommands: [
      CommandGroup(
        name: "Holdings",
        subcommands: [Coverage.self, Universes.self, Members.self, Changes.self]),
      CommandGroup(
        name: "One symbol", subcommands: [Symbol.self, Bars.self, Facts.self]),
      CommandGroup(
        name: "Health",
        subcommands: [
          Check.self, Tally.self, Findings.self, Repair.self, Quarantine.self,
        ]),
      CommandGroup(
        name: "First in line", subcommands: [Watch.self, Unwatch.self, Watchlist.self]),
      CommandGroup(name: "Console", subcommands: [Tables.self, Ask.self]),
      CommandGroup(
        name: "Files",
        subcommands: [
          Import.self, Inbox.self, Export.self, Exports.self, Backup.self, Backups.self,
        ]),
    ],
    defaultSubcommand: Coverage.self)

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
    @Option(help: "As it was known at the end of this date, YYYY-MM-DD.") var asOf: String?
    @Flag(help: "Write CSV.") var csv = false

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let bars = try await courier.one(
        BarsView.self, "bars", path: ["symbol": symbol.uppercased()],
        query: [
          ("from", try Typed.date(from, "--from")), ("to", try Typed.date(to, "--to")),
          ("adjustment", adjustment.rawValue), ("asOf", try Typed.date(asOf, "--as-of")),
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
