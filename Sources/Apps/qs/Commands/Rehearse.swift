import ArgumentParser
import Chronology
import Files
import Foundation
import Logging
import Market
import Rehearsal
import ServiceLifecycle
import UnixSignals

/// Stand-ins that speak the real protocols of the systems outside, on this machine.
struct Rehearse: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a stand-in that speaks a vendor's real protocol on this machine.",
    subcommands: [FMP.self, Alpaca.self])

  /// Financial Modeling Prep's stable API.
  struct FMP: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "fmp",
      abstract:
        "Answer like Financial Modeling Prep, out of the sample data or a generated market.",
      discussion: """
        Point QS to it: FMP_ADDRESS=http://127.0.0.1:PORT FMP_API_KEY=rehearsal qs up. Faults spoil \
        the next answers, or those to a request with the header x-rehearsal-fault: KIND.

        POST /rehearsal/through {"session":"2026-11-23"} moves the last session on; GET \
        /rehearsal/state and /rehearsal/planted tell what the stand-in knows.

        Faults: \(FMPFault.Kind.allCases.map(\.rawValue).joined(separator: ", ")).
        """)
    @OptionGroup var market: MarketChoice
    @Option(help: "Where to listen; 0 for any free port.") var port = 8899
    @Option(help: ArgumentHelp("A key that is accepted.", valueName: "key"))
    var key = "rehearsal"
    @Option(
      help: "What the account covers: basic, starter, premium or ultimate.")
    var plan = FMPPlan.ultimate.rawValue
    @Option(help: "Calls allowed in any minute; the plan's by default, no limit for ultimate.")
    var callsPerMinute: Int?
    @Option(
      name: .customLong("fault"),
      help: ArgumentHelp(
        "What goes wrong with the next answer; may be given again.", valueName: "kind"))
    var faults: [String] = []

    mutating func validate() throws {
      for fault in faults where FMPFault.Kind(rawValue: fault) == nil {
        throw ValidationError("There is no fault called \(fault).")
      }
      guard FMPPlan(rawValue: plan) != nil else {
        throw ValidationError("There is no plan called \(plan).")
      }
      if let callsPerMinute, callsPerMinute < 1 {
        throw ValidationError("--calls-per-minute is \(callsPerMinute); it must be at least 1.")
      }
    }

    func run() async throws {
      let options = FMPStandIn.Options(
        port: port, keys: [key], callsPerMinute: callsPerMinute,
        faults: faults.compactMap { FMPFault.Kind(rawValue: $0).map { FMPFault($0) } },
        plan: FMPPlan(rawValue: plan) ?? .ultimate)
      let logger = Logs.begin(.notice)
      let market = try await market.market()
      let standIn = FMPStandIn(market: market, options: options, logger: logger) { [key] port in
        let address = "http://127.0.0.1:\(port)"
        Terminal.complain(
          """
          The stand-in for FMP listens on \(address) with the key \(key); stop it with Ctrl-C.
          It shows \(market.listingCount) listings up to \(market.lastSession).
          Point QS to it: FMP_ADDRESS=\(address) FMP_API_KEY=\(key)
          """)
      }
      try await ServiceGroup(
        services: [standIn], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
      ).run()
    }
  }

  /// Alpaca's historical bars out of the same markets.
  struct Alpaca: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "alpaca",
      abstract: "Answer like Alpaca's market data: historical bars.",
      discussion: """
        Serves GET /v2/stocks/bars. Faults work as with fmp: --fault, POST /rehearsal/faults, or the \
        header x-rehearsal-fault: KIND.
        """)
    @OptionGroup var market: MarketChoice
    @Option(help: "Where to listen; 0 for any free port.") var port = 8898
    @Option(help: ArgumentHelp("A key that is accepted.", valueName: "key"))
    var key = "rehearsal"
    @Option(help: ArgumentHelp("The secret that belongs to it.", valueName: "secret"))
    var secret = "rehearsal-secret"
    @Option(help: "Calls allowed in any minute.") var callsPerMinute = 200

    mutating func validate() throws {
      guard callsPerMinute > 0 else {
        throw ValidationError("--calls-per-minute is \(callsPerMinute); it must be at least 1.")
      }
    }

    func run() async throws {
      let logger = Logs.begin(.notice)
      let market = try await market.market()
      let options = AlpacaStandIn.Options(
        port: port, key: key, secret: secret, callsPerMinute: callsPerMinute)
      let standIn = AlpacaStandIn(market: market, options: options, logger: logger) { [key] port in
        let address = "http://127.0.0.1:\(port)"
        Terminal.complain(
          """
          The stand-in for Alpaca's market data listens on \(address) with the key \(key) and the \
          secret given; stop it with Ctrl-C.
          It shows \(market.listingCount) listings up to \(market.lastSession).
          """)
      }
      try await ServiceGroup(
        services: [standIn], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
      ).run()
    }
  }

  /// Which market a stand-in shows.
  struct MarketChoice: ParsableArguments {
    @Option(help: ArgumentHelp("The folder of the sample pack.", valueName: "folder"))
    var pack: String?
    @Option(help: ArgumentHelp("Generate a market of so many listings.", valueName: "listings"))
    var generate: Int?
    @Option(help: "Years of history of a generated market.") var years = 10
    @Option(help: "Names the generated market; the same seed gives the same one.")
    var seed: UInt64 = 1
    @Option(help: ArgumentHelp("The last session shown at first.", valueName: "date"))
    var through = "2026-11-20"
    @Flag(help: "Plant some hundred faults in a generated market; /rehearsal/planted lists them.")
    var plant = false

    mutating func validate() throws {
      guard pack == nil || generate == nil else {
        throw ValidationError("--pack and --generate name two markets; give one.")
      }
      if let generate, !(1...400_000).contains(generate) {
        throw ValidationError("--generate is \(generate); it must be between 1 and 400000.")
      }
      guard (1...36).contains(years) else {
        throw ValidationError("--years is \(years); it must be between 1 and 36.")
      }
      guard let date = SessionDate(through), (1991...2090).contains(date.civil.year) else {
        throw ValidationError("--through is \(through); write a date such as 2026-11-20.")
      }
    }

    /// The market chosen.
    func market() async throws -> any RehearsedMarket {
      if let generate, let through = SessionDate(through) {
        return GeneratedMarket(
          seed: seed, symbols: generate, years: years, through: through,
          faults: plant ? .standard : .none)
      }
      let folder: String
      if let pack {
        folder = pack
      } else {
        folder = try await Installation.find().samplePack.path
      }
      do {
        return try await PackMarket(SamplePack(directory: folder))
      } catch {
        throw CommandFailure(
          .failed, "sample.unreadable",
          "The sample data in \(folder) cannot be read: \(error.message)",
          remedy: "Fetch it with scripts/setup.sh.")
      }
    }
  }
}
