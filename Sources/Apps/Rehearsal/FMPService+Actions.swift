import Chronology
import Market

extension FMPService {
  /// Rows in one answer of a calendar at most.
  static let calendarPage = 4000

  /// Splits, dividends and delistings, by symbol and over the market.
  func actions(_ question: FMPQuestion) -> Content {
    switch question.endpoint {
    case "splits", "dividends":
      guard let symbol = question.symbol else {
        return .refused("Query Error: Missing parameter symbol")
      }
      guard let index = market.index(of: symbol, through: through) else { return .rows([]) }
      let rows = rows(at: index, over: market.firstSession...through, question.endpoint).reversed()
      return .rows(Array(rows.prefix(max(question.number("limit") ?? 1000, 0))))
    case "splits-calendar", "dividends-calendar": return calendar(of: question)
    case "delisted-companies": return .rows(delisted(question))
    default: return .none
    }
  }

  private func calendar(of question: FMPQuestion) -> Content {
    do {
      let upper = try min(question.date("to") ?? through, through)
      let lower = try question.date("from") ?? upper.advanced(by: -90)
      guard lower <= upper else { return .rows([]) }
      let kind = String(question.endpoint.dropLast("-calendar".count))
      var dated: [(day: SessionDate, row: FMPRows.Row)] = []
      for index in 0..<market.listingCount {
        guard market.life(at: index, through: through) != nil else { continue }
        let actions = market.actions(at: index, over: lower...upper, through: through)
        guard !actions.isEmpty else { continue }
        for row in rows(at: index, over: lower...upper, kind) {
          guard case .text(let date) = row[1].1, let day = SessionDate(date) else { continue }
          dated.append((day, row))
        }
      }
      // Newest first; of one day in the order of the directory.
      let sorted = dated.enumerated().sorted {
        ($1.element.day, $0.offset) < ($0.element.day, $1.offset)
      }
      return .rows(question.page(sorted.map(\.element.row), size: Self.calendarPage))
    } catch {
      return .refused("Query Error: Invalid date")
    }
  }

  /// Splits or dividends of one listing, oldest first.
  private func rows(
    at index: Int, over days: ClosedRange<SessionDate>, _ kind: String
  ) -> [FMPRows.Row] {
    let ticker = market.ticker(at: index, through: through)
    // Later splits state an amount in today's shares.
    let all = market.actions(at: index, over: days.lowerBound...through, through: through)
    var laterSplits = 1.0
    var rows: [FMPRows.Row] = []
    for action in all.reversed() {
      let isShown = days.contains(action.effectiveOn)
      switch action.kind {
      case .split(let new, let old):
        laterSplits *= new / old
        guard kind == "splits", isShown else { continue }
        rows.append([
          ("symbol", .text(ticker)), ("date", .text(action.effectiveOn.description)),
          ("numerator", .number(new)), ("denominator", .number(old)),
          ("splitType", .text("stock-split")),
        ])
      case .dividend(let amount, let payDate):
        guard kind == "dividends", isShown else { continue }
        // What the market does not know is empty, as the service leaves it.
        let isKnown = payDate > action.effectiveOn
        rows.append([
          ("symbol", .text(ticker)), ("date", .text(action.effectiveOn.description)),
          ("recordDate", .text(isKnown ? action.effectiveOn.description : "")),
          ("paymentDate", .text(isKnown ? payDate.description : "")),
          ("declarationDate", .text("")),
          ("adjDividend", .number((amount / laterSplits * 1e8).rounded() / 1e8)),
          ("dividend", .number(amount)), ("yield", .null),
          ("frequency", isKnown ? .text("Quarterly") : .null),
        ])
      }
    }
    return rows.reversed()
  }

  /// Companies that have gone, the latest first.
  private func delisted(_ question: FMPQuestion) -> [FMPRows.Row] {
    let through = self.through
    let gone = (0..<market.listingCount).compactMap { index -> (index: Int, last: SessionDate)? in
      guard let last = market.life(at: index, through: through)?.last else { return nil }
      return (index, last)
    }.sorted { ($1.last, $0.index) < ($0.last, $1.index) }
    return question.page(gone, size: 100).map { index, last in
      let own = market.listing(at: index, through: through)
      return [
        ("symbol", .text(own.ticker)), ("companyName", .text(own.name)),
        ("exchange", .text(own.exchange.0)), ("ipoDate", .text(own.first.description)),
        ("delistedDate", .text(last.description)),
      ]
    }
  }
}
