import Kernels

/// The names that a plan picks by their scores.
struct ChosenNames {
  /// Symbol indices, rising.
  let longs: [Int]
  let shorts: [Int]

  /// Picks the best and the worst of the candidates; equal scores by symbol index.
  ///
  /// With fewer candidates than places, both sides shrink in proportion, rounded down, so that no name
  /// stands on both.
  init(plan: ConstructionPlan, scores: [Double], candidates: [Int]) {
    let wantedLongs = Self.number(plan.longs, of: candidates.count)
    let wantedShorts = Self.number(plan.shorts, of: candidates.count)
    let wanted = wantedLongs + wantedShorts
    let (count, fits) = (candidates.count, wanted <= candidates.count)
    let longCount = fits ? wantedLongs : wantedLongs * count / wanted
    let shortCount = fits ? wantedShorts : wantedShorts * count / wanted
    let descending = candidates.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
    longs = descending.prefix(longCount).sorted()
    let taken = Set(longs)
    let ascending = candidates.filter { !taken.contains($0) }
      .sorted { (scores[$0], $0) < (scores[$1], $1) }
    shorts = ascending.prefix(shortCount).sorted()
  }

  private static func number(_ names: ConstructionPlan.Names, of count: Int) -> Int {
    switch names {
    case .count(let number): return max(0, number)
    case .share(let share):
      guard share > 0, count > 0 else { return 0 }
      return max(1, min(count, Int((share * Double(count) + 1e-9).rounded(.down))))
    }
  }
}

/// Shares out a sum in proportion to parts, none above a limit: what is cut flows to the others.
///
/// - Parameter parts: Above zero.
/// - Returns: nil when the limit is too low for the sum; shape: as `parts`.
/// - Complexity: O(*n* log *n*).
func proportions(of parts: [Double], total: Double, atMost limit: Double?) -> [Double]? {
  let sum = compensatedSum(of: parts)
  let plain = parts.map { total * ($0 / sum) }
  guard let limit, plain.contains(where: { $0 > limit }) else { return plain }
  guard Double(parts.count) * limit >= total * (1 - 1e-12) else { return nil }
  let order = parts.indices.sorted { (-parts[$0], $0) < (-parts[$1], $1) }
  // What the parts from a place on add up to, the smallest first.
  var tails = [Double](repeating: 0, count: parts.count + 1)
  for place in parts.indices.reversed() { tails[place] = tails[place + 1] + parts[order[place]] }
  var result = [Double](repeating: limit, count: parts.count)
  for place in parts.indices {
    let left = total - Double(place) * limit
    guard left * (parts[order[place]] / tails[place]) <= limit else { continue }
    for rest in order[place...] { result[rest] = left * (parts[rest] / tails[place]) }
    break
  }
  return result
}
