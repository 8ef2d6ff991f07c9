import Chronology
import Market

/// Gathers what was odd about an answer, so that notes stay few however many rows are odd.
struct FMPNotes {
  /// Duplicates are noted one by one up to so many.
  private static let maximumDuplicates = 20

  private struct Oddity {
    var count = 0
    var first: SessionDate?
    var detail = ""
  }

  let symbol: Symbol
  private var oddities: [SourceNote.Kind: Oddity] = [:]
  private var duplicates: [SourceNote] = []

  init(symbol: Symbol) { self.symbol = symbol }

  /// Counts one oddity; the words are taken of the first only.
  mutating func add(
    _ kind: SourceNote.Kind, on session: SessionDate?, _ detail: @autoclosure () -> String
  ) {
    var oddity = oddities[kind] ?? Oddity()
    oddity.count += 1
    if oddity.count == 1 { oddity.detail = detail() }
    if let session { oddity.first = oddity.first.map { min($0, session) } ?? session }
    oddities[kind] = oddity
  }

  /// Notes a row left out because another of its session and symbol came before.
  mutating func addDuplicate(of symbol: Symbol, on session: SessionDate, _ detail: String) {
    guard duplicates.count < Self.maximumDuplicates else {
      return add(.duplicateSession, on: session, "beyond those noted one by one")
    }
    duplicates.append(
      SourceNote(symbol: symbol, session: session, kind: .duplicateSession, detail: detail))
  }

  /// The notes in the order of their kinds.
  var notes: [SourceNote] {
    duplicates
      + SourceNote.Kind.allCases.compactMap { kind in
        oddities[kind].map { oddity in
          let rows = oddity.count == 1 ? "1 row" : "\(oddity.count) rows"
          return SourceNote(
            symbol: symbol, session: oddity.first, kind: kind, detail: "\(rows): \(oddity.detail)")
        }
      }
  }
}
