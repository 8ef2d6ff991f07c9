import Chronology
import DuckDB
import Market

/// Writes bars, each in the place of the one that was there.
///
/// The table has no key that would refuse a second bar of a symbol and session, for a key halves
/// the rate of loading. This is the one way in, inside a transaction on the one writer, and it
/// keeps them unique: `holdings` says where the bars of a symbol begin and end, bars beyond that
/// are appended, and anything else is staged and compared.
struct BarTable {
  let connection: Connection

  /// What a save of bars did.
  struct Saved {
    var receipt = WriteReceipt(inserted: 0, replaced: 0)
    /// The store's revision after it.
    var revision: Int64
  }

  /// Saves bars with the summaries of their symbols; belongs inside a transaction. A missing value,
  /// NaN here, becomes a null. Values replaced by others are kept as versions.
  ///
  /// - Parameters:
  ///   - reloaded: Symbols whose other bars go.
  ///   - touched: Symbols that have a new revision although their bars may be as they were.
  /// - Throws: `conflict` when a symbol comes twice; `query` for an infinite value and for a session
  ///   that no market had.
  func save(
    _ block: BarBlock, reloaded: Set<Symbol> = [], touched: Set<Symbol> = [], source: String,
    at now: Timestamp
  ) throws -> Saved {
    try BarChecks(block: block).verify()
    let block = try QuarantinedBars(connection: connection).without(block, source: source)
    let rows = HoldingRows(connection: connection)
    let revision = try StoreState.advance(on: connection)
    var draft = BarDraft(
      block: block, source: source,
      held: try rows.holdings(of: Array(reloaded.union(block.runs.map(\.symbol)))))
    let split = draft.split(reloaded: reloaded)
    if !split.appended.isEmpty {
      let order = StoredOrder(block, runs: split.appended)
      try connection.reading(order.table(source: source)) { bars in
        try connection.change("INSERT INTO bars SELECT * FROM " + bars)
      }
      for run in split.appended { draft.append(run) }
    }
    let merge = BarMerge(
      connection: connection, block: block, source: source, revision: revision, now: now)
    try merge.carryOut(split.merged, reloaded: split.reloaded, into: &draft)
    try rows.replace(draft.changed, revision: revision, at: now)
    try rows.touch(
      touched.subtracting(draft.changed.keys), revision: revision, at: now)
    try BarMonths(connection: connection).add(draft.months, revision: revision)
    return Saved(receipt: draft.receipt, revision: revision)
  }
}

/// The summaries of a batch's symbols as they become while its bars are written.
struct BarDraft {
  let block: BarBlock
  let source: String
  /// What was held before; a symbol without bars is not among them.
  let held: [Symbol: Holding]
  /// Summaries that changed; nil for a symbol that has no bars any more.
  var changed: [Symbol: Holding?] = [:]
  /// Bars on sessions that came, less those that went, by month.
  var months: [Int: Int] = [:]
  var receipt = WriteReceipt(inserted: 0, replaced: 0)

  init(block: BarBlock, source: String, held: [Symbol: Holding]) {
    self.block = block
    self.source = source
    self.held = held
  }

  /// Tells runs that lie beyond what is held from those that must be compared.
  func split(
    reloaded: Set<Symbol>
  ) -> (appended: [Int], merged: [Int], reloaded: Set<Symbol>) {
    var appended: [Int] = []
    var merged: [Int] = []
    for (index, run) in block.runs.enumerated() where !run.rows.isEmpty {
      if let holding = held[run.symbol],
        reloaded.contains(run.symbol) || holding.range.overlaps(range(of: index))
      {
        merged.append(index)
      } else {
        appended.append(index)
      }
    }
    return (appended, merged, reloaded.filter { held[$0] != nil })
  }

  func range(of run: Int) -> ClosedRange<SessionDate> {
    let rows = block.runs[run].rows
    return block.sessions[rows.lowerBound]...block.sessions[rows.upperBound - 1]
  }

  /// Takes in a run of which nothing was held.
  mutating func append(_ run: Int) {
    let rows = block.runs[run].rows
    receipt.inserted += rows.count
    let sessions = countMonths(of: rows)
    extend(run, bars: rows.count, sessions: sessions)
  }

  /// Takes in the part of a run that was not held or that changed.
  mutating func merge(_ run: Int, inserted: Int, sessions: Int, replaced: Int) {
    guard inserted + replaced > 0 else { return }
    receipt.inserted += inserted
    receipt.replaced += replaced
    extend(run, bars: inserted, sessions: sessions)
  }

  /// Puts a run in the place of everything that was held of its symbol.
  mutating func reload(_ run: Int) {
    let days = CalendarDays.xnys
    let rows = block.runs[run].rows
    let range = range(of: run)
    let sessions = rows.count { days.isSession(block.sessions[$0]) }
    changed[block.runs[run].symbol] = Holding(
      first: range.lowerBound, last: range.upperBound, bars: rows.count, sessions: sessions,
      source: source)
  }

  private mutating func extend(_ run: Int, bars: Int, sessions: Int) {
    let range = range(of: run)
    let symbol = block.runs[run].symbol
    guard var holding = held[symbol] else {
      changed[symbol] = Holding(
        first: range.lowerBound, last: range.upperBound, bars: bars, sessions: sessions,
        source: source)
      return
    }
    holding.first = min(holding.first, range.lowerBound)
    if range.upperBound >= holding.last {
      holding.last = range.upperBound
      holding.source = source
    }
    holding.bars += bars
    holding.sessions += sessions
    changed[symbol] = holding
  }

  /// Counts the bars on sessions into their months, and returns how many there are.
  private mutating func countMonths(of rows: Range<Int>) -> Int {
    let days = CalendarDays.xnys
    var sessions = 0
    var month = -1
    var inMonth = 0
    for row in rows where days.isSession(block.sessions[row]) {
      let next = days.month(of: block.sessions[row])
      if next != month {
        if inMonth > 0 { months[month, default: 0] += inMonth }
        month = next
        inMonth = 0
      }
      inMonth += 1
      sessions += 1
    }
    if inMonth > 0 { months[month, default: 0] += inMonth }
    return sessions
  }
}

/// What bars must be before anything of them is written.
struct BarChecks {
  let block: BarBlock

  func verify() throws(StoreError) {
    var seen: Set<Symbol> = []
    for run in block.runs where !seen.insert(run.symbol).inserted {
      throw StoreError(
        .conflict, "\(run.symbol) comes twice in one batch of bars.",
        remedy: "Put all bars of a symbol into one series.")
    }
    for run in block.runs { try verify(run) }
    for (name, column) in [
      ("open", block.open), ("high", block.high), ("low", block.low), ("close", block.close),
      ("volume", block.volume),
    ] {
      guard let row = column.firstIndex(where: \.isInfinite) else { continue }
      let symbol = block.runs.first { $0.rows.contains(row) }?.symbol
      throw StoreError(
        .query,
        "The \(name) of \(symbol?.ticker ?? "no symbol") on \(block.sessions[row]) is infinite.",
        remedy: "Correct it at its source; infinite values are not stored.")
    }
  }

  private func verify(_ run: BarBlock.Run) throws(StoreError) {
    guard !run.rows.isEmpty else { return }
    for row in run.rows.dropFirst() where block.sessions[row - 1] >= block.sessions[row] {
      throw StoreError(
        .conflict,
        "The bars of \(run.symbol) do not rise: \(block.sessions[row]) follows "
          + "\(block.sessions[row - 1]).",
        remedy: "Sort them by session, one bar each.")
    }
    for session in [block.sessions[run.rows.lowerBound], block.sessions[run.rows.upperBound - 1]]
    where !CalendarDays.bounds.contains(session) {
      throw StoreError(
        .query, "There is a bar of \(run.symbol) on \(session), when no market traded.",
        remedy: "Correct its date at its source.")
    }
  }
}
