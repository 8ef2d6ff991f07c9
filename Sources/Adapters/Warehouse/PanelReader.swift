import Chronology
import DuckDB
import Fingerprint
import Market

/// What a panel is asked for with.
struct PanelRequest: Hashable, Sendable {
  let field: BarField
  let symbols: [Symbol]
  let sessions: ClosedRange<SessionDate>
  let adjustment: Adjustment

  /// True for a panel that takes longer to read from the bars than from a file of its own.
  var isWorthKeeping: Bool {
    symbols.count * TradingCalendar.xnys.count(in: sessions) >= 100_000
  }
}

/// Lays one field of many symbols out over time, straight from the chunks of one scan.
struct PanelReader {
  let connection: Connection

  func panel(_ request: PanelRequest) throws -> Panel {
    let instruments = try BarReader(connection: connection).instruments(of: request.symbols)
    guard request.adjustment != .raw else { return try raw(request.field, request) }
    let actions = try ActionTable(connection: connection).actions(
      of: request.symbols, over: request.sessions)
    let panel = try raw(request.field, request)
    guard !actions.isEmpty, !panel.sessions.isEmpty else { return panel }
    let closes =
      request.adjustment == .totalReturn && request.field != .close
      ? try raw(.close, request) : panel
    return try PanelAdjustment(
      request: request, instruments: instruments, actions: actions, closes: closes
    ).adjusted(panel)
  }

  /// Names a panel by everything that its values depend on: SHA-256 over the store's identity, the
  /// request, and of each symbol how its prices are to be read and the revision of its last change.
  func name(of request: PanelRequest) throws -> String {
    var digest = SHA256()
    let lineage = try StoreState.read(on: connection).lineage
    digest.update(
      "qs.panel.1\n\(lineage)\n\(request.field)\n\(request.adjustment)\n\(request.sessions)\n")
    let places = PlaceTable(symbols: request.symbols)
    var bases = [String](repeating: "", count: request.symbols.count)
    var revisions = [Int64](repeating: -1, count: request.symbols.count)
    try connection.reading(places.table) { rows in
      try connection.chunks(
        "SELECT p.place, h.revision, i.prices FROM " + rows + """
           p JOIN instruments i ON i.symbol = p.symbol
            LEFT JOIN holdings h ON h.symbol = p.symbol
          """
      ) { chunk in
        for row in chunk.rows {
          let place = try row.count(0)
          revisions[place] = try row.integerOrNull(1) ?? 0
          bases[place] = try row.text(2)
        }
      }
    }
    for (place, symbol) in request.symbols.enumerated() {
      digest.update("\(symbol) \(revisions[place]) \(bases[place])\n")
    }
    return SHA256.text(of: digest.finalize())
  }

  /// One field as it is stored, over the sessions on which any of the symbols has a bar.
  private func raw(_ field: BarField, _ request: PanelRequest) throws -> Panel {
    var places: [Int64] = []
    var days: [Int32] = []
    var values: [Double] = []
    try connection.reading(PlaceTable(symbols: request.symbols).table) { rows in
      try connection.chunks(
        "SELECT p.place, b.session, b." + Self.column(field) + " FROM bars b JOIN " + rows + """
           p ON p.symbol = b.symbol
            WHERE b.session BETWEEN ? AND ?
          """,
        [.date(request.sessions.lowerBound.day), .date(request.sessions.upperBound.day)]
      ) { chunk in
        try chunk.appendIntegers(0, to: &places)
        try chunk.appendDays(1, to: &days)
        try chunk.appendDoubles(2, to: &values)
      }
    }
    return Self.laidOut(places, days, values, symbols: request.symbols)
  }

  private static func laidOut(
    _ places: [Int64], _ days: [Int32], _ values: [Double], symbols: [Symbol]
  ) -> Panel {
    guard let first = days.min(), let last = days.max() else {
      return Panel(sessions: [], symbols: symbols, values: [])
    }
    var rows = [Int](repeating: -1, count: Int(last - first) + 1)
    for day in days { rows[Int(day - first)] = 0 }
    var sessions: [SessionDate] = []
    for offset in rows.indices where rows[offset] == 0 {
      rows[offset] = sessions.count * symbols.count
      sessions.append(SessionDate(day: first + Int32(offset)))
    }
    var cells = [Double](repeating: .nan, count: sessions.count * symbols.count)
    cells.withUnsafeMutableBufferPointer { cells in
      for index in values.indices {
        cells[rows[Int(days[index] - first)] + Int(places[index])] = values[index]
      }
    }
    return Panel(sessions: sessions, symbols: symbols, values: cells)
  }

  private static func column(_ field: BarField) -> SQL {
    switch field {
    case .open: "open"
    case .high: "high"
    case .low: "low"
    case .close: "close"
    case .volume: "volume"
    }
  }
}

/// Symbols with their place in a request, as a table that a statement reads.
struct PlaceTable {
  let symbols: [Symbol]

  var table: MemoryTable {
    let symbols = symbols
    return MemoryTable(
      columns: [("symbol", .text), ("place", .bigInteger)], parts: [symbols.count]
    ) { writer, _, start in
      writer.texts({ symbols[start + $0].ticker }, column: 0)
      writer.integers({ Int64(start + $0) }, column: 1)
    }
  }
}

/// Adjusts a panel column by column; only columns with corporate actions are touched.
struct PanelAdjustment {
  let request: PanelRequest
  let instruments: [Instrument]
  let actions: [CorporateAction]
  /// Raw closes, over the sessions of the panel.
  let closes: Panel

  func adjusted(_ panel: Panel) throws -> Panel {
    var values = panel.values
    let width = panel.symbols.count
    let bySymbol = Dictionary(grouping: actions, by: \.symbol)
    for (column, instrument) in instruments.enumerated() where instrument.prices == .raw {
      guard let actions = bySymbol[instrument.symbol] else { continue }
      let factors = try factors(of: instrument.symbol, column, by: actions)
      for row in panel.sessions.indices where factors[row] != 1 {
        values[row * width + column] *= factors[row]
      }
    }
    return Panel(sessions: panel.sessions, symbols: panel.symbols, values: values)
  }

  private func factors(
    of symbol: Symbol, _ column: Int, by actions: [CorporateAction]
  ) throws -> [Double] {
    let width = closes.symbols.count
    let series = BarSeries(
      symbol: symbol, sessions: closes.sessions,
      closes: closes.sessions.indices.map { closes.values[$0 * width + column] })
    do throws(AdjustmentFault) {
      let factors = try series.adjustmentFactors(
        request.adjustment, by: actions, asOf: request.sessions.upperBound)
      return request.field == .volume ? factors.volume : factors.price
    } catch {
      throw StoreError(adjusting: error)
    }
  }
}

extension StoreError {
  /// An action that does not fit the prices it belongs to.
  init(adjusting fault: AdjustmentFault) {
    self.init(
      .conflict,
      "The action of \(fault.symbol) on \(fault.effectiveOn) does not fit its prices: "
        + fault.message,
      remedy: "Read raw prices, or correct the action by ingesting it again.")
  }
}
