import Chronology
import Connect
import FinancialModelingPrep
import HTTPTypes
import Market
import Rehearsal
import TestKit
import Testing
import Wire

/// A generated market, asked as its provider is asked, under the rules of health.
@Suite struct PlantedHealthTests {
  @Test(arguments: PlantedFault.Kind.allCases)
  func `each planted fault is found once, by its rule, at its session`(
    kind: PlantedFault.Kind
  ) async throws {
    let rehearsal = try Rehearsal(symbols: 400, faults: PlantedFaults(counts: [kind: 10]))
    #expect(rehearsal.market.planted.count == 10)
    for fault in rehearsal.market.planted {
      let findings = try await rehearsal.findings(of: fault.symbol)

      guard let expected = Self.rule(of: fault) else {
        // What the next night brings is not wrong yet; a bar that is late is missing until then.
        #expect(findings.allSatisfy { $0.rule == .missingSession }, "\(fault) \(findings)")
        continue
      }
      #expect(findings.map(\.rule) == [expected], "\(fault) \(findings)")
      // The row of an answer in the other order and of a closed day have dates of their own.
      switch kind {
      case .reversed: break
      case .closedDay:
        #expect(findings.first?.session == fault.session.advanced(by: 1), "\(fault) \(findings)")
      default:
        #expect(findings.first?.session == fault.session, "\(fault) \(findings)")
      }
    }
  }

  @Test func `a market without faults has no finding, splits and delistings notwithstanding`()
    async throws
  {
    let rehearsal = try Rehearsal(symbols: 300, faults: .none)
    for index in 0..<rehearsal.market.listingCount {
      let ticker = rehearsal.market.ticker(at: index, through: rehearsal.market.lastSession)
      guard
        rehearsal.market.index(of: ticker, through: rehearsal.market.lastSession) == index,
        rehearsal.market.life(at: index, through: rehearsal.market.lastSession) != nil
      else { continue }

      let findings = try await rehearsal.findings(of: Symbol(ticker))

      #expect(findings.isEmpty, "\(ticker): \(findings)")
    }
  }

  /// The one rule that must find a fault.
  private static func rule(of fault: PlantedFault) -> HealthFinding.Rule? {
    fault.rule.flatMap(HealthFinding.Rule.init)
  }

  /// A market behind its stand-in, in this process, and the provider that reads it.
  private struct Rehearsal {
    let market: GeneratedMarket
    let provider: FMPProvider
    let health: DataHealth

    init(symbols: Int, faults: PlantedFaults) throws {
      market = try smallMarket(symbols: symbols, faults: faults)
      let service = FMPService(market: market, options: FMPStandIn.Options(callsPerMinute: 100_000))
      let transport = RehearsalTransport(
        service, clock: ManualClock(at: Timestamp(seconds: 1_795_300_000)))
      provider = try FMPProvider(
        baseURL: "https://rehearsal.invalid/stable", key: Secret("rehearsal"),
        transport: transport)
      health = DataHealth(calendar: .xnys, through: market.lastSession)
    }

    /// Reads a symbol as ingestion does and applies the rules.
    func findings(of symbol: Symbol) async throws -> [HealthFinding] {
      let all = market.firstSession...market.lastSession
      let fetched = try await provider.bars(of: symbol, over: all)
      let actions = try await provider.corporateActions(of: symbol, over: all)
      let index = try #require(market.index(of: symbol.ticker, through: market.lastSession))
      let listing = market.listing(at: index, through: market.lastSession)
      let kinds: [InstrumentProfile.Kind] = [.stock, .etf, .fund]
      let profile = InstrumentProfile(
        symbol: symbol, name: listing.name, kind: kinds[listing.kind.rawValue],
        exchange: listing.exchange.0, listedOn: listing.first, delistedOn: listing.last,
        isActive: listing.last == nil)
      return health.findings(
        in: HealthReading(
          series: fetched.series,
          instrument: Instrument(symbol: symbol, name: listing.name, prices: .raw),
          actions: actions, notes: fetched.notes, profile: profile, second: nil,
          secondSource: nil, doubled: [:]))
    }
  }
}
