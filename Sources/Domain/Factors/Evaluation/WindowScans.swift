#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Kernels over the window that look at one symbol after the other; rows stand oldest first.
enum WindowScans {
  typealias Rows = UnsafeBufferPointer<Row>

  static func apply(
    _ operation: FactorOperator, _ rows: Rows, _ out: Out, _ width: Int, parameter: Double
  ) {
    for place in 0..<width {
      switch operation {
      case .windowSkewness: out[place] = moment(rows, place, isFourth: false)
      case .windowKurtosis: out[place] = moment(rows, place, isFourth: true)
      case .windowEntropy: out[place] = entropy(rows, place)
      case .countMissing: out[place] = countMissing(rows, place)
      case .backfill, .kthElement: out[place] = newest(rows, place, number: Int(parameter))
      case .lastDifferentValue: out[place] = lastDifferentValue(rows, place)
      default: out[place] = rowsSinceChange(rows, place)
      }
    }
  }

  /// The population's skewness, or its kurtosis (3 for a normal one); missing where nothing moves.
  private static func moment(_ rows: Rows, _ place: Int, isFourth: Bool) -> Double {
    let size = Double(rows.count)
    let base = rows[0][place]
    var sum = 0.0
    for row in rows { sum += row[place] - base }
    let offset = sum / size
    var squares = 0.0
    var higher = 0.0
    for row in rows {
      let distance = (row[place] - base) - offset
      let square = distance * distance
      squares += square
      higher += isFourth ? square * square : square * distance
    }
    let variance = squares / size
    guard variance > 0 else { return .nan }
    return isFourth
      ? higher / size / (variance * variance)
      : higher / size / (variance * variance.squareRoot())
  }

  /// Zero where all values are equal.
  private static func entropy(_ rows: Rows, _ place: Int) -> Double {
    var low = Double.infinity
    var high = -Double.infinity
    for row in rows {
      guard !row[place].isNaN else { return .nan }
      low = min(low, row[place])
      high = max(high, row[place])
    }
    guard high > low, (high - low).isFinite else { return high == low ? 0 : .nan }
    var counts = SIMD16<Double>.zero
    for row in rows {
      counts[min(9, Int((row[place] - low) / (high - low) * 10))] += 1
    }
    var total = 0.0
    for bin in 0..<10 where counts[bin] > 0 {
      let share = counts[bin] / Double(rows.count)
      total -= share * log(share)
    }
    return total
  }

  private static func countMissing(_ rows: Rows, _ place: Int) -> Double {
    var count = 0.0
    for row in rows where row[place].isNaN { count += 1 }
    return count
  }

  /// The k-th newest value that is there.
  private static func newest(_ rows: Rows, _ place: Int, number: Int) -> Double {
    var left = number
    for row in rows.reversed() where !row[place].isNaN {
      left -= 1
      if left <= 0 { return row[place] }
    }
    return .nan
  }

  private static func lastDifferentValue(_ rows: Rows, _ place: Int) -> Double {
    let today = rows[rows.count - 1][place]
    guard !today.isNaN else { return .nan }
    for row in rows.reversed() where !row[place].isNaN && row[place] != today {
      return row[place]
    }
    return .nan
  }

  /// The age of the oldest value of today's run of equal ones, gaps passed over; missing where the
  /// window shows no value before the run.
  private static func rowsSinceChange(_ rows: Rows, _ place: Int) -> Double {
    let today = rows[rows.count - 1][place]
    guard !today.isNaN else { return .nan }
    var age = 0.0
    for (ago, row) in rows.reversed().enumerated() where !row[place].isNaN {
      if row[place] != today { return age }
      age = Double(ago)
    }
    return .nan
  }
}
