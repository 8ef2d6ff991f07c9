/// Finds the one minimum of ½ xᵀGx − aᵀx where x lies within bounds and meets linear equations.
///
/// The dual active-set method of Goldfarb and Idnani (*A numerically stable dual method for solving
/// strictly convex quadratic programs*, Mathematical Programming 27, 1983): from the free minimum it
/// takes in one violated constraint after the other, so that it ends after finitely many steps, at
/// the exact minimum, or knows that no x meets them all. The same problem takes the same steps.
struct QuadraticProgram {
  /// Σ coefficients × x = value.
  struct Equation {
    let coefficients: [Double]
    let value: Double
  }
  /// Why there is no solution.
  enum Failure: Error {
    /// G is not positive definite.
    case notConvex
    /// No x keeps to all bounds and equations.
    case infeasible
  }
  /// One side of the bounds of one variable: sign × x ≥ sign × value.
  private struct Bound: Equatable {
    let index: Int
    let sign: Double
    let value: Double
  }

  /// Violations below this are rounding.
  private static let tolerance = 1e-12

  private let count: Int
  private var x: [Double]
  /// J of the method, row-major: its first columns span the constraints taken in.
  private var basis: [Double]
  /// Upper triangle, column by column of `count` values.
  private var triangle: [Double]
  /// The bounds taken in; nil for an equation, which never leaves.
  private var active: [Bound?] = []
  private var multipliers: [Double] = []

  /// - Parameters:
  ///   - matrix: G, row-major; nil for the unit matrix.
  ///   - linear: a; its length is the number of variables.
  private init(matrix: [Double]?, linear: [Double]) throws(Failure) {
    count = linear.count
    triangle = Array(repeating: 0, count: count * count)
    if let matrix {
      guard let factor = Cholesky(matrix, count: count) else { throw .notConvex }
      basis = factor.transposedInverse
    } else {
      basis = Array(repeating: 0, count: count * count)
      for index in 0..<count { basis[index * count + index] = 1 }
    }
    x = Array(repeating: 0, count: count)
    let reduced = project(linear)
    for row in 0..<count {
      for column in 0..<count { x[row] += basis[row * count + column] * reduced[column] }
    }
  }

  /// Returns the minimum.
  ///
  /// - Parameters:
  ///   - matrix: G, row-major, positive definite, its diagonal around one; nil for the unit matrix.
  ///   - linear: a; shape: variables.
  ///   - bounds: The lowest and the highest value of each variable.
  ///   - equations: Those that follow from others are allowed.
  static func minimum(
    matrix: [Double]?, linear: [Double], bounds: [ClosedRange<Double>], equations: [Equation]
  ) throws(Failure) -> [Double] {
    var program = try QuadraticProgram(matrix: matrix, linear: linear)
    for equation in equations { try program.take(equation) }
    var steps = 0
    while let bound = program.worst(of: bounds) {
      try program.take(bound)
      steps += 1
      guard steps < 100 * (linear.count + 10) else { throw .infeasible }
    }
    for case .some(let bound) in program.active { program.x[bound.index] = bound.value }
    return zip(program.x, bounds).map { min(max($0, $1.lowerBound), $1.upperBound) }
  }

  private mutating func take(_ equation: Equation) throws(Failure) {
    let normal = equation.coefficients
    let residual = dot(normal, x) - equation.value
    let size = dot(normal, normal)
    guard size > 0 else {
      guard residual.magnitude <= 1e-9 else { throw .infeasible }
      return
    }
    let reduced = project(normal)
    let direction = direction(reduced)
    let slope = dot(direction, normal)
    guard slope > 1e-11 * size * dot(reduced, reduced).squareRoot() / size.squareRoot() else {
      // It follows from the equations before it, or contradicts them.
      guard residual.magnitude <= 1e-9 else { throw .infeasible }
      return
    }
    step(-residual / slope, along: direction, against: backSolve(reduced))
    add(reduced, nil, -residual / slope)
  }

  /// The bound that is violated most, the first one of several; nil when none is.
  private func worst(of bounds: [ClosedRange<Double>]) -> Bound? {
    var deepest = -Self.tolerance
    var found: Bound?
    for index in 0..<count {
      let (below, above) = (x[index] - bounds[index].lowerBound, bounds[index].upperBound - x[index])
      let bound =
        below < above
        ? Bound(index: index, sign: 1, value: bounds[index].lowerBound)
        : Bound(index: index, sign: -1, value: bounds[index].upperBound)
      let slack = min(below, above)
      if slack < deepest, !active.contains(bound) { (deepest, found) = (slack, bound) }
    }
    return found
  }

  /// Moves until the bound is met, dropping bounds whose multipliers would turn negative.
  private mutating func take(_ bound: Bound) throws(Failure) {
    var multiplier = 0.0
    while true {
      let reduced = (0..<count).map { bound.sign * basis[bound.index * count + $0] }
      let direction = direction(reduced)
      let against = backSolve(reduced)
      var blocked: (place: Int, length: Double)?
      for place in active.indices where active[place] != nil && against[place] > 1e-14 {
        let length = multipliers[place] / against[place]
        if length < blocked?.length ?? .infinity { blocked = (place, length) }
      }
      let slack = bound.sign * (x[bound.index] - bound.value)
      let slope = bound.sign * direction[bound.index]
      let full = slope > 1e-11 * dot(reduced, reduced) ? -slack / slope : .infinity
      let length = min(full, blocked?.length ?? .infinity)
      guard length.isFinite else { throw .infeasible }
      multiplier += length
      step(full.isFinite ? length : 0, along: direction, against: [])
      for place in active.indices { multipliers[place] -= length * against[place] }
      if let blocked, blocked.length < full {
        drop(blocked.place)
      } else {
        add(reduced, bound, multiplier)
        return
      }
    }
  }

  private mutating func step(_ length: Double, along direction: [Double], against: [Double]) {
    for index in 0..<count { x[index] += length * direction[index] }
    for place in against.indices { multipliers[place] -= length * against[place] }
  }

  /// Jᵀ × vector.
  private func project(_ vector: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: count)
    for row in 0..<count where vector[row] != 0 {
      for column in 0..<count { result[column] += basis[row * count + column] * vector[row] }
    }
    return result
  }

  /// Where x may go without leaving the constraints taken in.
  private func direction(_ reduced: [Double]) -> [Double] {
    (0..<count).map { row in
      var sum = 0.0
      for column in active.count..<count { sum += basis[row * count + column] * reduced[column] }
      return sum
    }
  }

  /// How the multipliers of the constraints taken in change.
  private func backSolve(_ reduced: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: active.count)
    for row in active.indices.reversed() {
      var sum = reduced[row]
      for column in row + 1..<max(row + 1, active.count) {
        sum -= triangle[column * count + row] * result[column]
      }
      result[row] = sum / triangle[row * count + row]
    }
    return result
  }

  private mutating func add(_ reduced: [Double], _ bound: Bound?, _ multiplier: Double) {
    var reduced = reduced
    let place = active.count
    for column in stride(from: count - 1, to: place, by: -1) where reduced[column] != 0 {
      let turn = Turn(reduced[column - 1], reduced[column])
      (reduced[column - 1], reduced[column]) = (turn.length, 0)
      rotate(turn, columns: column - 1, column)
    }
    for row in 0...place { triangle[place * count + row] = reduced[row] }
    active.append(bound)
    multipliers.append(multiplier)
  }

  private mutating func drop(_ place: Int) {
    let last = active.count - 1
    for column in place..<last {
      for row in 0...(column + 1) {
        triangle[column * count + row] = triangle[(column + 1) * count + row]
      }
    }
    active.remove(at: place)
    multipliers.remove(at: place)
    for column in place..<last {
      let turn = Turn(triangle[column * count + column], triangle[column * count + column + 1])
      for other in column..<last {
        let (upper, lower) = turn.apply(
          triangle[other * count + column], triangle[other * count + column + 1])
        triangle[other * count + column] = upper
        triangle[other * count + column + 1] = lower
      }
      rotate(turn, columns: column, column + 1)
    }
  }

  private mutating func rotate(_ turn: Turn, columns first: Int, _ second: Int) {
    for row in 0..<count {
      let turned = turn.apply(basis[row * count + first], basis[row * count + second])
      (basis[row * count + first], basis[row * count + second]) = turned
    }
  }

  private func dot(_ first: [Double], _ second: [Double]) -> Double {
    var sum = 0.0
    for index in first.indices { sum += first[index] * second[index] }
    return sum
  }
}

/// A plane rotation that turns a pair onto its first axis (Givens).
private struct Turn {
  let cosine: Double
  let sine: Double
  let length: Double

  init(_ first: Double, _ second: Double) {
    length = (first * first + second * second).squareRoot()
    (cosine, sine) = length > 0 ? (first / length, second / length) : (1, 0)
  }

  func apply(_ first: Double, _ second: Double) -> (Double, Double) {
    (cosine * first + sine * second, cosine * second - sine * first)
  }
}
