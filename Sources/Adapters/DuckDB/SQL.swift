/// A statement's text, which the source code alone can write.
///
/// It is made from literals, without interpolation, so that no value from outside ever becomes
/// part of a statement; values travel as `Parameter`s. Fixed parts can be joined with `+`.
public struct SQL: Hashable, Sendable, ExpressibleByStringLiteral {
  let text: String

  public init(stringLiteral value: StaticString) { text = value.description }

  /// Makes a statement from a literal where the type is not inferred.
  public init(_ literal: StaticString) { text = literal.description }

  private init(text: String) { self.text = text }

  /// Takes over a text that its maker has checked, such as a question to the console.
  ///
  /// - Warning: Whatever it says is done. Only a text that was parsed, and found to hold one SELECT
  ///   of what may be read, comes in here.
  public init(checked text: String) { self.text = text }

  /// Quotes a path that the program itself has made, for statements such as `COPY` that take no
  /// parameter there.
  public static func path(_ path: String) -> SQL {
    SQL(
      text: "'"
        + path.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: "''") + "'")
  }

  /// Quotes the name of a table or column that the program itself has chosen.
  public static func name(_ name: String) -> SQL {
    SQL(
      text: "\""
        + name.split(separator: "\"", omittingEmptySubsequences: false)
        .joined(separator: "\"\"") + "\"")
  }

  /// A whole number, for places that take no parameter.
  static func number(_ number: Int64) -> SQL { SQL(text: String(number)) }

  public static func + (lhs: SQL, rhs: SQL) -> SQL { SQL(text: lhs.text + rhs.text) }
}

/// A value for a `?` of a statement.
public enum Parameter: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case double(Double)
  case text(String)
  /// Days since 1970-01-01.
  case date(Int32)
  /// Microseconds since 1970-01-01T00:00:00Z.
  case timestamp(Int64)
  case blob([UInt8])
  /// A list of texts, as for `symbol = ANY(?)`.
  case texts([String])

  /// A whole number.
  public static func integer(_ value: Int) -> Parameter { .integer(Int64(value)) }
  /// Text, or null for none.
  public static func text(orNull value: String?) -> Parameter { value.map { .text($0) } ?? .null }
  /// A whole number, or null for none.
  public static func integer(orNull value: Int64?) -> Parameter {
    value.map { .integer($0) } ?? .null
  }
  /// A number, or null for none.
  public static func double(orNull value: Double?) -> Parameter {
    value.map { .double($0) } ?? .null
  }
}
