import Chronology
import Factors
import Kernels
import Market

/// Made panels and trees for tests of the evaluation.
enum FactorSamples {
  /// Random walks with gaps, ties, zeros, repeated closes and a late listing.
  static func panel(rows: Int, width: Int, seed: UInt64) -> FactorPanel {
    var generator = SeededGenerator(seed: seed)
    var columns: [FactorField: [Double]] = [:]
    let fields: [FactorField] = [.open, .high, .low, .close, .volume, .named("mood")]
    for field in fields { columns[field] = Array(repeating: .nan, count: rows * width) }
    for symbol in 0..<width {
      var price = 10.0 + Double(Int(generator.uniform() * 8))
      for row in (symbol % 5 == 4 ? rows / 3 : 0)..<rows {
        let isFlat = generator.uniform() < 0.15
        let step = Double(Int(generator.uniform() * 9) - 4) / 4
        let open = price
        price = isFlat ? price : max(1, price + step)
        guard generator.uniform() > 0.04 else { continue }
        let place = row * width + symbol
        columns[.open]?[place] = open
        columns[.close]?[place] = price
        columns[.high]?[place] = max(open, price) + Double(Int(generator.uniform() * 3)) / 4
        columns[.low]?[place] = min(open, price) - Double(Int(generator.uniform() * 3)) / 8
        columns[.volume]?[place] = (generator.uniform() * 400).rounded()
        if generator.uniform() > 0.3 {
          columns[.named("mood")]?[place] = Double(Int(generator.uniform() * 7) - 3)
        }
      }
    }
    return FactorPanel(
      sessions: (0..<rows).map { SessionDate(day: Int32($0)) },
      symbols: (0..<width).map { Symbol("S\($0)") }, fields: columns,
      groups: ["sector": (0..<width).map { Int32($0 % 4) - 1 }])
  }

  private static let plain: [FactorNode] = [
    FactorNode(.field(.close)), FactorNode(.field(.open)), FactorNode(.field(.volume)),
    FactorNode(.field(.named("mood"))), FactorNode(.group("sector")), FactorNode(.constant(2)),
    FactorNode(.constant(-0.5)),
  ]
  /// Operators whose results grow beyond measure when they are nested.
  private static let growing: Set<FactorOperator> = [
    .exponential, .product, .power, .signedPower, .multiply, .covariance, .regression, .divide,
    .inverse,
  ]

  /// Returns a random tree in which the given operator stands last.
  static func tree(
    endingIn last: FactorOperator, steps: Int, using generator: inout SeededGenerator
  ) -> FactorTree {
    var nodes = plain
    var numbers = [0, 1, 2, 3, 5, 6]
    func pick(_ generator: inout SeededGenerator) -> Int {
      numbers[Int(generator.uniform() * Double(numbers.count))]
    }
    for step in 0..<max(steps, 1) {
      let cases = FactorOperator.allCases
      var operation = cases[Int(generator.uniform() * Double(cases.count))]
      if step == max(steps, 1) - 1 { operation = last }
      var arguments = (0..<count(of: operation)).map { _ in pick(&generator) }
      if operation.rawValue.hasPrefix("group") { arguments.append(4) }
      let shortest: Double = [.correlation, .covariance, .regression].contains(operation) ? 2 : 1
      let window = isWindowed(operation) ? Int(shortest + generator.uniform() * 8) : 0
      nodes.append(
        FactorNode(
          .apply(operation), arguments: arguments, window: window,
          parameters: parameters(of: operation, using: &generator)))
      if growing.contains(operation), step < steps - 1 {
        nodes.append(FactorNode(.apply(.signedLog), arguments: [nodes.count - 1]))
      }
      if operation != .bucket { numbers.append(nodes.count - 1) }
    }
    return FactorTree(nodes: nodes, rowsNeeded: 1)
  }

  static func count(of operation: FactorOperator) -> Int {
    switch operation {
    case .step: 0
    case .add, .subtract, .multiply, .divide, .power, .signedPower, .minimum, .maximum, .less,
      .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual, .and, .or, .correlation,
      .covariance, .regression, .groupMean, .neutralizeVector:
      2
    case .select, .tradeWhen: 3
    default: 1
    }
  }

  static func isWindowed(_ operation: FactorOperator) -> Bool {
    switch operation {
    case .delay, .delta, .sum, .mean, .product, .standardDeviation, .windowMinimum, .windowMaximum,
      .argumentMaximum, .argumentMinimum, .windowRank, .decayLinear, .decayExponential,
      .windowZScore, .windowScale, .averageDifference, .maximumDifference, .informationRatio,
      .windowSkewness, .windowKurtosis, .windowEntropy, .windowQuantile, .countMissing, .backfill,
      .kthElement, .lastDifferentValue, .daysSinceChange, .correlation, .covariance, .regression,
      .groupBackfill:
      true
    default: false
    }
  }

  private static func parameters(
    of operation: FactorOperator, using generator: inout SeededGenerator
  ) -> [Double] {
    func whole(_ count: Int) -> Double { Double(Int(generator.uniform() * Double(count))) }
    switch operation {
    case .replaceMissing, .hump: return [0.25]
    case .less, .lessOrEqual, .greater, .greaterOrEqual, .equal, .notEqual, .rank, .decayLinear:
      return [whole(2)]
    case .argumentMaximum, .argumentMinimum: return [whole(2), whole(2)]
    case .windowRank, .windowScale: return [whole(2)]
    case .decayExponential: return [0.75]
    case .windowQuantile: return [whole(3)]
    case .backfill, .kthElement: return [1 + whole(3)]
    case .regression: return [whole(3), whole(10)]
    case .normalize: return [whole(2), whole(2)]
    case .quantile: return [whole(3), 1.5]
    case .scale: return whole(2) == 0 ? [2, 0, 0] : [1, 3, 2]
    case .winsorize, .groupBackfill: return [1]
    case .truncate: return [0.1, 0.2]
    case .bucket: return [0.25, 1, 0.25]
    default: return []
    }
  }

  /// The program in which every step of a tree is a factor.
  static func everyStep(of tree: FactorTree) -> FactorProgram {
    FactorProgram(
      tree.nodes.indices.map { FactorTree(nodes: Array(tree.nodes[...$0]), rowsNeeded: 1) })
  }
}

/// Whether two values are the same: both missing, or within a relative distance.
func agree(_ left: Double, _ right: Double, within bound: Double) -> Bool {
  if left.isNaN || right.isNaN { return left.isNaN && right.isNaN }
  return left == right || abs(left - right) <= bound * max(1, abs(left), abs(right))
}

func bits(_ values: [Double]) -> [UInt64] { values.map { $0.isNaN ? 0 : $0.bitPattern } }
