import Foundation

/// The R3 reference set and the plain generator of the known answers.
enum Reference {
  static var folder: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/golden/R3")
  }

  static func json<Content: Decodable>(_ file: String, as: Content.Type) throws -> Content {
    try JSONDecoder().decode(Content.self, from: Data(contentsOf: folder.appending(path: file)))
  }

  /// Returns the columns of a CSV file after the first, top to bottom.
  static func columns(_ file: String) throws -> [[Double]] {
    let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
    let rows = try text.split(whereSeparator: \.isNewline).dropFirst().map { line in
      try line.split(separator: ",").dropFirst().map { cell in
        guard let value = Double(cell) else { throw CocoaError(.fileReadCorruptFile) }
        return value
      }
    }
    return (0..<(rows.first?.count ?? 0)).map { column in rows.map { $0[column] } }
  }

  static func returns() throws -> [Double] { try columns("returns_SP500_2014_2018.csv")[0] }
}

/// s ← (1103515245 s + 12345) mod 2³¹; u = s ÷ 2³¹: what the known answers were computed from.
struct PlainGenerator {
  var state: UInt64

  mutating func next() -> Double {
    state = (1_103_515_245 &* state &+ 12345) % (1 << 31)
    return Double(state) / Double(1 << 31)
  }

  /// `count` uniform numbers less one half.
  mutating func centred(_ count: Int) -> [Double] { (0..<count).map { _ in next() - 0.5 } }

  /// y ← y ÷ 2 + (u − ½) from y = 0, whose own draw is unused.
  mutating func autoregressive(_ count: Int) -> [Double] {
    _ = next()
    var value = 0.0
    return (0..<count).map { index in
      if index > 0 { value = 0.5 * value + next() - 0.5 }
      return value
    }
  }
}

func agrees(_ figure: Double?, _ expected: Double, within tolerance: Double) -> Bool {
  guard let figure else { return false }
  return abs(figure - expected) <= tolerance * max(1, abs(expected))
}
