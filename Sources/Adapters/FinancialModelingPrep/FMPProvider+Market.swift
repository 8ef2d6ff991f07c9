public import Chronology
public import Market

extension FMPProvider: MarketWideProvider {
  /// Days that a calendar is asked for at once.
  private static let calendarDays = 90

  /// The bar of every listed symbol on one session, of `eod-bulk`, which needs a plan with bulks.
  public func marketBars(
    on session: SessionDate
  ) async throws(MarketDataError) -> MarketSession {
    let endpoint = FMPEndpoint<FMPColumns>.marketDay(session)
    let body = try await client.body(of: endpoint)
    do {
      return try FMPMarketDay.read(body.starts(with: [0x5B]) ? [] : body, on: session)
    } catch {
      throw error.error(of: "\(endpoint.subject) on \(session)", payload: body)
    }
  }

  /// Every listed symbol's splits and dividends of the calendars.
  ///
  /// A symbol whose terms cannot be (a split of nothing, two splits on one day) is left to
  /// `corporateActions`, which says so.
  public func marketActions(
    over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> [CorporateAction] {
    let splits = try await client.rows(.splitsCalendar(over: sessions, days: Self.calendarDays))
    let dividends = try await client.rows(
      .dividendsCalendar(over: sessions, days: Self.calendarDays))
    var actions: [CorporateAction] = []
    for (symbol, rows) in Self.bySymbol(splits, \.symbol) {
      do throws(MarketDataError) {
        actions += try FMPActions.splits(rows, of: symbol)
      } catch {
        continue
      }
    }
    for (symbol, rows) in Self.bySymbol(dividends, \.symbol) {
      do throws(MarketDataError) {
        actions += try FMPActions.dividends(rows, of: symbol)
      } catch {
        continue
      }
    }
    return
      actions
      .filter { sessions.contains($0.effectiveOn) }
      .sorted {
        ($0.effectiveOn, $0.symbol, $0.cashAmount ?? -1)
          < ($1.effectiveOn, $1.symbol, $1.cashAmount ?? -1)
      }
  }

  private static func bySymbol<Row>(
    _ rows: [Row], _ ticker: (Row) -> String
  ) -> [(symbol: Symbol, rows: [Row])] {
    Dictionary(grouping: rows, by: ticker)
      .compactMap { ticker, rows in Symbol(validating: ticker).map { ($0, rows) } }
      .sorted { $0.0 < $1.0 }
  }
}
