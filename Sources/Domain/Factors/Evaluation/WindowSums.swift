#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Kernels over the window of each symbol that add up; rows stand oldest first.
///
/// Deviations are taken from the window's oldest value: what does not move has no spread at all, and
/// the cancellation is bounded by the window's length.
enum WindowSums {
  typealias Rows = UnsafeBufferPointer<Row>

  static func apply(
    _ operation: FactorOperator, _ rows: Rows, _ out: Out, _ pitch: Int, parameter: Double
  ) {
    switch operation {
    case .sum: sum(rows, out, pitch, over: 1)
    case .mean: sum(rows, out, pitch, over: Double(rows.count))
    case .product: product(rows, out, pitch)
    case .decayLinear:
      if parameter == 1 {
        decayWithZeros(rows, out, pitch)
      } else {
        decayLinear(rows, out, pitch)
      }
    case .decayExponential: decayExponential(rows, out, pitch, factor: parameter)
    default: spread(operation, rows, out, pitch)
    }
  }

  private static func sum(_ rows: Rows, _ out: Out, _ pitch: Int, over divisor: Double) {
    let count = rows.count
    var place = 0
    while place < pitch {
      var total = load(rows[0], place)
      var row = 1
      while row < count {
        total += load(rows[row], place)
        row &+= 1
      }
      store(divisor == 1 ? total : total / divisor, out, place)
      place &+= 8
    }
  }

  private static func product(_ rows: Rows, _ out: Out, _ pitch: Int) {
    let count = rows.count
    var place = 0
    while place < pitch {
      var total = load(rows[0], place)
      var row = 1
      while row < count {
        total *= load(rows[row], place)
        row &+= 1
      }
      store(total, out, place)
      place &+= 8
    }
  }

  /// What needs the mean and the spread: deviation, score, difference and ratio.
  private static func spread(
    _ operation: FactorOperator, _ rows: Rows, _ out: Out, _ pitch: Int
  ) {
    let count = rows.count
    let size = Double(count)
    let missing = Lanes(repeating: .nan)
    var place = 0
    while place < pitch {
      let base = load(rows[0], place)
      var sums = base - base
      var squares = sums
      var row = 1
      while row < count {
        let step = load(rows[row], place) - base
        sums += step
        squares += step * step
        row &+= 1
      }
      let offset = sums / size
      let rest = squares - sums * offset
      let variance = rest.replacing(with: 0, where: rest .< 0) / (size - 1)
      let deviation = variance.squareRoot()
      let today = load(rows[count - 1], place)
      let distance = (today - base) - offset
      let value: Lanes
      switch operation {
      case .standardDeviation: value = deviation
      case .averageDifference: value = distance
      case .windowZScore:
        value = (distance / deviation).replacing(with: missing, where: deviation .== 0)
      default:
        value = ((base + offset) / deviation).replacing(with: missing, where: deviation .== 0)
      }
      store(value, out, place)
      place &+= 8
    }
  }

  /// Weights are spread over the values there are, when at least half of them are.
  private static func decayLinear(_ rows: Rows, _ out: Out, _ pitch: Int) {
    let count = rows.count
    let enough = Double((count + 1) / 2)
    var place = 0
    while place < pitch {
      var total = Lanes.zero
      var weights = Lanes.zero
      var there = Lanes.zero
      var row = 0
      while row < count {
        let value = load(rows[row], place)
        let weight = Double(row + 1)
        let isThere = value .== value
        total += Lanes.zero.replacing(with: value * weight, where: isThere)
        weights += Lanes.zero.replacing(with: weight, where: isThere)
        there += Lanes.zero.replacing(with: 1, where: isThere)
        row &+= 1
      }
      let mean = (total / weights).replacing(with: .nan, where: there .< enough)
      store(mean, out, place)
      place &+= 8
    }
  }

  /// Missing values count as zero; a window without any value is missing.
  private static func decayWithZeros(_ rows: Rows, _ out: Out, _ pitch: Int) {
    let count = rows.count
    let divisor = Double(count * (count + 1)) / 2
    var place = 0
    while place < pitch {
      var total = Lanes.zero
      var there = Lanes.zero
      var row = 0
      while row < count {
        let value = load(rows[row], place)
        let isThere = value .== value
        total += Lanes.zero.replacing(with: value * Double(row + 1), where: isThere)
        there.replace(with: 1, where: isThere)
        row &+= 1
      }
      store((total / divisor).replacing(with: .nan, where: there .== 0), out, place)
      place &+= 8
    }
  }

  private static func decayExponential(
    _ rows: Rows, _ out: Out, _ pitch: Int, factor: Double
  ) {
    let count = rows.count
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { weights in
      var weight = 1.0
      var sum = 0.0
      for row in stride(from: count - 1, through: 0, by: -1) {
        weights.initializeElement(at: row, to: weight)
        sum += weight
        weight *= factor
      }
      var place = 0
      while place < pitch {
        var total = load(rows[0], place) * weights[0]
        var row = 1
        while row < count {
          total += load(rows[row], place) * weights[row]
          row &+= 1
        }
        store(total / sum, out, place)
        place &+= 8
      }
    }
  }
}

/// Kernels over the windows of two arguments.
enum WindowPairs {
  typealias Rows = UnsafeBufferPointer<Row>
  private typealias Four = SIMD4<Double>

  @inline(__always)
  private static func load(_ row: Row, _ place: Int) -> Four {
    UnsafeRawPointer(row + place).loadUnaligned(as: Four.self)
  }

  /// Correlation, within [−1, 1], missing where a side does not move; or covariance.
  static func apply(
    _ x: Rows, _ y: Rows, _ out: Out, _ pitch: Int, isCorrelation: Bool
  ) {
    let count = x.count
    let size = Double(count)
    var place = 0
    while place < pitch {
      let left = load(x[0], place)
      let right = load(y[0], place)
      var xs = left - left
      var ys = right - right
      var products = Four.zero
      var xx = Four.zero
      var yy = Four.zero
      var row = 1
      while row < count {
        let dx = load(x[row], place) - left
        let dy = load(y[row], place) - right
        xs += dx
        ys += dy
        products += dx * dy
        if isCorrelation {
          xx += dx * dx
          yy += dy * dy
        }
        row &+= 1
      }
      let xMean = xs / size
      let yMean = ys / size
      // The same bits when the sides change places.
      let joint = products - xs * ys / size
      var value = joint / (size - 1)
      if isCorrelation {
        let xVariance = (xx - xs * xMean) / size
        let yVariance = (yy - ys * yMean) / size
        let xLevel = left + xMean
        let yLevel = right + yMean
        value = (joint / size) / (xVariance.squareRoot() * yVariance.squareRoot())
        value.replace(with: 1, where: value .> 1)
        value.replace(with: -1, where: value .< -1)
        let still =
          (xVariance .<= 1e-18 * (xLevel * xLevel + xVariance))
          .| (yVariance .<= 1e-18 * (yLevel * yLevel + yVariance))
        value.replace(with: .nan, where: still)
      }
      UnsafeMutableRawPointer(out + place).storeBytes(of: value, as: Four.self)
      place &+= 4
    }
  }

  /// Least squares of the first on the second; see `FactorOperator.regression` for what is returned.
  static func regression(_ y: Rows, _ x: Rows, _ out: Out, _ width: Int, returns: Int) {
    let count = y.count
    let size = Double(count)
    for place in 0..<width {
      let x0 = x[0][place]
      let y0 = y[0][place]
      var xs = 0.0
      var ys = 0.0
      for row in 0..<count {
        xs += x[row][place] - x0
        ys += y[row][place] - y0
      }
      let xMean = xs / size
      let yMean = ys / size
      var xx = 0.0
      var xy = 0.0
      var yy = 0.0
      for row in 0..<count {
        let dx = (x[row][place] - x0) - xMean
        let dy = (y[row][place] - y0) - yMean
        xx += dx * dx
        xy += dx * dy
        yy += dy * dy
      }
      let level = x0 + xMean
      guard xx > 1e-18 * (level * level * size + xx) else {
        out[place] = .nan
        continue
      }
      let slope = xy / xx
      let intercept = (y0 + yMean) - slope * level
      var errors = 0.0
      for row in 0..<count {
        let dx = (x[row][place] - x0) - xMean
        let error = ((y[row][place] - y0) - yMean) - slope * dx
        errors += error * error
      }
      let fitted = intercept + slope * x[count - 1][place]
      let meanError = count > 2 ? errors / (size - 2) : .nan
      switch returns {
      case 0: out[place] = y[count - 1][place] - fitted
      case 1: out[place] = intercept
      case 2: out[place] = slope
      case 3: out[place] = fitted
      case 4: out[place] = errors
      case 5: out[place] = yy
      case 6: out[place] = yy == 0 ? .nan : 1 - errors / yy
      case 7: out[place] = meanError
      case 8: out[place] = (meanError / xx).squareRoot()
      case 9: out[place] = (meanError * (1 / size + level * level / xx)).squareRoot()
      default: preconditionFailure("A regression has ten results.")
      }
    }
  }
}
