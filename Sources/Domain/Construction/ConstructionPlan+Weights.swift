import Kernels

extension ConstructionPlan {
  /// Makes a portfolio: the target weight of every symbol, zero where nothing is to be held.
  ///
  /// A name without a score is not held, nor is one without a return for each session of the window or
  /// with no volatility, when the plan reads returns. A side that is asked for but finds no name leaves
  /// the other one out too, so that a balanced plan never becomes a bet on the market.
  ///
  /// - Throws: `infeasible` naming the constraint, `insufficientHistory`, or `missingData` when the
  ///   sectors are missing.
  public func weights(for inputs: ConstructionInputs) throws(ConstructionError) -> [Double] {
    let count = inputs.scores.count
    precondition(inputs.current.count == count, "Every symbol has a current weight.")
    let past = needsReturns ? try recent(inputs) : []
    let candidates = try candidates(inputs, past)
    let chosen = ChosenNames(plan: self, scores: inputs.scores, candidates: candidates)
    var weights = [Double](repeating: 0, count: count)
    let isBalanced = longs != .count(0) && shorts != .count(0)
    if !(isBalanced && (chosen.longs.isEmpty || chosen.shorts.isEmpty)) {
      let sides = try sides(of: chosen, inputs, candidates, past)
      try place(sides, inputs, past, into: &weights)
    }
    return limitingTurnover(of: weights, from: inputs.current)
  }

  /// One name of the portfolio with the magnitude that the scheme alone would give it.
  private struct Part {
    let symbol: Int
    let isLong: Bool
    let size: Double
  }

  /// The weight of one side.
  private var sideTotal: Double {
    longs != .count(0) && shorts != .count(0) ? gross / 2 : gross
  }

  /// The window's returns, row-major.
  private func recent(_ inputs: ConstructionInputs) throws(ConstructionError) -> [Double] {
    let count = inputs.scores.count
    let needed = volatilityWindow * count
    guard inputs.returns.count >= needed else {
      throw ConstructionError(
        .insufficientHistory,
        "volatilityWindow is \(volatilityWindow), but there are only "
          + "\(count == 0 ? 0 : inputs.returns.count / count) sessions of returns.",
        remedy: "Begin later, or lower volatilityWindow.")
    }
    return Array(inputs.returns.suffix(needed))
  }

  private func candidates(
    _ inputs: ConstructionInputs, _ past: [Double]
  ) throws(ConstructionError) -> [Int] {
    let count = inputs.scores.count
    if sectorNeutral, inputs.sectors == nil {
      throw ConstructionError(
        .missingData, "sectorNeutral is true, but the symbols have no sectors.",
        remedy: "Give the symbols a classification, or set sectorNeutral to false.")
    }
    return (0..<count).filter { symbol in
      guard inputs.scores[symbol].isFinite else { return false }
      if sectorNeutral, let sectors = inputs.sectors, sectors[symbol] < 0 { return false }
      return !needsReturns || volatility(of: symbol, past, count) > 0
    }
  }

  /// The standard deviation of one session's return; NaN when one is missing.
  private func volatility(of symbol: Int, _ past: [Double], _ count: Int) -> Double {
    standardDeviation(of: stride(from: symbol, to: past.count, by: count).map { past[$0] })
  }

  private func sides(
    of chosen: ChosenNames, _ inputs: ConstructionInputs, _ candidates: [Int], _ past: [Double]
  ) throws(ConstructionError) -> [Part] {
    let center =
      scheme == .signal && shorts != .count(0)
      ? mean(of: candidates.map { inputs.scores[$0] }) : 0
    var parts: [Part] = []
    for (symbols, isLong) in [(chosen.longs, true), (chosen.shorts, false)] {
      let raw = rawParts(symbols, isLong, inputs, past, center: center)
      let kept = symbols.indices.filter { raw[$0] > 0 }
      guard !kept.isEmpty else { continue }
      let sizes = proportions(
        of: kept.map { raw[$0] }, total: sideTotal, atMost: maximumWeight)
      guard let sizes else { throw tooNarrow(kept.count, isLong) }
      for (place, size) in zip(kept, sizes) {
        parts.append(Part(symbol: symbols[place], isLong: isLong, size: size))
      }
    }
    return parts
  }

  /// What the names of one side share its weight by.
  private func rawParts(
    _ symbols: [Int], _ isLong: Bool, _ inputs: ConstructionInputs, _ past: [Double],
    center: Double
  ) -> [Double] {
    let sign = isLong ? 1.0 : -1
    let count = inputs.scores.count
    return switch scheme {
    case .equal, .minimumVariance: symbols.map { _ in 1 }
    case .rank: averageRanks(of: symbols.map { sign * inputs.scores[$0] })
    case .signal: symbols.map { max(0, sign * (inputs.scores[$0] - center)) }
    case .inverseVolatility, .targetVolatility:
      symbols.map { 1 / volatility(of: $0, past, count) }
    }
  }

  private func tooNarrow(_ names: Int, _ isLong: Bool) -> ConstructionError {
    let total = sideTotal
    return ConstructionError(
      .infeasible,
      "maximumWeight is \(maximumWeight ?? 0): \(names) \(isLong ? "longs" : "shorts") cannot hold "
        + "\(total).",
      remedy: "Raise maximumWeight to \(total / Double(names)) or more, hold more names, or lower gross.")
  }

  private func place(
    _ parts: [Part], _ inputs: ConstructionInputs, _ past: [Double], into weights: inout [Double]
  ) throws(ConstructionError) {
    guard !parts.isEmpty else { return }
    for part in parts { weights[part.symbol] = part.isLong ? part.size : -part.size }
    let isProgram = sectorNeutral || betaNeutral || scheme == .minimumVariance
    let needsCovariance = scheme == .minimumVariance || scheme == .targetVolatility
    guard isProgram || needsCovariance else { return }
    guard parts.count <= Self.largestProgram else {
      throw ConstructionError(
        .infeasible,
        "\(parts.count) names are too many for \(isProgram ? "constrained weights" : "a covariance").",
        remedy: "Hold at most \(Self.largestProgram) names.")
    }
    let covariance =
      needsCovariance
      ? try ReturnCovariance(
        of: columns(parts, past, inputs.scores.count), count: parts.count, shrinkage: shrinkage)
      : nil
    if isProgram {
      let solved = try solve(parts, inputs, past, covariance)
      for (part, weight) in zip(parts, solved) { weights[part.symbol] = weight }
    }
    guard scheme == .targetVolatility, let targetVolatility, let covariance else { return }
    let variance = covariance.variance(of: parts.map { weights[$0.symbol] })
    let forecast = (variance * Self.sessionsPerYear).squareRoot()
    guard forecast > targetVolatility else { return }
    for part in parts { weights[part.symbol] *= targetVolatility / forecast }
  }

  /// The past returns of the parts, row-major.
  private func columns(_ parts: [Part], _ past: [Double], _ count: Int) -> [Double] {
    stride(from: 0, to: past.count, by: count).flatMap { base in
      parts.map { past[base + $0.symbol] }
    }
  }

  /// Solves for the weights that keep to all constraints: those of lowest variance, or those nearest to
  /// what the scheme alone would give.
  private func solve(
    _ parts: [Part], _ inputs: ConstructionInputs, _ past: [Double],
    _ covariance: ReturnCovariance?
  ) throws(ConstructionError) -> [Double] {
    let betas = betaNeutral ? betas(of: parts, inputs, past) : nil
    let sectors = sectorNeutral ? inputs.sectors : nil
    do throws(QuadraticProgram.Failure) {
      return try solve(parts, covariance, betas: betas, sectors: sectors)
    } catch {
      switch error {
      case .notConvex:
        throw ConstructionError(
          .insufficientHistory,
          "\(volatilityWindow) sessions of returns leave the covariance of \(parts.count) names "
            + "singular at shrinkage \(shrinkage ?? 0).",
          remedy: "Raise volatilityWindow or shrinkage, or set shrinkage to null.")
      case .infeasible:
        throw contradiction(parts, covariance, betas: betas, sectors: sectors)
      }
    }
  }

  private func solve(
    _ parts: [Part], _ covariance: ReturnCovariance?, betas: [Double]?, sectors: [Int32]?
  ) throws(QuadraticProgram.Failure) -> [Double] {
    let limit = min(maximumWeight ?? sideTotal, sideTotal)
    let bounds = parts.map { $0.isLong ? 0...limit : -limit...0 }
    var equations: [QuadraticProgram.Equation] = []
    for isLong in [true, false] where parts.contains(where: { $0.isLong == isLong }) {
      equations.append(
        QuadraticProgram.Equation(
          coefficients: parts.map { $0.isLong == isLong ? 1 : 0 },
          value: isLong ? sideTotal : -sideTotal))
    }
    if let sectors {
      for sector in Set(parts.map { sectors[$0.symbol] }).sorted() {
        equations.append(
          QuadraticProgram.Equation(
            coefficients: parts.map { sectors[$0.symbol] == sector ? 1 : 0 }, value: 0))
      }
    }
    if let betas { equations.append(QuadraticProgram.Equation(coefficients: betas, value: 0)) }
    guard scheme == .minimumVariance, let covariance else {
      return try QuadraticProgram.minimum(
        matrix: nil, linear: parts.map { $0.isLong ? $0.size : -$0.size }, bounds: bounds,
        equations: equations)
    }
    var trace = 0.0
    for index in parts.indices { trace += covariance.values[index * parts.count + index] }
    let scale = Double(parts.count) / trace
    return try QuadraticProgram.minimum(
      matrix: covariance.values.map { $0 * scale },
      linear: Array(repeating: 0, count: parts.count), bounds: bounds, equations: equations)
  }

  /// Says which constraint no weights keep to, by leaving one out after the other.
  private func contradiction(
    _ parts: [Part], _ covariance: ReturnCovariance?, betas: [Double]?, sectors: [Int32]?
  ) -> ConstructionError {
    func isFeasible(betas: [Double]?, sectors: [Int32]?) -> Bool {
      do throws(QuadraticProgram.Failure) {
        _ = try solve(parts, covariance, betas: betas, sectors: sectors)
        return true
      } catch {
        return false
      }
    }
    let names = "\(parts.count { $0.isLong }) longs and \(parts.count { !$0.isLong }) shorts"
    let remedy = "Hold more names, raise maximumWeight, or set it to false."
    if betas != nil, isFeasible(betas: nil, sectors: sectors) {
      return ConstructionError(
        .infeasible, "betaNeutral is true, but no weights of \(names) have a beta of zero.",
        remedy: remedy)
    }
    if sectors != nil, isFeasible(betas: betas, sectors: nil) {
      return ConstructionError(
        .infeasible, "sectorNeutral is true, but no weights of \(names) balance every sector.",
        remedy: remedy)
    }
    return ConstructionError(
      .infeasible,
      "sectorNeutral and betaNeutral are true, but no weights of \(names) keep to both.",
      remedy: remedy)
  }

  /// Betas to the equally weighted mean of the names whose returns are all there.
  private func betas(of parts: [Part], _ inputs: ConstructionInputs, _ past: [Double]) -> [Double] {
    let count = inputs.scores.count
    let whole = (0..<count).filter { volatility(of: $0, past, count).isFinite }
    let market = stride(from: 0, to: past.count, by: count).map { base in
      mean(of: whole.map { past[base + $0] })
    }
    let spread = variance(of: market)
    return parts.map { part in
      let own = stride(from: part.symbol, to: past.count, by: count).map { past[$0] }
      return spread > 0 ? covariance(of: own, and: market) / spread : 1
    }
  }

  /// Goes only so far from the current weights as the turnover allows.
  private func limitingTurnover(of target: [Double], from current: [Double]) -> [Double] {
    guard let maximumTurnover else { return target }
    let turnover = 0.5 * compensatedSum(of: zip(target, current).map { ($0 - $1).magnitude })
    guard turnover > maximumTurnover else { return target }
    let share = maximumTurnover / turnover
    return zip(target, current).map { $1 + ($0 - $1) * share }
  }
}
