import Chronology
import Market
import Synchronization
import Wire

/// A provider for the whole market whose truth a test can move on and whose answers it can spoil.
///
/// One by one it gives prices as traded; for a session of the whole market it gives them in the terms
/// of its last session, as sources of such answers do.
final class ScriptedMarket: MarketWideProvider {
  /// What it was asked.
  enum Question: Hashable, Sendable {
    case bars(Symbol, ClosedRange<SessionDate>)
    case actions(Symbol)
    case session(SessionDate)
    case calendar
  }

  /// What spoils an answer.
  enum Fault: Hashable, Sendable {
    case error(MarketDataError)
    /// The newest bars are missing, or part of the market's rows; nothing says so.
    case partial
    /// Nothing at all, though there is something.
    case nothing
    /// Rows come twice.
    case doubled
    /// Another symbol, or another session.
    case misplaced
  }

  struct State {
    var series: [Symbol: BarSeries] = [:]
    var actions: [CorporateAction] = []
    /// Nothing later is given.
    var through: SessionDate
    /// The day in whose terms the whole market's answers are; nil for the last session's.
    var terms: SessionDate?
    /// What the answers for the whole market say above the closes of the histories.
    var marketExcess: [Symbol: Double] = [:]
    /// Not in the answers for the whole market.
    var notInMarket: Set<Symbol> = []
    /// Not in the list of instruments.
    var unlisted: Set<Symbol> = []
  }

  let name = "scripted"
  private let state: Mutex<State>
  private let log = Mutex<[(question: Question, at: Timestamp)]>([])
  private let clock: any WallClock
  private let limiter: RateLimiter?
  /// Called with the last session given, after a call's turn has come and before it is answered.
  private let spoil: @Sendable (Question, SessionDate) async -> Fault?

  init(
    _ state: State, clock: any WallClock, limiter: RateLimiter? = nil,
    spoil: @escaping @Sendable (Question, SessionDate) async -> Fault? = { _, _ in nil }
  ) {
    self.state = Mutex(state)
    self.clock = clock
    self.limiter = limiter
    self.spoil = spoil
  }

  var asked: [Question] { log.withLock { $0.map(\.question) } }
  var askedAt: [Timestamp] { log.withLock { $0.map(\.at) } }
  var truth: State { state.withLock { $0 } }

  /// Changes what is true.
  func change(_ body: (inout State) -> Void) { state.withLock { body(&$0) } }

  private func ask(_ question: Question) async throws(MarketDataError) -> Fault? {
    do {
      try await limiter?.acquire()
    } catch {
      throw MarketDataError(.cancelled, "Cancelled while it waited for its turn.")
    }
    log.withLock { $0.append((question, clock.now)) }
    let fault = await spoil(question, truth.through)
    if case .error(let error) = fault { throw error }
    return fault
  }

  func instruments() async throws(MarketDataError) -> [Instrument] {
    let state = truth
    return state.series.keys.filter { !state.unlisted.contains($0) }.sorted().map {
      Instrument(symbol: $0, name: $0.ticker, prices: .raw)
    }
  }

  func bars(
    of symbol: Symbol, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> FetchedBars {
    let fault = try await ask(.bars(symbol, sessions))
    let state = truth
    let all = state.series[symbol] ?? BarSeries(emptyOf: symbol)
    let end = min(sessions.upperBound, state.through)
    guard sessions.lowerBound <= end else { return FetchedBars(BarSeries(emptyOf: symbol)) }
    let answer = all.within(sessions.lowerBound...end)
    switch fault {
    case .partial:
      let published = max(sessions.lowerBound, state.through.advanced(by: -2))
      return FetchedBars(answer.within(sessions.lowerBound...published))
    case .nothing: return FetchedBars(BarSeries(emptyOf: symbol))
    case .misplaced: return FetchedBars(BarSeries(emptyOf: "OTHER"))
    case .doubled, .error, nil: return FetchedBars(answer)
    }
  }

  func corporateActions(
    of symbol: Symbol, over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> [CorporateAction] {
    _ = try await ask(.actions(symbol))
    let state = truth
    return state.actions.filter {
      $0.symbol == symbol && sessions.contains($0.effectiveOn) && $0.effectiveOn <= state.through
    }
  }

  func marketBars(on session: SessionDate) async throws(MarketDataError) -> MarketSession {
    let fault = try await ask(.session(session))
    let state = truth
    var block = BarBlock()
    guard session <= state.through, fault != .nothing else {
      return MarketSession(session: session, bars: block)
    }
    for (index, symbol) in state.series.keys.sorted().enumerated() {
      if fault == .partial, index % 3 == 1 { continue }
      if state.notInMarket.contains(symbol) { continue }
      guard let row = state.series[symbol]?.within(session...session), row.count == 1 else {
        continue
      }
      let ratio = state.actions.filter {
        $0.symbol == symbol && $0.effectiveOn > session
          && $0.effectiveOn <= state.terms ?? state.through
      }.reduce(1) { $0 * ($1.splitRatio ?? 1) }
      for _ in 0..<(fault == .doubled ? 2 : 1) {
        block.append(
          symbol, session, open: row.open[0] * ratio, high: row.high[0] * ratio,
          low: row.low[0] * ratio,
          close: row.close[0] * ratio + state.marketExcess[symbol, default: 0],
          volume: row.volume[0] / ratio)
      }
    }
    let stated = fault == .misplaced ? session.advanced(by: 1) : session
    return MarketSession(session: stated, bars: block)
  }

  func marketActions(
    over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> MarketActions {
    _ = try await ask(.calendar)
    let state = truth
    return MarketActions(
      actions: state.actions.filter {
        sessions.contains($0.effectiveOn) && $0.effectiveOn <= state.terms ?? state.through
      }.sorted { ($0.effectiveOn, $0.symbol) < ($1.effectiveOn, $1.symbol) })
  }
}

extension BarSeries {
  /// The same bars with another close on one session.
  func with(close: Double, on session: SessionDate) -> BarSeries {
    let index = firstIndex(from: session)
    var closes = self.close
    closes[index] = close
    return BarSeries(
      symbol: symbol, sessions: sessions, open: open, high: high, low: low, close: closes,
      volume: volume)
  }

  /// The same bars but for one session.
  func without(_ session: SessionDate) -> BarSeries {
    let kept = sessions.indices.filter { sessions[$0] != session }
    return BarSeries(
      symbol: symbol, sessions: kept.map { sessions[$0] }, open: kept.map { open[$0] },
      high: kept.map { high[$0] }, low: kept.map { low[$0] }, close: kept.map { close[$0] },
      volume: kept.map { volume[$0] })
  }
}
