/// The order of a row's values, by radix sort.
///
/// Keys are the values rounded to 32 bits, which keeps the order but may make neighbours equal; runs
/// of equal keys are then put in order by the values themselves.
enum RowOrder {
  /// Calls with the symbols that have a value, ascending by value, equal ones by symbol.
  static func ascending(
    _ x: Row, _ width: Int, _ body: (_ order: UnsafeMutableBufferPointer<UInt64>) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * max(width, 1)) { memory in
      guard let keys = memory.baseAddress else { return }
      var count = 0
      for symbol in 0..<width {
        let value = x[symbol]
        if value == value {
          // Adding zero makes one of the two zeros.
          let bits = Float(value + 0.0).bitPattern
          let flip = UInt32(bitPattern: Int32(bitPattern: bits) >> 31) | 0x8000_0000
          keys[count] = UInt64(bits ^ flip) << 32 | UInt64(truncatingIfNeeded: symbol)
          count &+= 1
        }
      }
      let spare = keys + max(width, 1)
      let isInSpare = sort(keys, spare, count)
      let sorted = UnsafeMutableBufferPointer(start: isInSpare ? spare : keys, count: count)
      settle(sorted, x)
      body(sorted)
    }
  }

  @inline(__always)
  static func symbol(_ entry: UInt64) -> Int { Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) }

  /// Returns whether the sorted entries stand in the spare memory.
  private static func sort(
    _ keys: UnsafeMutablePointer<UInt64>, _ spare: UnsafeMutablePointer<UInt64>, _ count: Int
  ) -> Bool {
    let bits = count < 1500 ? 8 : 11
    let passes = count < 1500 ? 4 : 3
    let size = 1 << bits
    let mask = UInt64(size - 1)
    var from = keys
    var to = spare
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 3 * 2048) { memory in
      guard let counts = memory.baseAddress, count > 1 else { return }
      counts.initialize(repeating: 0, count: passes * size)
      for place in 0..<count {
        var key = from[place] >> 32
        for pass in 0..<passes {
          counts[pass &* size &+ Int(truncatingIfNeeded: key & mask)] &+= 1
          key >>= UInt64(bits)
        }
      }
      for pass in 0..<passes {
        let own = counts + pass * size
        let shift = UInt64(32 + pass * bits)
        let first = Int(truncatingIfNeeded: (from[0] >> shift) & mask)
        if Int(own[first]) == count { continue }
        var start: UInt32 = 0
        for digit in 0..<size {
          let held = own[digit]
          own[digit] = start
          start &+= held
        }
        for place in 0..<count {
          let entry = from[place]
          let digit = Int(truncatingIfNeeded: (entry >> shift) & mask)
          to[Int(own[digit])] = entry
          own[digit] &+= 1
        }
        swap(&from, &to)
      }
    }
    return from != keys
  }

  /// Orders runs of equal keys by their values.
  private static func settle(_ entries: UnsafeMutableBufferPointer<UInt64>, _ x: Row) {
    let count = entries.count
    var start = 0
    while start < count {
      let key = entries[start] >> 32
      var end = start &+ 1
      if end == count || entries[end] >> 32 != key {
        start = end
        continue
      }
      var isMixed = false
      let value = x[symbol(entries[start])]
      while end < count, entries[end] >> 32 == key {
        if x[symbol(entries[end])] != value { isMixed = true }
        end &+= 1
      }
      if isMixed {
        var run = UnsafeMutableBufferPointer(rebasing: entries[start..<end])
        run.sort {
          let left = x[symbol($0)]
          let right = x[symbol($1)]
          return left == right ? $0 < $1 : left < right
        }
      }
      start = end
    }
  }

  /// Calls for each value with its average rank, 1 for the smallest.
  @inline(__always)
  static func ranks(
    _ x: Row, _ width: Int, _ body: (_ symbol: Int, _ rank: Double, _ count: Int) -> Void
  ) {
    ascending(x, width) { order in
      let count = order.count
      var start = 0
      while start < count {
        let key = order[start] >> 32
        var end = start &+ 1
        if end < count, order[end] >> 32 == key {
          let value = x[symbol(order[start])]
          while end < count, order[end] >> 32 == key, x[symbol(order[end])] == value { end &+= 1 }
        }
        let rank = Double(start &+ 1 &+ end) / 2
        for place in start..<end { body(symbol(order[place]), rank, count) }
        start = end
      }
    }
  }
}
