import Factors
import Testing

/// The library: the 101 published formulas against what is known of each, and the rest.
@Suite struct LanguageLibraryTests {
  private static let alphas = NamedFactor.library.filter { $0.group == .alpha101 }

  @Test func `there are 101 formulas, and at least sixty factors besides`() {
    #expect(Self.alphas.count == 101)
    #expect(NamedFactor.library.count - 101 >= 60)
    #expect(PublishedTable.rows.map(\.number) == Array(1...101))
    #expect(Set(NamedFactor.library.map(\.name)).count == NamedFactor.library.count)
  }

  @Test(arguments: 1...101)
  func `a published formula uses what it is known to use`(_ number: Int) throws {
    let row = PublishedTable.rows[number - 1]
    let factor = Self.alphas[number - 1]
    let expression = try FactorExpression(parsing: factor.expression)

    #expect(Set(expression.functions) == row.functions)
    #expect(Set(expression.signs) == row.signs)
    #expect(Set(expression.inputs) == row.inputs)
    #expect(expression.rowsNeeded == row.rows)
    #expect(hasFractionalWindow(factor.expression) == row.hasFraction)
  }

  /// Whether the last argument of a call has digits after the point.
  private func hasFractionalWindow(_ text: String) -> Bool {
    text.contains(#/,\s+\d+\.\d+\)/#)
  }

  @Test func `the longest history is that of formula 48`() throws {
    let rows = try Self.alphas.map { try FactorExpression(parsing: $0.expression).rowsNeeded }
    #expect(rows.max() == 252)
    #expect(rows.firstIndex(of: 252) == 47)
  }

  @Test func `functions are used as often as was counted`() throws {
    let expected = [
      "rank": 77, "correlation": 58, "ts_rank": 38, "delta": 35, "sum": 30, "decay_linear": 22,
      "indneutralize": 18, "delay": 17, "ts_min": 12, "ts_max": 9, "scale": 6, "sign": 6,
      "stddev": 6, "abs": 5, "max2": 5, "min2": 4, "ts_argmax": 4, "log": 3, "covariance": 2,
      "product": 2, "ts_argmin": 2, "signedpower": 2,
    ]
    var counts: [String: Int] = [:]
    for alpha in Self.alphas {
      for name in try FactorExpression(parsing: alpha.expression).functions {
        counts[name, default: 0] += 1
      }
    }
    #expect(counts == expected)
  }

  @Test func `shares are set against money in seven of the published formulas`() throws {
    var mixed: [Int] = []
    var warned: [Int] = []
    for (place, alpha) in Self.alphas.enumerated() {
      let warnings = try FactorExpression(parsing: alpha.expression).warnings
      if !warnings.isEmpty { warned.append(place + 1) }
      let isMixed = warnings.contains {
        $0.message.contains("shares and money") || $0.message.contains("money and shares")
      }
      if isMixed { mixed.append(place + 1) }
    }
    #expect(mixed == [7, 17, 21, 39, 43, 47, 100])
    // A price instead of a deviation of returns; a deviation of prices or a price plus a correlation.
    #expect(Set(warned).subtracting(mixed) == [1, 18, 28])
  }

  @Test func `counting adv in shares sets shares against shares`() throws {
    var shares = FactorConventions.paper
    shares.averageDailyVolume = .shares
    for number in [7, 17, 21, 39, 43, 47, 100] {
      let text = Self.alphas[number - 1].expression
      #expect(try FactorExpression(parsing: text, conventions: shares).warnings.isEmpty)
    }
  }

  @Test(arguments: NamedFactor.library.filter { $0.group != .alpha101 }.map(\.name))
  func `a factor parses, mixes no units and says where it is from`(_ name: String) throws {
    let factor = try #require(NamedFactor.named(name))
    let expression = try FactorExpression(
      parsing: factor.expression, conventions: factor.conventions)

    #expect(expression.warnings.isEmpty)
    #expect(factor.summary.hasSuffix("."))
    #expect(factor.source.contains(#/\(\d{4}\)/#))
    let readsFigures = expression.fields.contains { field in
      if case .named = field { true } else { field == .cap }
    }
    if factor.group == .fundamental { #expect(readsFigures) }
  }
}
