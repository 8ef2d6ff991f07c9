/// A value that crosses the API, as JSON with the property names as keys.
///
/// Instants are whole milliseconds since 1970-01-01T00:00:00Z; dates are text, `YYYY-MM-DD`; money
/// and prices are numbers in US dollars; fractions are fractions (0.05, not 5). A figure that does
/// not exist (a Sharpe ratio without variance) is null, never NaN and never zero.
public protocol Payload: Codable, Sendable {}

/// A closed set of words, written to the schema as an enumeration.
public protocol PayloadWord: Payload, RawRepresentable, CaseIterable where RawValue == String {}
