public import ArgumentParser
public import Contract

extension ProviderWord: ExpressibleByArgument {}
extension IngestWhat: ExpressibleByArgument {}
extension IngestRoute: ExpressibleByArgument {}
extension IntervalWord: ExpressibleByArgument {}

/// Brings in what the warehouse lacks.
struct Ingest: ServerCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring in the bars and corporate actions that are missing.",
    discussion: """
      Asks the provider only for what the warehouse lacks, compares the last sessions held with what \
      the provider says now, and keeps what came with every 200 symbols: an ingestion that is stopped \
      goes on where it was. Symbols named with --first, then those the desk holds, then the watchlist \
      come before the others. With --interval the bars within sessions of the symbols named are fetched, \
      from --from on. Ctrl-C stops it after saving what is whole; a second one leaves it.
      """)
  @OptionGroup var connection: ConnectionOptions
  @Argument(help: "Symbols; all that the provider lists when none is named.")
  var symbols: [String] = []
  @Option(help: "sample, fmp or alpaca.") var provider = ProviderWord.sample
  @Option(help: "First session, YYYY-MM-DD.") var from: String?
  @Option(help: "Last session, YYYY-MM-DD.") var to: String?
  @Option(help: "bars, reference or fundamentals.") var what = IngestWhat.bars
  @Option(help: "automatic (the cheaper one), market or symbols.")
  var route = IngestRoute.automatic
  @Option(help: "Bars within sessions: 1min, 5min, 15min, 30min, 1hour or 4hour.")
  var interval: IntervalWord?
  @Flag(help: "Fetch whole histories again, whatever is held.") var reload = false
  @Option(help: ArgumentHelp("Symbols to fetch first, separated by commas.", valueName: "symbols"))
  var first: [String] = []
  @Flag(help: "Only say what would be fetched and what it would cost.") var plan = false

  func run(through courier: any Courier, to terminal: Terminal) async throws {
    let request = IngestRequest(
      provider: provider, symbols: Typed.symbols(symbols),
      from: try Typed.date(from, "--from"), to: try Typed.date(to, "--to"), what: what,
      route: route, isReload: reload ? true : nil, first: Typed.symbols(first), interval: interval)
    if plan {
      let plan = try await courier.one(IngestPlanView.self, "planIngest", sending: request)
      return terminal.show(plan, as: Self.words)
    }
    let job = try await courier.one(JobView.self, "ingest", sending: request)
    let end = try await JobFollower(courier: courier).follow(job.value)
    terminal.show(end) { "\($0.title): \($0.message)" }
  }

  /// A plan for a person.
  static func words(_ plan: IngestPlanView) -> String {
    var listing = Listing()
    listing.add("provider", plan.provider)
    listing.add("route", "\(plan.route.rawValue): \(plan.reason)")
    listing.add("symbols", Figures.count(plan.symbols))
    listing.add("sessions", Figures.count(plan.sessions))
    listing.add("calls", Figures.count(plan.calls))
    listing.add("takes", plan.minutes.map { Figures.duration($0 * 60) + " at the allowed rate" })
    listing.add("up to date", Figures.count(plan.upToDate))
    listing.add("left out", plan.skipped > 0 ? Figures.count(plan.skipped) : nil)
    let more = plan.unlisted.count > 10 ? " and \(plan.unlisted.count - 10) more" : ""
    listing.add(
      "not listed",
      plan.unlisted.isEmpty ? nil : plan.unlisted.prefix(10).joined(separator: ", ") + more)
    return listing.text
  }
}
