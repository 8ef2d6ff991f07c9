/// Kernels over the window of each symbol that compare; rows stand oldest first.
enum WindowOrders {
  typealias Rows = UnsafeBufferPointer<Row>

  static func apply(
    _ operation: FactorOperator, _ rows: Rows, _ out: Out, _ pitch: Int, first: Double,
    second: Double
  ) {
    switch operation {
    case .windowMinimum: extreme(rows, out, pitch) { $0 .< $1 }
    case .windowMaximum: extreme(rows, out, pitch) { $0 .> $1 }
    case .maximumDifference:
      extreme(rows, out, pitch) { $0 .> $1 }
      Pointwise.subtract(rows[rows.count - 1], Row(out), out, pitch)
    case .argumentMaximum:
      if second == 1 {
        argument(rows, out, pitch, isAge: first == 1) { $0 .> $1 }
      } else {
        argument(rows, out, pitch, isAge: first == 1) { $0 .>= $1 }
      }
    case .argumentMinimum:
      if second == 1 {
        argument(rows, out, pitch, isAge: first == 1) { $0 .< $1 }
      } else {
        argument(rows, out, pitch, isAge: first == 1) { $0 .<= $1 }
      }
    case .windowScale: scale(rows, out, pitch, plus: first)
    case .windowRank: rank(rows, out, pitch, plus: first)
    default: quantile(rows, out, pitch, driver: Int(first))
    }
  }

  @inline(__always)
  private static func extreme(
    _ rows: Rows, _ out: Out, _ pitch: Int, _ beats: (Lanes, Lanes) -> SIMDMask<SIMD8<Int64>>
  ) {
    let count = rows.count
    var place = 0
    while place < pitch {
      var best = load(rows[0], place)
      var row = 1
      while row < count {
        let value = load(rows[row], place)
        // What is missing beats all, and nothing beats it: comparisons with it are false.
        best.replace(with: value, where: beats(value, best) .| (value .!= value))
        row &+= 1
      }
      store(best, out, place)
      place &+= 8
    }
  }

  @inline(__always)
  private static func argument(
    _ rows: Rows, _ out: Out, _ pitch: Int, isAge: Bool,
    _ beats: (Lanes, Lanes) -> SIMDMask<SIMD8<Int64>>
  ) {
    let count = rows.count
    var place = 0
    while place < pitch {
      var best = load(rows[0], place)
      var position = Lanes(repeating: 1)
      var row = 1
      while row < count {
        let value = load(rows[row], place)
        let wins = beats(value, best) .| (value .!= value)
        best.replace(with: value, where: wins)
        position.replace(with: Lanes(repeating: Double(row + 1)), where: wins)
        row &+= 1
      }
      if isAge { position = Double(count) - position }
      store(position.replacing(with: .nan, where: best .!= best), out, place)
      place &+= 8
    }
  }

  private static func scale(_ rows: Rows, _ out: Out, _ pitch: Int, plus constant: Double) {
    let count = rows.count
    var place = 0
    while place < pitch {
      var low = load(rows[0], place)
      var high = low
      var row = 1
      while row < count {
        let value = load(rows[row], place)
        low.replace(with: value, where: (value .< low) .| (value .!= value))
        high.replace(with: value, where: (value .> high) .| (value .!= value))
        row &+= 1
      }
      let range = high - low
      let share = (load(rows[count - 1], place) - low) / range
      store((share + constant).replacing(with: .nan, where: range .== 0), out, place)
      place &+= 8
    }
  }

  private static func rank(_ rows: Rows, _ out: Out, _ pitch: Int, plus constant: Double) {
    let count = rows.count
    let size = Double(count)
    let two = Lanes(repeating: 2)
    let one = Lanes(repeating: 1)
    var place = 0
    while place < pitch {
      let today = load(rows[count - 1], place)
      // Twice the number below plus the number equal, today's own included.
      var halves = one
      var gap = today .!= today
      var row = 0
      while row < count - 1 {
        let value = load(rows[row], place)
        halves += Lanes.zero.replacing(with: two, where: value .< today)
        halves += Lanes.zero.replacing(with: one, where: value .== today)
        gap = gap .| (value .!= value)
        row &+= 1
      }
      let share = (halves + 1) / 2 / size + constant
      store(share.replacing(with: .nan, where: gap), out, place)
      place &+= 8
    }
  }

  private static func quantile(_ rows: Rows, _ out: Out, _ pitch: Int, driver: Int) {
    rank(rows, out, pitch, plus: 0)
    let half = 0.5 / Double(rows.count)
    for place in 0..<pitch {
      out[place] = Drivers.inverse(out[place] - half, driver: driver)
    }
  }
}
