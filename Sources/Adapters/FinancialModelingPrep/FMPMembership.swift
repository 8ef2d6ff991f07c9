import Chronology
import Market

/// Turns an index's constituents and its changes into stretches of membership.
///
/// The list of today is walked backwards through the changes: whoever was added leaves the list on
/// the way back, whoever was removed comes back into it. What is still on the list at the end
/// belonged before the history begins.
struct FMPMembership {
  /// Members at the instant the walk has reached, with the first session on which each no longer
  /// belongs; nil for those who still do.
  private var members: [Symbol: SessionDate?] = [:]
  private var stretches: [IndexMembership] = []

  /// Every stretch, by symbol, then date; stretches of one symbol do not overlap.
  static func stretches(
    current: [FMPConstituent], changes: [FMPConstituentChange]
  ) -> [IndexMembership] {
    var walk = FMPMembership()
    for row in current {
      guard let symbol = Symbol(validating: row.symbol) else { continue }
      walk.members[symbol] = .some(nil)
    }
    // A pair of changes of one day may come as one row with both sides or as two rows with one.
    let newestFirst = Dictionary(grouping: changes, by: \.date).sorted { $0.key > $1.key }
    for (date, rows) in newestFirst { walk.undo(rows, on: date) }
    for (symbol, until) in walk.members {
      walk.stretches.append(IndexMembership(symbol: symbol, from: nil, until: until))
    }
    return walk.stretches.sorted {
      ($0.symbol, $0.from?.day ?? .min) < ($1.symbol, $1.from?.day ?? .min)
    }
  }

  private mutating func undo(_ rows: [FMPConstituentChange], on date: SessionDate) {
    let added = Set(rows.compactMap { $0.symbol.flatMap { Symbol(validating: $0) } })
    let removed = Set(rows.compactMap { $0.removedTicker.flatMap { Symbol(validating: $0) } })
    // Who is named on both sides of one day neither came nor left.
    for symbol in added.subtracting(removed) {
      // A change of someone who is not on the list is of a former name: nothing to undo.
      guard let until = members.removeValue(forKey: symbol) else { continue }
      stretches.append(IndexMembership(symbol: symbol, from: date, until: until))
    }
    // Who is on the list already cannot have left on this day under this name.
    for symbol in removed.subtracting(added) where members[symbol] == nil {
      members[symbol] = .some(date)
    }
  }
}
