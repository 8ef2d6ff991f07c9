public import ArgumentParser
public import Contract

extension CoverageOrder: ExpressibleByArgument {}

extension DataCommand {
  struct Coverage: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "List what is held of each symbol.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "Only symbols and names with this text.") var search: String?
    @Option(help: "Only of this universe.") var universe: String?
    @Option(help: "Only of this provider.") var provider: String?
    @Option(help: "Only with open findings of this rule.") var rule: String?
    @Option(help: "Only with open findings of this severity.") var severity: String?
    @Option(help: "A column, such as bars or findings.") var sort = CoverageOrder.symbol
    @Flag(help: "The greatest first.") var falling = false
    @Option(help: "At most so many, 1 to 1000.") var limit = 200
    @Option(help: "Skip so many.") var offset = 0

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let page = try await courier.one(
        CoveragePage.self, "coverage",
        query: [
          ("search", search), ("universe", universe), ("provider", provider), ("rule", rule),
          ("severity", severity), ("sort", sort.rawValue),
          ("order", falling ? "falling" : "rising"), ("limit", "\(limit)"),
          ("offset", "\(offset)"),
        ])
      terminal.show(page, as: Self.table)
      if page.value.rows.count < page.value.total {
        terminal.note(
          "\(Figures.count(page.value.rows.count)) of \(Figures.count(page.value.total)) symbols;"
            + " go on with --offset \(offset + page.value.rows.count).")
      }
    }

    static func table(_ page: CoveragePage) -> String {
      var table = Table(
        .text("symbol"), .text("provider"), .text("prices"), .text("first"), .text("last"),
        .figure("bars"), .figure("missing"), .figure("findings"), .text("worst"), .text("name"))
      for symbol in page.rows {
        table.add(
          symbol.symbol, symbol.provider, symbol.prices.rawValue, symbol.first ?? Figures.absent,
          symbol.last ?? Figures.absent, Figures.count(symbol.bars),
          Figures.count(symbol.missing), Figures.count(symbol.findings),
          symbol.worst?.rawValue ?? Figures.absent, symbol.name)
      }
      return table.text(whenEmpty: "Nothing is held of what was asked for. Fill it with: qs ingest")
    }
  }

  struct Members: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the members of an index, or all that is listed, on a date.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "sp500, nasdaq, dowjones or listed.") var index: String
    @Option(help: "The date, YYYY-MM-DD; the last closed session by default.") var on: String?

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let members = try await courier.one(
        MembersView.self, "members", path: ["index": index],
        query: [("on", try Typed.date(on, "--on"))])
      terminal.show(members) { members in
        members.symbols.isEmpty
          ? "No member of \(members.name) is known on \(members.on)."
          : members.symbols.joined(separator: "\n")
      }
      terminal.note("\(Figures.count(members.value.symbols.count)) on \(members.value.on).")
    }
  }

  struct Changes: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "List stored values that a provider changed, newest first.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Only of this symbol.") var symbol: String?
    @Option(help: "At most so many, 1 to 1000.") var limit = 200

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let changes = try await courier.many(
        DataChangeView.self, "dataChanges",
        query: [("symbol", symbol?.uppercased()), ("limit", "\(limit)")])
      terminal.show(changes) { changes in
        var table = Table(
          .text("symbol"), .text("session"), .text("cause"), .figure("before"), .figure("after"),
          .text("provider"), .text("seen"))
        for change in changes {
          table.add(
            change.symbol, change.session, change.cause,
            Figures.ratio(change.before, decimals: 4), Figures.ratio(change.after, decimals: 4),
            change.provider, Figures.instant(change.at))
        }
        return table.text(whenEmpty: "No provider changed a stored value.")
      }
    }
  }

  struct Watch: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "Fetch a symbol before others.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var symbol: String

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let done = try await courier.one(
        Done.self, "watch", path: ["symbol": symbol.uppercased()])
      terminal.show(done, as: \.message)
    }
  }

  struct Unwatch: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "Fetch a symbol in its turn again.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var symbol: String

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let done = try await courier.one(
        Done.self, "unwatch", path: ["symbol": symbol.uppercased()])
      terminal.show(done, as: \.message)
    }
  }

  struct Watchlist: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the symbols that are fetched first.")
    @OptionGroup var connection: ConnectionOptions

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      terminal.show(try await courier.many(WatchedSymbol.self, "watchlist")) { symbols in
        symbols.isEmpty
          ? "No symbol is watched." : symbols.map(\.symbol).joined(separator: "\n")
      }
    }
  }
}
