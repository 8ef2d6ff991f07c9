/// Factors computed as the rows come, one at a time; bit for bit what the whole panel gives.
///
/// The state is as large as the longest windows: it does not grow with the rows.
public struct FactorStream: Sendable {
  private let program: FactorProgram
  /// How many symbols there are.
  public let width: Int
  /// Values from one row of memory to the next: the width rounded up to whole vectors.
  private let pitch: Int
  private var arena: [Double]
  /// How many rows there have been.
  public private(set) var rowCount: Int
  /// How many divisions so far had the divisor zero.
  public internal(set) var divisionsByZero = 0

  /// Begins before the first row.
  ///
  /// - Parameter groups: A category of each symbol for each classification that the program reads.
  /// - Precondition: Every classification that is read is there, with one category a symbol.
  public init(_ program: FactorProgram, width: Int, groups: [String: [Int32]]) {
    self.init(program, width: width, groups: groups, rowsBefore: 0)
  }

  /// - Parameter rowsBefore: How many rows are skipped, none of which a value will depend on.
  init(_ program: FactorProgram, width: Int, groups: [String: [Int32]], rowsBefore: Int) {
    precondition(
      program.groups.allSatisfy { groups[$0]?.count == width },
      "A classification has one category a symbol.")
    self.program = program
    self.width = width
    pitch = (width + 7) & ~7
    rowCount = rowsBefore
    arena = [Double](repeating: .nan, count: pitch * program.slotCount)
    for step in program.steps {
      let start = step.slot * pitch
      switch step.node.kind {
      case .constant(let value) where step.history == 1:
        for place in 0..<pitch { arena[start + place] = value }
      case .group(let name):
        let categories = groups[name] ?? []
        for past in 0..<step.history {
          for symbol in 0..<width {
            arena[start + past * pitch + symbol] = Double(categories[symbol])
          }
        }
      default: break
      }
    }
  }

  /// Takes the next row; NaN is a missing value.
  public mutating func append(_ row: (_ field: FactorField, _ symbol: Int) -> Double) {
    let width = width
    let fields = program.fields
    advance { field, out in
      for symbol in 0..<width { out[symbol] = row(fields[field], symbol) }
    }
  }

  /// Takes the next row from a panel's columns, in the order of the program's fields.
  mutating func append(row: Int, of columns: [[Double]]) {
    let width = width
    advance { field, out in
      columns[field].withUnsafeBufferPointer { column in
        guard let base = column.baseAddress else { return }
        out.update(from: base + row * width, count: width)
      }
    }
  }

  /// Returns a factor's value of the newest row; NaN when it is missing or there was no row.
  public func value(of tree: Int, symbol: Int) -> Double {
    precondition(symbol >= 0 && symbol < width, "There is no such symbol.")
    return rowCount == 0 ? .nan : arena[start(ofNewest: program.roots[tree]) + symbol]
  }

  /// Returns a factor's values of the newest row, one a symbol.
  public func values(of tree: Int) -> [Double] {
    guard rowCount > 0 else { return Array(repeating: .nan, count: width) }
    let start = start(ofNewest: program.roots[tree])
    return Array(arena[start..<(start + width)])
  }

  func copy(_ tree: Int, into values: inout [Double], at place: Int) {
    let start = start(ofNewest: program.roots[tree])
    values.withUnsafeMutableBufferPointer { target in
      arena.withUnsafeBufferPointer { source in
        guard let to = target.baseAddress, let from = source.baseAddress else { return }
        (to + place).update(from: from + start, count: width)
      }
    }
  }

  private func start(ofNewest place: Int) -> Int {
    let step = program.steps[place]
    return (step.slot + (rowCount - 1) % step.history) * pitch
  }

  /// Computes one row of every step.
  private mutating func advance(
    _ fill: (_ field: Int, _ out: UnsafeMutablePointer<Double>) -> Void
  ) {
    rowCount += 1
    let sheet = FactorSheet(
      steps: program.steps, fields: program.fields, width: width, pitch: pitch, row: rowCount - 1)
    divisionsByZero += arena.withUnsafeMutableBufferPointer { memory in
      guard let base = memory.baseAddress else { return 0 }
      return sheet.compute(in: base, fill)
    }
  }
}

extension FactorStream {
  /// What the stream has to remember, as bytes that `init(_:width:groups:state:)` goes on from.
  public var state: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(24 + 8 * arena.count)
    for number in [UInt64(rowCount), UInt64(divisionsByZero), UInt64(arena.count)] {
      Self.append(number, to: &bytes)
    }
    for value in arena { Self.append(value.bitPattern, to: &bytes) }
    return bytes
  }

  /// Goes on from a saved state of the same program and width.
  ///
  /// - Returns: nil when the bytes are not such a state.
  public init?(_ program: FactorProgram, width: Int, groups: [String: [Int32]], state: [UInt8]) {
    self.init(program, width: width, groups: groups)
    guard state.count == 24 + 8 * arena.count, Self.number(0, in: state) < UInt64(Int.max),
      Self.number(1, in: state) < UInt64(Int.max), Self.number(2, in: state) == arena.count
    else { return nil }
    rowCount = Int(Self.number(0, in: state))
    divisionsByZero = Int(Self.number(1, in: state))
    for place in arena.indices {
      arena[place] = Double(bitPattern: Self.number(3 + place, in: state))
    }
  }

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
    }
  }

  private static func number(_ place: Int, in bytes: [UInt8]) -> UInt64 {
    (0..<8).reduce(0) { $0 | UInt64(bytes[8 * place + $1]) << UInt64(8 * $1) }
  }
}
