import Chronology
public import Market

extension FMPClient {
  /// Pages, parts or windows of one question, at most.
  private static let maximumPages = 2000

  /// The rows of an endpoint, however many requests they take.
  public func rows<Row: FMPRow>(
    _ endpoint: FMPEndpoint<Row>
  ) async throws(MarketDataError) -> [Row] {
    try await answer(to: endpoint).rows
  }

  /// The rows of an endpoint and how many could not be read.
  ///
  /// - Throws: `schemaDrift`, `truncated` or `malformed` with the payload; a refusal by its kind.
  public func answer<Row: FMPRow>(
    to endpoint: FMPEndpoint<Row>
  ) async throws(MarketDataError) -> FMPAnswer<Row> {
    switch endpoint.paging {
    case .whole: return try await answer(toOne: endpoint)
    case .pages: return try await numbered("page", endpoint)
    case .parts: return try await numbered("part", endpoint)
    case .windows(let range, let days, let isPaged):
      var whole = FMPAnswer<Row>()
      var start = range.lowerBound
      while start <= range.upperBound {
        let end = min(start.advanced(by: days - 1), range.upperBound)
        let window = endpoint.with("from", start).with("to", end)
        whole.append(
          isPaged ? try await numbered("page", window) : try await answer(toOne: window))
        start = end.advanced(by: 1)
      }
      return whole
    }
  }

  private func numbered<Row: FMPRow>(
    _ parameter: String, _ endpoint: FMPEndpoint<Row>
  ) async throws(MarketDataError) -> FMPAnswer<Row> {
    var whole = FMPAnswer<Row>()
    var last: String?
    for number in 0..<Self.maximumPages {
      let page = try await answer(toOne: endpoint.with(parameter, number))
      guard let first = page.rows.first else { return whole }
      // A server that does not know the parameter gives its first page for ever.
      let mark = "\(page.rows.count) \(first)"
      if mark == last { return whole }
      last = mark
      whole.append(page)
    }
    throw MarketDataError(
      .malformed, "\(endpoint.subject) has more than \(Self.maximumPages) pages.")
  }
}
