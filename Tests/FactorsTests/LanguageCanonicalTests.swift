import Factors
import Testing

/// One text and one hash for all ways to write the same factor.
@Suite struct LanguageCanonicalTests {
  private func canonical(_ text: String) throws -> String {
    try FactorExpression(parsing: text).canonical
  }

  @Test(
    arguments: [
      ("open - close", "((-1 * close) + open)"),
      ("-close", "(-1 * close)"),
      ("-(-close)", "close"),
      ("close * 1", "close"),
      ("close + 0", "close"),
      ("close * (2 + 3)", "(5 * close)"),
      ("close - 3", "(-3 + close)"),
      ("-(2 * close)", "(-2 * close)"),
      ("volume * close", "(close * volume)"),
      ("volume > close", "(close < volume)"),
      ("volume >= close", "(close <= volume)"),
      ("correlation(volume, close, 5)", "correlation(close, volume, 5)"),
      ("rank(rank(close))", "rank(close)"),
      ("rank(2 * close)", "rank(close)"),
      ("rank(rank(3 * close) * 2)", "rank(close)"),
      ("rank(-2 * close)", "rank((-2 * close))"),
      ("returns", "returns"),
      ("close / delay(close, 1) - 1", "returns"),
      ("mean(volume * close, 20)", "adv20"),
      ("-close ^ 2", "(-1 * (close ^ 2))"),
      ("(-1) ^ close", "((-1) ^ close)"),
      ("close > open ? 1 : -1", "((open < close) ? 1 : -1)"),
      ("trade_when(close > open, returns, -1)", "trade_when((open < close), returns, 0)"),
      ("scale(close)", "scale(close)"),
      ("scale(close, 2)", "scale(close, scale=2)"),
      ("ts_quantile(close, 9, driver=\"cauchy\")", "ts_quantile(close, 9, driver=cauchy)"),
      ("decay_linear(close, 5, dense=true)", "decay_linear(close, 5)"),
      ("decay_linear(close, 5, dense=false)", "decay_linear(close, 5, dense=false)"),
      ("normalize(close, true)", "normalize(close, usestd=1)"),
      ("max(5, close)", "max2(5, close)"),
    ])
  func `the canonical text`(_ text: String, _ expected: String) throws {
    #expect(try canonical(text) == expected)
  }

  @Test(arguments: [
    "open / close", "close - open", "delta(close, 2)", "ts_rank(close, 5)", "close ^ 2",
  ])
  func `what is not the same stays apart`(_ text: String) throws {
    let others = [
      "close / open", "open - close", "delta(close, 3)", "ts_rank(close, 5, 1)", "close ^ 3",
    ]
    let hash = try FactorExpression(parsing: text).contentHash
    for other in others {
      #expect(try FactorExpression(parsing: other).contentHash != hash)
    }
  }

  @Test func `sums are not regrouped, for that would round otherwise`() throws {
    #expect(try canonical("(open + high) + low") != canonical("open + (high + low)"))
    #expect(try canonical("3 * (7 * close)") != canonical("21 * close"))
  }

  @Test(arguments: texts)
  func `the canonical text parses to itself and to its own tree`(_ text: String) throws {
    for (_, conventions) in FactorConventions.named {
      let first = try FactorExpression(parsing: text, conventions: conventions)
      let second = try FactorExpression(parsing: first.canonical, conventions: conventions)

      #expect(second.canonical == first.canonical)
      #expect(second.canonicalTree == first.canonicalTree)
      #expect(second.contentHash == first.contentHash)
      #expect(first.canonicalTree.rowsNeeded <= first.rowsNeeded)
      #expect(second.fields == first.fields)
      #expect(second.groups == first.groups)
      #expect(second.depth == first.depth)
    }
  }

  /// Every formula of the library and every example of the vocabulary.
  static let texts = NamedFactor.library.map(\.expression) + Vocabulary.entries.map(\.example)

  @Test func `random expressions parse to themselves too`() throws {
    var generator = ExpressionGenerator(seed: 20_160_119)
    var parsed = 0
    for _ in 0..<2_000 {
      let text = generator.number(depth: 4)
      guard let first = try? FactorExpression(parsing: text) else { continue }
      parsed += 1
      let second = try FactorExpression(parsing: first.canonical)
      #expect(second.canonical == first.canonical, "\(text)")
      #expect(second.canonicalTree == first.canonicalTree, "\(text)")
    }
    #expect(parsed > 1_000)
  }

  @Test func `the hash covers the conventions`() throws {
    let hashes = try FactorConventions.named.map {
      try FactorExpression(parsing: "close", conventions: $0.conventions).contentHash
    }
    #expect(Set(hashes).count == 3)
    #expect(hashes.allSatisfy { $0.count == 64 })
  }
}

/// Draws expressions that are mostly sound.
private struct ExpressionGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func next(_ limit: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % limit
  }

  mutating func number(depth: Int) -> String {
    guard depth > 0, next(6) > 0 else {
      return ["close", "open", "volume", "returns", "adv20", "2", "-1", "0.5", "equity"][next(9)]
    }
    let entry = Vocabulary.entries[next(Vocabulary.entries.count)]
    if next(2) == 0 || entry.result == .group {
      let sign = ["+", "-", "*", "/", "^"][next(5)]
      let left = number(depth: depth - 1)
      return "(\(left) \(sign) \(number(depth: depth - 1)))"
    }
    var parts: [String] = []
    for argument in entry.arguments where argument.preset == nil {
      parts.append(self.argument(argument, depth: depth - 1))
    }
    return "\(entry.name)(\(parts.joined(separator: ", ")))"
  }

  private mutating func argument(_ argument: Vocabulary.Argument, depth: Int) -> String {
    switch argument.kind {
    case .number: return number(depth: depth)
    case .condition:
      let left = number(depth: depth)
      return "(\(left) \(["<", ">", "<=", "=="][next(4)]) \(number(depth: depth)))"
    case .window: return String(1 + next(20))
    case .group: return ["sector", "bucket(rank(cap), range=\"0,1,0.2\")"][next(2)]
    case .constant: return argument.name == "k" ? "1" : "0.5"
    case .word: return "uniform"
    }
  }
}
