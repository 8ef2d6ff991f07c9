import Chronology
import DuckDB

extension Row {
  /// A word of a closed list, as an enumeration writes it.
  func word<Word: RawRepresentable>(
    _ column: Int
  ) throws(DuckDBError) -> Word where Word.RawValue == String {
    let text = try text(column)
    guard let word = Word(rawValue: text) else {
      throw DuckDBError(.corrupt, "\"\(text)\" is stored where one of \(Word.self) belongs.")
    }
    return word
  }

  func instant(_ column: Int) throws(DuckDBError) -> Timestamp {
    Timestamp(nanoseconds: try integer(column))
  }

  func instantOrNull(_ column: Int) throws(DuckDBError) -> Timestamp? {
    try integerOrNull(column).map { Timestamp(nanoseconds: $0) }
  }

  func session(_ column: Int) throws(DuckDBError) -> SessionDate {
    SessionDate(day: try days(column))
  }

  func sessionOrNull(_ column: Int) throws(DuckDBError) -> SessionDate? {
    try daysOrNull(column).map { SessionDate(day: $0) }
  }

  func count(_ column: Int) throws(DuckDBError) -> Int { Int(try integer(column)) }
}
