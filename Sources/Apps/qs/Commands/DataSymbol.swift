import ArgumentParser
import Contract

extension DataCommand {
  struct Symbol: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show one instrument: its names, what is held of it and what was found.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var symbol: String

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let detail = try await courier.one(
        SymbolDetail.self, "symbolDetail", path: ["symbol": symbol.uppercased()])
      terminal.show(detail, as: Self.words)
    }

    static func words(_ detail: SymbolDetail) -> String {
      let held = detail.coverage
      var listing = Listing()
      listing.add("symbol", held.symbol)
      listing.add("name", held.name)
      for name in detail.names where name.symbol != held.symbol {
        listing.add("called", "\(name.symbol), \(span(name.from, name.until))")
      }
      listing.add("kind", detail.kind)
      listing.add("exchange", detail.exchange)
      listing.add("currency", detail.currency)
      listing.add("country", detail.country)
      listing.add("sector", detail.sector)
      listing.add("industry", detail.industry)
      listing.add("listed", detail.listedOn)
      listing.add("delisted", detail.delistedOn)
      listing.add("provider", held.provider)
      listing.add("second source", detail.secondSource)
      listing.add("prices", held.prices.rawValue)
      listing.add(
        "bars", "\(Figures.count(held.bars)), \(span(held.first, held.last))")
      for held in detail.minutes {
        listing.add(
          "of \(held.minutes) min",
          "\(Figures.count(held.bars)), \(Figures.instant(held.first)) to "
            + Figures.instant(held.last))
      }
      listing.add("missing", Figures.count(held.missing))
      listing.add(
        "findings",
        Figures.count(held.findings) + (held.worst.map { ", the worst a \($0.rawValue)" } ?? ""))
      listing.add("updated", held.updatedAt.map { Figures.instant($0) })
      listing.add("watched", detail.isWatched ? "yes" : nil)
      return listing.text
    }

    private static func span(_ from: String?, _ until: String?) -> String {
      "\(from ?? Figures.absent) to \(until ?? Figures.absent)"
    }
  }

  struct Facts: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "Show figures of a company's reports as they were known on a date.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var symbol: String
    @Option(help: "The date, YYYY-MM-DD; today by default.") var asOf: String?
    @Option(help: "income, balance, cashFlow, ratios or keyMetrics.") var statement: String?

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let facts = try await courier.many(
        FactView.self, "facts", path: ["symbol": symbol.uppercased()],
        query: [("asOf", try Typed.date(asOf, "--as-of")), ("statement", statement)])
      terminal.show(facts) { facts in
        var table = Table(
          .text("period"), .text("ends"), .text("statement"), .text("item"), .figure("value"),
          .text("known on"))
        for fact in facts {
          table.add(
            "\(fact.fiscalYear) \(fact.period)", fact.periodEnd, fact.statement, fact.item,
            Figures.grouped(fact.value, decimals: abs(fact.value) < 1000 ? 4 : 0), fact.knownOn)
        }
        return table.text(whenEmpty: "No report was known then.")
      }
    }
  }
}
