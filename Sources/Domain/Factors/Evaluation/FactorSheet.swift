/// The computation of one row: which kernel reads what and writes where.
struct FactorSheet {

  let steps: [FactorProgram.Step]
  let fields: [FactorField]
  /// The symbols, and the values from one row of memory to the next.
  let width: Int
  let pitch: Int
  /// The number of the row, from 0.
  let row: Int

  /// Returns how many divisions had the divisor zero.
  func compute(in base: Out, _ fill: (_ field: Int, _ out: Out) -> Void) -> Int {
    var zeros = 0
    for step in steps {
      let out = place(of: step, ago: 0, in: base)
      switch step.node.kind {
      case .field(let field):
        if let ordinal = fields.firstIndex(of: field) { fill(ordinal, out) }
      case .constant(let value):
        if step.history > 1 { out.update(repeating: value, count: pitch) }
      case .group: break
      case .apply(let operation):
        zeros += apply(operation, step, in: base, out)
      }
    }
    return zeros
  }

  private func place(of step: FactorProgram.Step, ago: Int, in base: Out) -> Out {
    let turn = (row - ago) % step.history
    return base + (step.slot + (turn < 0 ? turn + step.history : turn)) * pitch
  }

  /// Today's row of an argument.
  private func input(_ number: Int, of step: FactorProgram.Step, ago: Int = 0, in base: Out) -> Row {
    Row(place(of: steps[step.node.arguments[number]], ago: ago, in: base))
  }

  /// Calls a kernel with the rows of an argument's window, the oldest first.
  private func window(
    _ number: Int, of step: FactorProgram.Step, lag: Int = 0, in base: Out,
    _ body: (_ rows: UnsafeBufferPointer<Row>) -> Void
  ) {
    let count = max(step.node.window, 1)
    withUnsafeTemporaryAllocation(of: Row.self, capacity: count) { rows in
      for place in 0..<count {
        let row = input(number, of: step, ago: lag + count - 1 - place, in: base)
        rows.initializeElement(at: place, to: row)
      }
      body(UnsafeBufferPointer(rows))
    }
  }

  private func apply(
    _ operation: FactorOperator, _ step: FactorProgram.Step, in base: Out, _ out: Out
  ) -> Int {
    let node = step.node
    let parameters = node.parameters
    func first(_ place: Int, or value: Double) -> Double {
      place < parameters.count ? parameters[place] : value
    }
    let x = node.arguments.isEmpty ? Row(out) : input(0, of: step, in: base)
    switch operation {
    case .delay:
      out.update(from: input(0, of: step, ago: node.window, in: base), count: pitch)
    case .delta:
      Pointwise.subtract(x, input(0, of: step, ago: node.window, in: base), out, pitch)
    case .step:
      out.update(repeating: Double(row + 1), count: pitch)
    case .add, .subtract, .multiply, .divide, .minimum, .maximum, .less, .lessOrEqual, .greater,
      .greaterOrEqual, .equal, .notEqual, .and, .or:
      return Pointwise.two(
        operation, x, input(1, of: step, in: base), out, width: width, pitch: pitch,
        isFalseWhenMissing: first(0, or: 0) == 1)
    case .power, .signedPower:
      var exponent: Double?
      if case .constant(let value) = steps[node.arguments[1]].node.kind { exponent = value }
      Powers.apply(
        x, input(1, of: step, in: base), constant: exponent, isSigned: operation == .signedPower,
        out, pitch)
    case .select:
      Pointwise.select(
        x, input(1, of: step, in: base), input(2, of: step, in: base), out, pitch)
    case .negate, .absolute, .logarithm, .exponential, .sign, .squareRoot, .inverse, .signedLog,
      .not, .isMissing, .replaceMissing:
      return Pointwise.one(
        operation, x, out, width: width, pitch: pitch, replacement: first(0, or: 0))
    case .sum, .mean, .product, .standardDeviation, .decayExponential, .windowZScore,
      .averageDifference, .informationRatio, .decayLinear:
      window(0, of: step, in: base) { rows in
        WindowSums.apply(operation, rows, out, pitch, parameter: first(0, or: 0))
      }
    case .windowMinimum, .windowMaximum, .argumentMaximum, .argumentMinimum, .windowRank,
      .windowScale, .maximumDifference, .windowQuantile:
      window(0, of: step, in: base) { rows in
        WindowOrders.apply(
          operation, rows, out, pitch, first: first(0, or: 0), second: first(1, or: 0))
      }
    case .windowSkewness, .windowKurtosis, .windowEntropy, .countMissing, .backfill, .kthElement,
      .lastDifferentValue, .daysSinceChange:
      window(0, of: step, in: base) { rows in
        WindowScans.apply(operation, rows, out, width, parameter: first(0, or: 1))
      }
    case .correlation, .covariance, .regression:
      let lag = operation == .regression ? Int(first(0, or: 0)) : 0
      window(0, of: step, in: base) { left in
        window(1, of: step, lag: lag, in: base) { right in
          if operation == .regression {
            WindowPairs.regression(left, right, out, width, returns: Int(first(1, or: 0)))
          } else {
            WindowPairs.apply(left, right, out, pitch, isCorrelation: operation == .correlation)
          }
        }
      }
    case .rank, .zScore, .normalize, .quantile, .scale, .winsorize, .truncate:
      CrossSection.apply(operation, x, out, width, parameters: parameters)
    case .groupRank, .groupZScore, .groupNeutralize, .groupScale, .groupCount, .groupMedian,
      .groupStandardDeviation, .groupMean, .groupBackfill:
      window(0, of: step, in: base) { rows in
        let weight = operation == .groupMean ? input(1, of: step, in: base) : nil
        GroupSection.apply(
          operation, rows, weight: weight,
          group: input(node.arguments.count - 1, of: step, in: base), out, width,
          parameter: first(0, or: operation == .groupBackfill ? 4 : 0))
      }
    case .bucket:
      CrossSection.bucket(x, out, width, parameters: parameters)
    case .neutralizeVector:
      CrossSection.residual(
        x, node.arguments.indices.dropFirst().map { input($0, of: step, in: base) }, out, width)
    case .hump:
      Pointwise.hump(
        x, before: Row(place(of: step, ago: 1, in: base)), out, width, threshold: first(0, or: 0))
    case .tradeWhen:
      Pointwise.tradeWhen(
        entry: x, alpha: input(1, of: step, in: base), exit: input(2, of: step, in: base),
        before: Row(place(of: step, ago: 1, in: base)), out, width)
    }
    return 0
  }
}
