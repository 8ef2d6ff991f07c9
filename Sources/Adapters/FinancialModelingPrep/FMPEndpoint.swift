import Chronology
import Market

/// One question to the service: a path, its parameters, how its answer is cut, the rows it gives.
///
///     let splits = try await client.rows(.splits(of: "AAPL"))
public struct FMPEndpoint<Row: FMPRow>: Sendable {
  /// How a long answer comes.
  enum Paging: Sendable {
    /// At once.
    case whole
    /// `page=0,1,…` until a page is empty or brings nothing new.
    case pages
    /// `part=0,1,…` until a part is empty or refused as bad.
    case parts
    /// `from` and `to`, at most so many days apart; each window may have pages.
    case windows(ClosedRange<SessionDate>, days: Int, isPaged: Bool)
  }
  let path: String
  var symbol: Symbol?
  var parameters: [(name: String, value: String)] = []
  var isCSV = false
  var paging = Paging.whole

  /// Sets a parameter unless the value is nil.
  func with(_ name: String, _ value: (some CustomStringConvertible)?) -> FMPEndpoint {
    guard let value else { return self }
    var endpoint = self
    endpoint.parameters.removeAll { $0.name == name }
    endpoint.parameters.append((name, value.description))
    return endpoint
  }

  /// The value of a parameter.
  func value(of name: String) -> String? { parameters.first { $0.name == name }?.value }

  /// What a message may say of it.
  var subject: String { symbol.map { "FMP \(path) of \($0)" } ?? "FMP \(path)" }
}
