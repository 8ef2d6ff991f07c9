import Columnar
import Kernels
import Testing

@Suite struct CrossoverSweepTests {
  /// Prices in 64ths, whose sums are exact, so that equal averages are equal.
  private static func walk(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    var price = 100.0
    return (0..<count).map { _ in
      price *= 1 + 0.04 * (generator.uniform() - 0.5)
      return (price * 64).rounded() / 64
    }
  }

  /// The rules in the plainest words: every window summed, every row judged.
  private static func plainly(
    _ pair: CrossoverSweep.Pair, _ closes: [Double], fee: Double
  ) -> (value: Double, purchases: Int) {
    func average(_ window: Int, _ row: Int) -> Double {
      closes[(row + 1 - window)...row].reduce(0, +) / Double(window)
    }
    var cash = 1000.0
    var shares = 0.0
    var side = 0
    var purchases = 0
    for row in closes.indices where row >= pair.slow - 1 {
      let gap = average(pair.fast, row) - average(pair.slow, row)
      let today = gap == 0 ? 0 : gap > 0 ? 1 : -1
      if side == -1, today == 1 {
        shares = cash / (closes[row] * (1 + fee))
        cash = 0
        purchases += 1
      } else if side == 1, today == -1, shares > 0 {
        cash = shares * closes[row] * (1 - fee)
        shares = 0
      }
      if today != 0 { side = today }
    }
    return (cash + shares * (closes.last ?? 0), purchases)
  }

  @Test(arguments: [0, 0.001])
  func `every pair ends where the plain rules end`(_ fee: Double) throws {
    let pairs = (1...12).flatMap { fast in
      ((fast + 1)...25).map { CrossoverSweep.Pair(fast: fast, slow: $0) }
    }
    let sweep = try CrossoverSweep(pairs: pairs, capital: 1000, fee: fee)
    for seed in UInt64(1)...6 {
      let closes = Self.walk(300, seed: seed)
      for result in try sweep.run(over: closes) {
        let expected = Self.plainly(result.pair, closes, fee: fee)
        #expect(result.purchases == expected.purchases, "seed \(seed), \(result.pair)")
        #expect((result.finalValue / expected.value - 1).magnitude < 1e-12)
      }
    }
  }

  @Test func `the side seen first trades nothing`() throws {
    let pair = CrossoverSweep.Pair(fast: 1, slow: 2)
    let sweep = try CrossoverSweep(pairs: [pair], capital: 1000, fee: 0)
    let rising = try sweep.run(over: [1, 2, 3, 4])
    let turning = try sweep.run(over: [4, 2, 4, 8, 4])

    #expect(rising[0].finalValue == 1000 && rising[0].purchases == 0)
    // Below at 2, above at 4: bought there, held through 8, sold at 4.
    #expect(turning[0].finalValue == 1000 && turning[0].purchases == 1)
  }

  @Test func `fewer closes than the window trade nothing`() throws {
    let pair = CrossoverSweep.Pair(fast: 5, slow: 9)
    let sweep = try CrossoverSweep(pairs: [pair], capital: 1000, fee: 0)

    #expect(try sweep.run(over: []).map(\.finalValue) == [1000])
    #expect(try sweep.run(over: Self.walk(8, seed: 1)).map(\.finalValue) == [1000])
  }

  @Test func `what cannot be computed is refused`() throws {
    for (fast, slow) in [(0, 3), (3, 3), (4, 3)] {
      #expect(throws: ColumnarRefusal.self) {
        try CrossoverSweep(pairs: [.init(fast: fast, slow: slow)], capital: 1, fee: 0)
      }
    }
    #expect(throws: ColumnarRefusal.self) { try CrossoverSweep(pairs: [], capital: 1, fee: 1) }
    let sweep = try CrossoverSweep(pairs: [.init(fast: 1, slow: 2)], capital: 1, fee: 0)
    for close in [0, -1, Double.nan, .infinity] {
      #expect(throws: ColumnarRefusal.self) { try sweep.run(over: [1, close, 2]) }
    }
  }
}
