import Gauge
import Kernels
import Performance
import Significance

/// Measures the statistics of ten years of daily returns; one JSON line, milliseconds of processor time
/// of one thread, the best of five.
///
///     stats-bench

func best(_ body: () throws -> Double) rethrows -> (milliseconds: Double, check: Double) {
  var least = Double.infinity
  var check = 0.0
  for _ in 0..<5 {
    let start = Gauge.processor
    check = try body()
    least = min(least, Gauge.processor - start)
  }
  return (((least * 1e5).rounded() / 100), check)
}

func noise(_ count: Int, seed: UInt64) -> [Double] {
  var generator = SeededGenerator(seed: seed)
  return (0..<count).map { _ in 0.04 * (generator.uniform() - 0.49) }
}

func measure() throws -> [(String, (milliseconds: Double, check: Double))] {
  let (series, sessions) = (1000, 2520)
  let many = noise(series * sessions, seed: 1)
  let returns = Array(many.prefix(sessions))
  let positions = noise(sessions, seed: 2)
  let plan = ResamplingPlan(replications: 10_000, seed: 7)
  let trials = (0..<100).map { Array(many[($0 * sessions)..<(($0 + 1) * sessions)]) }
  let automatic = OptimalBlockLength(of: returns)?.stationary ?? 1
  func bootstrap(_ length: Double) -> Double {
    StationaryBootstrap(of: returns, blockLength: length, plan: plan)?.run() ?? .nan
  }
  return [
    (
      "eight_figures_1000x2520",
      best {
        SeriesFigures.table(of: many, sessions: sessions).reduce(0) { $0 + ($1.sharpe ?? 0) }
      }
    ),
    ("bootstrap_10000_automatic", best { bootstrap(automatic) }),
    ("bootstrap_10000_block_10", best { bootstrap(10) }),
    ("sign_flips_10000", best { SignFlipTest(of: returns, plan: plan)?.run() ?? .nan }),
    (
      "permutations_10000",
      try best {
        try TimingTest(
          positions: positions, returns: returns, null: .shuffledReturns, plan: plan
        ).run()
      }
    ),
    (
      "family_1000_of_100",
      try best {
        try FamilyTest(
          of: trials, blockLength: 10, plan: ResamplingPlan(replications: 1000, seed: 7)
        ).run().superiorConsistent
      }
    ),
    (
      "overfitting_100_16_blocks",
      best { OverfittingProbability(of: trials, blocks: 16)?.probability ?? .nan }
    ),
    ("effective_trials_100", try best { try Double(EffectiveTrials(of: trials).clusters) }),
  ]
}

let figures = try measure().flatMap { name, figure in
  ["\"\(name)_ms\":\(figure.milliseconds)", "\"\(name)_check\":\(figure.check)"]
}
print("{\"benchmark\":\"stats\"," + figures.joined(separator: ",") + "}")
