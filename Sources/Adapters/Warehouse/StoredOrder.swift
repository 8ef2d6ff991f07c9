import Chronology
import DuckDB
import Market

/// Rows of a block in the order in which they are stored: by year, then symbol, then session.
///
/// A query for recent sessions then skips the stretches of former years, which DuckDB tells from
/// the least and greatest session of each; and a symbol's bars of a year still lie together.
struct StoredOrder: Sendable {
  /// Rows of one run in one year.
  private struct Piece {
    let year: Int
    let run: Int
    let rows: Range<Int>
  }

  /// Rows that DuckDB compresses together; a part of the table for each, so that threads that fill
  /// parts side by side do not mix years.
  private static let group = 122_880

  let block: BarBlock
  /// The number of rows.
  let count: Int
  private let pieces: [Piece]
  /// The number of the first row of each piece.
  private let starts: [Int]

  /// - Parameter runs: Which runs of the block; distinct.
  init(_ block: BarBlock, runs: [Int]) {
    let days = CalendarDays.xnys
    let sorted = runs.sorted { block.runs[$0].symbol < block.runs[$1].symbol }
    var pieces: [Piece] = []
    for run in sorted {
      let rows = block.runs[run].rows
      var start = rows.lowerBound
      while start < rows.upperBound {
        let year = days.year(of: block.sessions[start])
        var end = start + 1
        while end < rows.upperBound, days.year(of: block.sessions[end]) == year { end += 1 }
        pieces.append(Piece(year: year, run: run, rows: start..<end))
        start = end
      }
    }
    // Sorting keeps equal years in their order only when that order is part of the key.
    let order = pieces.indices.sorted { (pieces[$0].year, $0) < (pieces[$1].year, $1) }
    self.block = block
    self.pieces = order.map { pieces[$0] }
    var starts: [Int] = []
    var count = 0
    for piece in self.pieces {
      starts.append(count)
      count += piece.rows.count
    }
    self.starts = starts
    self.count = count
  }

  /// As rows of the table `bars`.
  func table(source: String) -> MemoryTable {
    MemoryTable(
      columns: [
        ("symbol", .text), ("session", .date), ("open", .double), ("high", .double),
        ("low", .double), ("close", .double), ("volume", .double), ("source", .text),
      ], parts: parts
    ) { writer, part, start in
      eachStretch(writer.rows, from: part * Self.group + start) { run, rows, row in
        writeBars(run, rows, row, to: writer, column: 0)
      }
      writer.text(source, column: 7)
    }
  }

  /// As rows of the table `bars` with the number of their run in place of the source, and the month
  /// of their session, null for a day that is no session.
  var staged: MemoryTable {
    MemoryTable(
      columns: [
        ("symbol", .text), ("session", .date), ("open", .double), ("high", .double),
        ("low", .double), ("close", .double), ("volume", .double), ("run", .bigInteger),
        ("month", .bigInteger),
      ], parts: parts
    ) { writer, part, start in
      var places = [(run: Int, session: SessionDate)](
        repeating: (0, CalendarDays.bounds.lowerBound), count: writer.rows)
      eachStretch(writer.rows, from: part * Self.group + start) { run, rows, row in
        writeBars(run, rows, row, to: writer, column: 0)
        for offset in 0..<rows.count {
          places[row + offset] = (run, block.sessions[rows.lowerBound + offset])
        }
      }
      let days = CalendarDays.xnys
      writer.integers({ Int64(places[$0].run) }, column: 7)
      writer.integers(
        { row in
          let session = places[row].session
          return days.isSession(session) ? Int64(days.month(of: session)) : nil
        }, column: 8)
    }
  }

  private var parts: [Int] {
    stride(from: 0, to: count, by: Self.group).map { min(Self.group, count - $0) }
  }

  /// Calls `body` with each run, the rows of it that belong to the chunk, and where they go.
  private func eachStretch(
    _ rows: Int, from first: Int, _ body: (_ run: Int, _ rows: Range<Int>, _ row: Int) -> Void
  ) {
    var piece = self.piece(of: first)
    var done = 0
    while done < rows {
      let start = pieces[piece].rows.lowerBound + first + done - starts[piece]
      let end = min(pieces[piece].rows.upperBound, start + rows - done)
      body(pieces[piece].run, start..<end, done)
      done += end - start
      piece += 1
    }
  }

  /// The last piece that begins at or before row `row`.
  private func piece(of row: Int) -> Int {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= row { low = middle } else { high = middle }
    }
    return low
  }

  private func writeBars(
    _ run: Int, _ rows: Range<Int>, _ row: Int, to writer: ChunkWriter, column: Int
  ) {
    writer.text(block.runs[run].symbol.ticker, rows: row..<(row + rows.count), column: column)
    writer.days({ block.sessions[rows.lowerBound + $0].day }, count: rows.count, toRow: row,
      column: column + 1)
    for (offset, values) in [block.open, block.high, block.low, block.close, block.volume]
      .enumerated()
    {
      writer.doubles(values, rows, toRow: row, column: column + 2 + offset)
    }
  }
}
