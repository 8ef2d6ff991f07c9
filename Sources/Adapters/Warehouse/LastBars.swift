import Chronology
import DuckDB
import Market

/// Finds the last bars of symbols without reading their history.
struct LastBars {
  let connection: Connection
  let count: Int

  func series(of symbols: [Symbol]) throws -> [BarSeries] {
    let held = try HoldingRows(connection: connection).holdings(of: symbols)
    var found = FoundBars()
    let newest = held.values.map(\.last.day).max() ?? 0
    // A symbol that trades has its last bars in the last weeks; those of others are looked for on
    // their own, so that one delisted symbol does not widen the search for all.
    let span = Int32(count * 7 / 5 + 5)
    let places = symbols.indices.filter { held[symbols[$0]] != nil }
    let trading = places.filter { (held[symbols[$0]]?.last.day ?? 0) > newest - 30 }
    try fill(&found, symbols, trading, held, span: span)
    let others = places.filter { (held[symbols[$0]]?.last.day ?? 0) <= newest - 30 }
    try fill(&found, symbols, others, held, span: span)
    let counts = found.counts(places: symbols.count)
    let short = places.filter { counts[$0] < min(count, held[symbols[$0]]?.bars ?? 0) }
    found.remove(short, of: symbols.count)
    try fill(&found, symbols, short, held, span: nil)
    return found.series(of: symbols, last: count)
  }

  private func fill(
    _ found: inout FoundBars, _ symbols: [Symbol], _ places: [Int], _ held: [Symbol: Holding],
    span: Int32?
  ) throws {
    guard !places.isEmpty else { return }
    let table = self.table(symbols, places, held, span: span)
    let lasts = places.compactMap { held[symbols[$0]]?.last.day }
    let firsts = places.compactMap { held[symbols[$0]]?.first.day }
    let first = span.map { (lasts.min() ?? 0) - $0 } ?? firsts.min() ?? 0
    try connection.reading(table) { rows in
      try connection.chunks(
        """
        SELECT w.place, b.session, b.open, b.high, b.low, b.close, b.volume
        FROM bars b JOIN 
        """ + " " + rows + """
           w ON w.symbol = b.symbol
          WHERE b.session BETWEEN ? AND ? AND b.session >= w.first
          """, [.date(first), .date(lasts.max() ?? 0)]
      ) { chunk in
        try chunk.appendIntegers(0, to: &found.places)
        try chunk.appendDays(1, to: &found.days)
        for column in 0..<5 { try chunk.appendDoubles(column + 2, to: &found.values[column]) }
      }
    }
  }

  private func table(
    _ symbols: [Symbol], _ places: [Int], _ held: [Symbol: Holding], span: Int32?
  ) -> MemoryTable {
    MemoryTable(
      columns: [("symbol", .text), ("first", .date), ("place", .bigInteger)],
      parts: [places.count]
    ) { writer, _, start in
      writer.texts({ symbols[places[start + $0]].ticker }, column: 0)
      writer.days(
        { row in
          let holding = held[symbols[places[start + row]]]
          let first = holding?.first.day ?? 0
          return span.map { max(first, (holding?.last.day ?? 0) - $0) } ?? first
        }, column: 1)
      writer.integers({ Int64(places[start + $0]) }, column: 2)
    }
  }
}

/// Bars of many symbols in the order in which the store gave them, by columns; a row's place is that
/// of its symbol among those asked for.
struct FoundBars {
  var places: [Int64] = []
  var days: [Int32] = []
  /// Open, high, low, close, volume.
  var values = [[Double]](repeating: [], count: 5)

  /// The number of rows of each place.
  func counts(places count: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    for place in places { counts[Int(place)] += 1 }
    return counts
  }

  /// Forgets the rows of some places.
  mutating func remove(_ removed: [Int], of count: Int) {
    guard !removed.isEmpty else { return }
    var isRemoved = [Bool](repeating: false, count: count)
    for place in removed { isRemoved[place] = true }
    let kept = places.indices.filter { !isRemoved[Int(places[$0])] }
    places = kept.map { places[$0] }
    days = kept.map { days[$0] }
    for column in values.indices { values[column] = kept.map { values[column][$0] } }
  }

  /// The last bars of each symbol, oldest first.
  func series(of symbols: [Symbol], last count: Int) -> [BarSeries] {
    // One pass gives each place its piece of one array of row numbers.
    var ends = counts(places: symbols.count)
    for place in ends.indices.dropFirst() { ends[place] += ends[place - 1] }
    var order = [Int](repeating: 0, count: days.count)
    var next = [0] + ends.dropLast()
    for row in places.indices {
      let place = Int(places[row])
      order[next[place]] = row
      next[place] += 1
    }
    return symbols.indices.map { place in
      let start = place == 0 ? 0 : ends[place - 1]
      order[start..<ends[place]].sort { days[$0] < days[$1] }
      let rows = order[max(start, ends[place] - count)..<ends[place]]
      return BarSeries(
        symbol: symbols[place], sessions: rows.map { SessionDate(day: days[$0]) },
        open: rows.map { values[0][$0] }, high: rows.map { values[1][$0] },
        low: rows.map { values[2][$0] }, close: rows.map { values[3][$0] },
        volume: rows.map { values[4][$0] })
    }
  }
}
