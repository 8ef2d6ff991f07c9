#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

typealias Lanes = SIMD8<Double>
typealias Row = UnsafePointer<Double>
typealias Out = UnsafeMutablePointer<Double>

@inline(__always)
func load(_ row: Row, _ place: Int) -> Lanes {
  UnsafeRawPointer(row + place).loadUnaligned(as: Lanes.self)
}

@inline(__always)
func store(_ value: Lanes, _ out: Out, _ place: Int) {
  UnsafeMutableRawPointer(out + place).storeBytes(of: value, as: Lanes.self)
}

/// Kernels that compute each value from values of the same symbol and row.
enum Pointwise {
  private static let missing = Lanes(repeating: .nan)
  private static let truth = Lanes(repeating: 1)

  @inline(__always)
  private static func map(_ x: Row, _ out: Out, _ count: Int, _ body: (Lanes) -> Lanes) {
    var place = 0
    while place < count {
      store(body(load(x, place)), out, place)
      place &+= 8
    }
  }

  @inline(__always)
  private static func map(
    _ x: Row, _ y: Row, _ out: Out, _ count: Int, _ body: (Lanes, Lanes) -> Lanes
  ) {
    var place = 0
    while place < count {
      store(body(load(x, place), load(y, place)), out, place)
      place &+= 8
    }
  }

  @inline(__always)
  private static func each(_ x: Row, _ out: Out, _ count: Int, _ body: (Double) -> Double) {
    for place in 0..<count { out[place] = body(x[place]) }
  }

  static func subtract(_ x: Row, _ y: Row, _ out: Out, _ count: Int) {
    map(x, y, out, count) { $0 - $1 }
  }

  /// Operators of one argument. Returns how many divisions had the divisor zero.
  static func one(
    _ operation: FactorOperator, _ x: Row, _ out: Out, width: Int, pitch: Int, replacement: Double
  ) -> Int {
    switch operation {
    case .negate: map(x, out, pitch) { -$0 }
    case .absolute: map(x, out, pitch) { (-$0).replacing(with: $0, where: $0 .>= 0) }
    case .logarithm: each(x, out, pitch) { $0 > 0 ? log($0) : .nan }
    case .exponential: each(x, out, pitch) { exp($0) }
    case .sign:
      map(x, out, pitch) {
        Lanes.zero.replacing(with: 1, where: $0 .> 0).replacing(with: -1, where: $0 .< 0)
          .replacing(with: missing, where: $0 .!= $0)
      }
    case .squareRoot: map(x, out, pitch) { $0.squareRoot() }
    case .inverse:
      map(x, out, pitch) { (1 / $0).replacing(with: missing, where: $0 .== 0) }
      return zeros(x, nil, width)
    case .signedLog:
      each(x, out, pitch) { value in
        let size = log1p(value.magnitude)
        return value < 0 ? -size : size
      }
    case .not:
      map(x, out, pitch) {
        Lanes.zero.replacing(with: truth, where: $0 .== 0)
          .replacing(with: missing, where: $0 .!= $0)
      }
    case .isMissing: map(x, out, pitch) { Lanes.zero.replacing(with: truth, where: $0 .!= $0) }
    case .replaceMissing:
      let value = Lanes(repeating: replacement)
      map(x, out, pitch) { $0.replacing(with: value, where: $0 .!= $0) }
    default: preconditionFailure("\(operation) has not one argument.")
    }
    return 0
  }

  /// How many divisors are zero where there is something to divide.
  private static func zeros(_ divisor: Row, _ dividend: Row?, _ width: Int) -> Int {
    var count = 0
    for place in 0..<width where divisor[place] == 0 {
      if let value = dividend?[place], value.isNaN { continue }
      count += 1
    }
    return count
  }

  @inline(__always)
  private static func compare(
    _ x: Row, _ y: Row, _ out: Out, _ pitch: Int, _ isFalseWhenMissing: Bool,
    _ body: (Lanes, Lanes) -> SIMDMask<SIMD8<Int64>>
  ) {
    map(x, y, out, pitch) { left, right in
      let gap = (left .!= left) .| (right .!= right)
      let gapValue = isFalseWhenMissing ? Lanes.zero : missing
      return Lanes.zero.replacing(with: truth, where: body(left, right))
        .replacing(with: gapValue, where: gap)
    }
  }

  /// Operators of two arguments. Returns how many divisions had the divisor zero.
  static func two(
    _ operation: FactorOperator, _ x: Row, _ y: Row, _ out: Out, width: Int, pitch: Int,
    isFalseWhenMissing: Bool
  ) -> Int {
    let lenient = isFalseWhenMissing
    switch operation {
    case .add: map(x, y, out, pitch) { $0 + $1 }
    case .subtract: subtract(x, y, out, pitch)
    case .multiply: map(x, y, out, pitch) { $0 * $1 }
    case .divide:
      map(x, y, out, pitch) { ($0 / $1).replacing(with: missing, where: $1 .== 0) }
      return zeros(y, x, width)
    case .minimum:
      map(x, y, out, pitch) {
        $0.replacing(with: $1, where: ($1 .< $0) .| ($1 .!= $1))
      }
    case .maximum:
      map(x, y, out, pitch) {
        $0.replacing(with: $1, where: ($1 .> $0) .| ($1 .!= $1))
      }
    case .less: compare(x, y, out, pitch, lenient) { $0 .< $1 }
    case .lessOrEqual: compare(x, y, out, pitch, lenient) { $0 .<= $1 }
    case .greater: compare(x, y, out, pitch, lenient) { $0 .> $1 }
    case .greaterOrEqual: compare(x, y, out, pitch, lenient) { $0 .>= $1 }
    case .equal: compare(x, y, out, pitch, lenient) { $0 .== $1 }
    case .notEqual: compare(x, y, out, pitch, lenient) { $0 .!= $1 }
    case .and: compare(x, y, out, pitch, false) { ($0 .!= 0) .& ($1 .!= 0) }
    case .or: compare(x, y, out, pitch, false) { ($0 .!= 0) .| ($1 .!= 0) }
    default: preconditionFailure("\(operation) has not two arguments.")
    }
    return 0
  }

  static func select(_ condition: Row, _ x: Row, _ y: Row, _ out: Out, _ pitch: Int) {
    var place = 0
    while place < pitch {
      let test = load(condition, place)
      let value = load(x, place).replacing(with: load(y, place), where: test .== 0)
      store(value.replacing(with: missing, where: test .!= test), out, place)
      place &+= 8
    }
  }

  /// A missing yesterday is followed by today's value.
  static func hump(_ x: Row, before: Row, _ out: Out, _ width: Int, threshold: Double) {
    for place in 0..<width {
      let old = before[place]
      let change = x[place] - old
      if old.isNaN || x[place].isNaN {
        out[place] = x[place]
      } else if change.magnitude <= threshold {
        out[place] = old
      } else {
        out[place] = change > 0 ? x[place] - threshold : x[place] + threshold
      }
    }
  }

  /// A condition holds where it is above zero; −1 never does.
  static func tradeWhen(
    entry: Row, alpha: Row, exit: Row, before: Row, _ out: Out, _ width: Int
  ) {
    for place in 0..<width {
      out[place] = entry[place] > 0 ? alpha[place] : exit[place] > 0 ? .nan : before[place]
    }
  }
}

/// Powers of values; whole exponents by multiplication.
enum Powers {
  /// - Parameter constant: The exponent where it is one for all symbols and rows.
  static func apply(
    _ x: Row, _ y: Row, constant: Double?, isSigned: Bool, _ out: Out, _ pitch: Int
  ) {
    if let exponent = constant, exponent >= 1, exponent <= 16, exponent == exponent.rounded() {
      return whole(x, Int(exponent), isSigned: isSigned, out, pitch)
    }
    for place in 0..<pitch {
      let base = x[place]
      let exponent = y[place]
      guard !base.isNaN, !exponent.isNaN, base != 0 || exponent >= 0 else {
        out[place] = .nan
        continue
      }
      if !isSigned {
        out[place] = exponent == 0.5 ? base.squareRoot() : pow(base, exponent)
      } else {
        let size = base == 0 ? 0 : pow(base.magnitude, exponent)
        out[place] = base < 0 ? -size : size
      }
    }
  }

  private static func whole(
    _ x: Row, _ exponent: Int, isSigned: Bool, _ out: Out, _ pitch: Int
  ) {
    let flips = isSigned && exponent % 2 == 0
    var place = 0
    while place < pitch {
      let value = load(x, place)
      var power = value
      for _ in 1..<exponent { power *= value }
      if flips { power.replace(with: -power, where: value .< 0) }
      store(power, out, place)
      place &+= 8
    }
  }
}
