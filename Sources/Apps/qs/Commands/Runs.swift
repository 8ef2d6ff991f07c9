import ArgumentParser
import Contract
import Foundation

/// Recorded runs.
struct Runs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Recorded backtests.",
    subcommands: [List.self, Show.self, Compare.self, Trades.self, TearSheet.self, Trials.self],
    defaultSubcommand: List.self)

  struct List: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "List the runs, newest first.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "At most so many.") var limit = 50

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let runs = try await courier.many(RunView.self, "runs", query: [("limit", "\(limit)")])
      terminal.show(runs) { runs in
        var table = Table(
          .text("run"), .text("strategy"), .text("from"), .text("to"), .figure("return a year"),
          .figure("Sharpe"), .figure("drawdown"), .figure("p"), .figure("trial"), .text("made"))
        for run in runs {
          table.add(
            run.id, run.name, run.from, run.to, Figures.percent(run.metrics.annualReturn),
            Figures.ratio(run.metrics.sharpe), Figures.percent(run.metrics.maximumDrawdown),
            Figures.ratio(run.metrics.pValue, decimals: 3), Figures.count(run.trial),
            Figures.instant(run.createdAt))
        }
        return table.text(whenEmpty: "There is no run yet. Make one with: qs backtest")
      }
    }
  }

  struct Show: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "Show one run.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var run: String

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      terminal.show(try await courier.one(RunDetail.self, "run", path: ["id": run])) {
        RunText.sheet($0.run)
      }
    }
  }

  struct Compare: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "Put runs side by side.")
    @OptionGroup var connection: ConnectionOptions
    @Argument(help: "Two runs or more.") var runs: [String]

    mutating func validate() throws {
      guard runs.count >= 2 else { throw ValidationError("Name two runs or more.") }
    }

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      var details: [Answer<RunDetail>] = []
      for run in runs {
        details.append(try await courier.one(RunDetail.self, "run", path: ["id": run]))
      }
      guard !connection.json else {
        let texts = details.map { String(decoding: $0.text, as: UTF8.self) }
        return terminal.line("[\(texts.joined(separator: ","))]")
      }
      terminal.line(RunText.comparison(details.map(\.value.run)))
    }
  }

  struct Trades: ServerCommand {
    static let configuration = CommandConfiguration(abstract: "List a run's executions.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var run: String

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let trades = try await courier.many(TradeView.self, "trades", path: ["id": run])
      terminal.show(trades) { trades in
        var table = Table(
          .text("session"), .text("symbol"), .figure("shares"), .figure("price"),
          .figure("commission"), .text("order"))
        for trade in trades {
          table.add(
            trade.session, trade.symbol, Figures.grouped(trade.shares, decimals: 0),
            Figures.ratio(trade.price, decimals: 4), Figures.money(trade.commission), trade.order)
        }
        return table.text(whenEmpty: "The run traded nothing.")
      }
    }
  }

  struct TearSheet: ServerCommand {
    static let configuration = CommandConfiguration(
      commandName: "tearsheet", abstract: "Write a run's tear sheet as one HTML page.")
    @OptionGroup var connection: ConnectionOptions
    @Argument var run: String
    @Option(name: [.short, .long], help: ArgumentHelp("Where to.", valueName: "file"))
    var output: String?

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let page = try await courier.file("tearSheet", path: ["id": run])
      let place = output ?? "tearsheet-\(run).html"
      do {
        try Data(page).write(to: URL(filePath: place), options: .atomic)
      } catch {
        throw CommandFailure(
          .failed, "file.unwritable", "\(place) cannot be written: \(error.localizedDescription)",
          remedy: "Name another place with --output.")
      }
      terminal.line(place)
    }
  }

  struct Trials: ServerCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the trial ledger: every run ever counted.")
    @OptionGroup var connection: ConnectionOptions
    @Option(help: "At most so many.") var limit = 50

    func run(through courier: any Courier, to terminal: Terminal) async throws {
      let trials = try await courier.many(TrialView.self, "trials", query: [("limit", "\(limit)")])
      terminal.show(trials) { trials in
        var table = Table(
          .figure("trial"), .text("at"), .text("by"), .text("run"), .text("strategy"),
          .figure("Sharpe"))
        for trial in trials {
          table.add(
            Figures.count(trial.number), Figures.instant(trial.at), trial.by, trial.run,
            Figures.short(trial.specificationHash), Figures.ratio(trial.sharpe))
        }
        return table.text(whenEmpty: "No run has been counted yet.")
      }
    }
  }
}

/// Runs in words.
enum RunText {
  private static let figures: [(name: String, text: @Sendable (RunMetrics) -> String)] = [
    ("total return", { Figures.percent($0.totalReturn) }),
    ("return a year", { Figures.percent($0.annualReturn) }),
    ("volatility a year", { Figures.percent($0.annualVolatility) }),
    ("Sharpe", { Figures.ratio($0.sharpe, decimals: 3) }),
    ("Sortino", { Figures.ratio($0.sortino, decimals: 3) }),
    ("largest drawdown", { Figures.percent($0.maximumDrawdown) }),
    ("Calmar", { Figures.ratio($0.calmar, decimals: 3) }),
    ("alpha a year", { Figures.percent($0.alpha) }),
    ("beta", { Figures.ratio($0.beta, decimals: 3) }),
    ("VaR 95, one day", { Figures.percent($0.valueAtRisk95) }),
    ("expected shortfall 95", { Figures.percent($0.expectedShortfall95) }),
    ("p-value", { Figures.ratio($0.pValue, decimals: 4) }),
    ("deflated Sharpe", { Figures.ratio($0.deflatedSharpe, decimals: 4) }),
    ("turnover a year", { Figures.ratio($0.turnoverAnnual) }),
    ("costs, USD", { Figures.money($0.costs) }),
    ("final equity, USD", { Figures.money($0.finalEquity) }),
    ("trades", { Figures.count($0.trades) }),
  ]

  /// One run with its figures and what a reader must know about them.
  static func sheet(_ run: RunView) -> String {
    var listing = Listing()
    listing.add("run", run.id)
    listing.add("strategy", "\(run.name) (\(Figures.short(run.specificationHash)))")
    listing.add("sessions", "\(run.from) to \(run.to)")
    listing.add("data", run.dataLabel)
    for figure in figures { listing.add(figure.name, figure.text(run.metrics)) }
    listing.add("trial", "\(run.trial) of all ever counted")
    listing.add("seed", "\(run.seed)")
    listing.add("snapshot", Figures.short(run.snapshot))
    listing.add("engine", run.engineVersion)
    listing.add("digest", run.digest)
    listing.add("made", "\(Figures.instant(run.createdAt)) by \(run.by)")
    listing.add("took", Figures.duration(run.seconds))
    listing.add("tracking", run.trackingLink ?? run.tracking.rawValue)
    for caveat in run.caveats { listing.add("mind", caveat) }
    return listing.text
  }

  /// Runs side by side, a figure a line.
  static func comparison(_ runs: [RunView]) -> String {
    let rows: [(String, [String])] =
      [
        ("strategy", runs.map(\.name)), ("from", runs.map(\.from)), ("to", runs.map(\.to)),
      ]
      + figures.map { figure in (figure.name, runs.map { figure.text($0.metrics) }) }
      + [("digest", runs.map { Figures.short($0.digest) })]
    let names = max(3, rows.map(\.0.count).max() ?? 0)
    let widths = runs.indices.map { index in
      max(runs[index].id.count, rows.map { $0.1[index].count }.max() ?? 0)
    }
    return ([("run", runs.map(\.id))] + rows).map { name, cells in
      name + String(repeating: " ", count: names - name.count)
        + cells.indices.map { index in
          "  " + String(repeating: " ", count: widths[index] - cells[index].count) + cells[index]
        }.joined()
    }.joined(separator: "\n")
  }
}
