import Chronology
import Foundation
import Performance

/// The R3 reference set: index returns and what empyrical, arch and SciPy made of them.
enum GoldenReturns {
  struct Pair {
    let own: ReturnSeries
    let benchmark: [Double]
  }

  static let names = ["SP500_2001_2005", "NASDAQ_2006_2010", "SP500_2014_2018"]

  static var folder: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/golden/R3")
  }

  static func returns(_ name: String) throws -> Pair {
    let text = try String(
      contentsOf: folder.appending(path: "returns_\(name).csv"), encoding: .utf8)
    var sessions: [SessionDate] = []
    var own: [Double] = []
    var benchmark: [Double] = []
    for line in text.split(whereSeparator: \.isNewline).dropFirst() {
      let cells = line.split(separator: ",")
      guard cells.count == 3, let session = SessionDate(String(cells[0])),
        let first = Double(cells[1]), let second = Double(cells[2])
      else { throw CocoaError(.fileReadCorruptFile) }
      sessions.append(session)
      own.append(first)
      benchmark.append(second)
    }
    return Pair(own: ReturnSeries(sessions: sessions, returns: own), benchmark: benchmark)
  }

  static func json<Content: Decodable>(_ file: String, as: Content.Type) throws -> Content {
    try JSONDecoder().decode(
      Content.self, from: Data(contentsOf: folder.appending(path: file)))
  }
}

/// Whether two figures agree to nine digits or nine decimals.
func agrees(_ figure: Double?, _ expected: Double?, within tolerance: Double = 1e-9) -> Bool {
  guard let figure, let expected else { return false }
  return abs(figure - expected) <= tolerance * max(1, abs(expected))
}
