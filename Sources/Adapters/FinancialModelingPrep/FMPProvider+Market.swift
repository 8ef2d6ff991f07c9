public import Chronology
public import Market

extension FMPProvider: MarketWideProvider {
  /// Days that a calendar is asked for at once.
  private static let calendarDays = 90
  /// Rows of which a page of a calendar is a multiple.
  private static let pageRows = 1000

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
  /// A symbol whose terms cannot be (a split of nothing, two splits on one day) is noted and left to
  /// `corporateActions`.
  public func marketActions(
    over sessions: ClosedRange<SessionDate>
  ) async throws(MarketDataError) -> MarketActions {
    let splits = try await client.answer(
      to: .splitsCalendar(over: sessions, days: Self.calendarDays))
    let dividends = try await client.answer(
      to: .dividendsCalendar(over: sessions, days: Self.calendarDays))
    var found = MarketActions(
      actions: [], isWhole: Self.isWhole(splits) && Self.isWhole(dividends))
    for (symbol, rows) in Self.bySymbol(splits.rows, \.symbol) {
      do throws(MarketDataError) {
        found.actions += try FMPActions.splits(rows, of: symbol)
      } catch {
        found.notes.append(Self.note(of: error, symbol, rows.map(\.date).min()))
      }
    }
    for (symbol, rows) in Self.bySymbol(dividends.rows, \.symbol) {
      do throws(MarketDataError) {
        found.actions += try FMPActions.dividends(rows, of: symbol)
      } catch {
        found.notes.append(Self.note(of: error, symbol, rows.map(\.date).min()))
      }
    }
    found.actions = found.actions
      .filter { sessions.contains($0.effectiveOn) }
      .sorted {
        ($0.effectiveOn, $0.symbol, $0.cashAmount ?? -1)
          < ($1.effectiveOn, $1.symbol, $1.cashAmount ?? -1)
      }
    return found
  }

  /// Whether a calendar holds every row. A server that knows no pages gives its first one, which is
  /// a round number of rows.
  private static func isWhole<Row: FMPRow>(_ answer: FMPAnswer<Row>) -> Bool {
    answer.unreadable == 0 && !answer.mayBeCut
      && (answer.rows.isEmpty || !answer.rows.count.isMultiple(of: pageRows))
  }

  private static func note(
    of error: MarketDataError, _ symbol: Symbol, _ session: SessionDate?
  ) -> SourceNote {
    SourceNote(symbol: symbol, session: session, kind: .unreadableRow, detail: error.message)
  }

  private static func bySymbol<Row>(
    _ rows: [Row], _ ticker: (Row) -> String
  ) -> [(symbol: Symbol, rows: [Row])] {
    Dictionary(grouping: rows, by: ticker)
      .compactMap { ticker, rows in Symbol(validating: ticker).map { ($0, rows) } }
      .sorted { $0.0 < $1.0 }
  }
}
