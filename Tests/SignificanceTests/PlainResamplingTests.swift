import Foundation
import Kernels
import Significance
import Testing

/// What the quick ways to resample must equal: the same random words, read one by one.
@Suite struct PlainResamplingTests {
  static let plan = ResamplingPlan(replications: 700, seed: 11)

  static func generator(stream: UInt64, chunk: Int) -> SeededGenerator {
    SeededGenerator(seed: plan.seed).fork(stream: stream).fork(stream: UInt64(chunk))
  }

  @Test(arguments: [1, 1.3, 2.5, 10, 80, 3000, 100_000])
  func `blocks are as long as the logarithms of their words say`(blockLength: Double) throws {
    let returns = Array(try Reference.returns().prefix(300))
    let center = mean(of: returns)
    var (sum, square) = (CompensatedSum(), CompensatedSum())
    var (sums, squares) = ([0.0], [0.0])
    for value in returns + returns {
      sum.add(value - center)
      square.add((value - center) * (value - center))
      sums.append(sum.value)
      squares.append(square.value)
    }
    var random = Self.generator(stream: 2, chunk: 1)
    let expected = (0..<200).map { _ in
      var (taken, sum, square) = (0, 0.0, 0.0)
      while taken < 300 {
        let start = Int(random.next().multipliedFullWidth(by: 300).high)
        var length = 1
        if blockLength > 1 {
          let steps = log(1 - random.uniform()) / log1p(-1 / blockLength)
          length = steps < Double(300 - taken) ? Int(steps) + 1 : 300
        }
        let end = start + min(length, 300 - taken)
        sum += sums[end] - sums[start]
        square += squares[end] - squares[start]
        taken += end - start
      }
      let shift = sum / 300
      let deviation = (max(0, square - sum * shift) / 299).squareRoot()
      return deviation >= 1e-12 ? (center + shift) / deviation : 0
    }

    let test = try #require(
      StationaryBootstrap(of: returns, blockLength: blockLength, plan: Self.plan))

    #expect(test.draw(chunk: 1).sharpes == expected)
  }

  @Test(arguments: [5, 64, 100, 129])
  func `each random bit flips one return's sign`(count: Int) throws {
    let returns = Array(try Reference.returns().prefix(count))
    // Sums of dyadic numbers are exact, in any order.
    let exact = returns.map { ($0 * 65536).rounded() / 65536 }
    var random = Self.generator(stream: 1, chunk: 0)
    let observed = exact.reduce(0, +)
    var expected = 0
    for _ in 0..<500 {
      var sum = 0.0
      var word: UInt64 = 0
      for (index, value) in exact.enumerated() {
        if index % 64 == 0 { word = random.next() }
        sum += word >> UInt64(index % 64) & 1 == 0 ? value : -value
      }
      if sum >= observed { expected += 1 }
    }

    let test = try #require(SignFlipTest(of: exact, plan: Self.plan))

    #expect(test.exceedances(inChunk: 0) == expected)
  }
}
