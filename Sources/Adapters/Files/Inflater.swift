/// Compressed bytes that are damaged.
struct InflateFault: Error, Hashable {
  let message: String
  init(_ message: String) { self.message = message }
}

/// Undoes gzip (RFC 1952) with its deflate (RFC 1951), chunk by chunk.
///
/// Checks each member's CRC and length. Memory: the chunk, 32 KB of history and what is not taken yet.
final class Inflater {
  private enum Phase { case member, block, stored(Int), codes, trailer, done }

  /// Bytes given at once at most, and how far a match reaches back.
  private static let emitted = 1 << 18
  private static let reach = 1 << 15
  /// More than any gzip header, or any table of codes, that is met outside a test of patience.
  private static let headerBytes = 4096
  private static let tableBytes = 512
  /// More than one symbol takes: 15 + 5 + 15 + 13 bits.
  private static let symbolBytes = 8

  private var phase = Phase.member
  private var input: [UInt8] = []
  private var position = 0
  private var bits: UInt64 = 0
  private var bitCount = 0
  private var isFinished = false
  private var isBegun = false

  /// History, then what is not taken yet.
  private var output: [UInt8] = []
  private var taken = 0
  private var isLastBlock = false
  private var checksum = CRC32()
  private var size: UInt32 = 0
  private var literals = HuffmanTable.fixedLiterals
  private var distances = HuffmanTable.fixedDistances

  /// Whether everything was given.
  var isComplete: Bool {
    if case .done = phase { return taken == output.count }
    return false
  }

  func append(_ bytes: [UInt8]) {
    if position > 0 {
      input.removeSubrange(..<position)
      position = 0
    }
    input.append(contentsOf: bytes)
  }

  /// Says that no bytes follow.
  func finish() { isFinished = true }

  /// The next bytes, at least one; nil when more have to be appended, or all were given.
  func next() throws(InflateFault) -> [UInt8]? {
    if taken > Self.reach {
      output.removeSubrange(..<(taken - Self.reach))
      taken = Self.reach
    }
    while output.count - taken < Self.emitted, try step() {}
    guard output.count > taken else { return nil }
    let bytes = Array(output[taken...])
    taken = output.count
    checksum.add(bytes)
    size &+= UInt32(truncatingIfNeeded: bytes.count)
    return bytes
  }

  // MARK: Steps

  /// Goes on; false when more bytes are needed or nothing is left.
  private func step() throws(InflateFault) -> Bool {
    switch phase {
    case .member:
      guard has(Self.headerBytes) else { return false }
      if isFinished, isBegun, bitCount == 0, position == input.count {
        phase = .done
        return false
      }
      isBegun = true
      try readMember()
    case .block:
      guard has(Self.tableBytes) else { return false }
      try readBlock()
    case .stored(let left):
      return try copy(left)
    case .codes:
      return try decode()
    case .trailer:
      guard output.count == taken else { return false }
      guard has(8) else { return false }
      try readTrailer()
    case .done:
      return false
    }
    return true
  }

  private func has(_ bytes: Int) -> Bool {
    isFinished || input.count - position + bitCount / 8 >= bytes
  }

  private func readMember() throws(InflateFault) {
    guard try take(8) == 0x1F, try take(8) == 0x8B else {
      throw InflateFault("it does not begin as gzip does")
    }
    guard try take(8) == 8 else { throw InflateFault("its method of compression is unknown") }
    let flags = try take(8)
    for _ in 0..<6 { _ = try take(8) }
    guard flags & 0xE0 == 0 else { throw InflateFault("its header has unknown flags") }
    if flags & 4 != 0 {
      let extra = try take(16)
      for _ in 0..<extra { _ = try take(8) }
    }
    // The name and the comment end with a zero.
    for flag in [UInt64(8), 16] where flags & flag != 0 { while try take(8) != 0 {} }
    if flags & 2 != 0 { _ = try take(16) }
    checksum = CRC32()
    size = 0
    phase = .block
  }

  private func readBlock() throws(InflateFault) {
    isLastBlock = try take(1) == 1
    switch try take(2) {
    case 0:
      _ = try take(bitCount % 8)
      let (length, inverse) = (try take(16), try take(16))
      guard length ^ inverse == 0xFFFF else { throw InflateFault("a stored block's length is off") }
      phase = .stored(Int(length))
    case 1:
      (literals, distances) = (.fixedLiterals, .fixedDistances)
      phase = .codes
    case 2:
      try readTables()
      phase = .codes
    default:
      throw InflateFault("a block is of no known kind")
    }
  }

  private func copy(_ left: Int) throws(InflateFault) -> Bool {
    var left = left
    while left > 0, has(1), output.count - taken < Self.emitted {
      output.append(UInt8(truncatingIfNeeded: try take(8)))
      left -= 1
    }
    phase = left > 0 ? .stored(left) : (isLastBlock ? .trailer : .block)
    return left == 0 || has(1)
  }

  private func readTables() throws(InflateFault) {
    let literalCount = Int(try take(5)) + 257
    let distanceCount = Int(try take(5)) + 1
    let lengthCount = Int(try take(4)) + 4
    var lengths = [UInt8](repeating: 0, count: 19)
    for place in Self.lengthOrder.prefix(lengthCount) {
      lengths[place] = UInt8(truncatingIfNeeded: try take(3))
    }
    let table = try HuffmanTable(lengths)
    var all: [UInt8] = []
    while all.count < literalCount + distanceCount {
      let symbol = try symbol(table)
      switch symbol {
      case 0...15: all.append(UInt8(truncatingIfNeeded: symbol))
      case 16:
        guard let last = all.last else { throw InflateFault("a table repeats nothing") }
        let times = 3 + Int(try take(2))
        for _ in 0..<times { all.append(last) }
      case 17:
        let times = 3 + Int(try take(3))
        for _ in 0..<times { all.append(0) }
      default:
        let times = 11 + Int(try take(7))
        for _ in 0..<times { all.append(0) }
      }
    }
    guard all.count == literalCount + distanceCount, all[256] != 0 else {
      throw InflateFault("a block's tables do not fit")
    }
    literals = try HuffmanTable(Array(all[..<literalCount]))
    distances = try HuffmanTable(Array(all[literalCount...]))
  }

  private func decode() throws(InflateFault) -> Bool {
    while output.count - taken < Self.emitted {
      guard has(Self.symbolBytes) else { return false }
      let symbol = try symbol(literals)
      if symbol < 256 {
        output.append(UInt8(truncatingIfNeeded: symbol))
        continue
      }
      guard symbol > 256 else {
        phase = isLastBlock ? .trailer : .block
        return true
      }
      guard symbol < 286 else { throw InflateFault("a match has no length") }
      let (base, extra) = Self.lengthCodes[symbol - 257]
      let length = base + Int(try take(extra))
      let code = try self.symbol(distances)
      guard code < 30 else { throw InflateFault("a match has no distance") }
      let (distanceBase, distanceExtra) = Self.distanceCodes[code]
      let distance = distanceBase + Int(try take(distanceExtra))
      guard distance <= output.count else { throw InflateFault("a match reaches too far back") }
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
    return true
  }

  private func readTrailer() throws(InflateFault) {
    _ = try take(bitCount % 8)
    guard UInt32(truncatingIfNeeded: try take(32)) == checksum.value else {
      throw InflateFault("its checksum does not fit its content")
    }
    guard UInt32(truncatingIfNeeded: try take(32)) == size else {
      throw InflateFault("its length does not fit its content")
    }
    output.removeAll(keepingCapacity: true)
    taken = 0
    // Another member may follow.
    phase = .member
  }

  // MARK: Bits

  private func refill() {
    while bitCount <= 56, position < input.count {
      bits |= UInt64(input[position]) << UInt64(bitCount)
      position += 1
      bitCount += 8
    }
  }

  private func take(_ count: Int) throws(InflateFault) -> UInt64 {
    guard count > 0 else { return 0 }
    if bitCount < count { refill() }
    guard bitCount >= count else { throw InflateFault("it breaks off") }
    let value = bits & ((1 << UInt64(count)) - 1)
    bits >>= UInt64(count)
    bitCount -= count
    return value
  }

  private func symbol(_ table: HuffmanTable) throws(InflateFault) -> Int {
    if bitCount < HuffmanTable.longest { refill() }
    let entry = table.entries[Int(bits & UInt64(HuffmanTable.mask))]
    let length = Int(entry & 15)
    guard length > 0 else { throw InflateFault("a code stands for nothing") }
    guard length <= bitCount else { throw InflateFault("it breaks off") }
    bits >>= UInt64(length)
    bitCount -= length
    return Int(entry >> 4)
  }

  // MARK: The format's tables

  private static let lengthOrder = [
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15,
  ]

  /// Base and extra bits of each length code.
  private static let lengthCodes: [(Int, Int)] = {
    var codes: [(Int, Int)] = []
    var base = 3
    for code in 0..<28 {
      let extra = code < 8 ? 0 : code / 4 - 1
      codes.append((base, extra))
      base += 1 << extra
    }
    return codes + [(258, 0)]
  }()

  /// Base and extra bits of each distance code.
  private static let distanceCodes: [(Int, Int)] = {
    var codes: [(Int, Int)] = []
    var base = 1
    for code in 0..<30 {
      let extra = code < 4 ? 0 : code / 2 - 1
      codes.append((base, extra))
      base += 1 << extra
    }
    return codes
  }()
}

/// Codes of several lengths, looked up by the next fifteen bits.
private struct HuffmanTable {
  static let longest = 15
  static let mask = (1 << longest) - 1

  /// Symbol × 16 + length; zero where no code begins so.
  private(set) var entries = [UInt16](repeating: 0, count: 1 << longest)

  init(_ lengths: [UInt8]) throws(InflateFault) {
    var counts = [Int](repeating: 0, count: Self.longest + 1)
    for length in lengths where length > 0 { counts[Int(length)] += 1 }
    var code = 0
    var next = [Int](repeating: 0, count: Self.longest + 1)
    for length in 1...Self.longest {
      code = (code + counts[length - 1]) << 1
      next[length] = code
      guard code + counts[length] <= 1 << length else {
        throw InflateFault("a table has too many codes")
      }
    }
    for (symbol, length) in lengths.enumerated() where length > 0 {
      let own = next[Int(length)]
      next[Int(length)] += 1
      // Codes come with their highest bit first; the table is asked with it lowest.
      var reversed = 0
      for bit in 0..<Int(length) where own & (1 << bit) != 0 {
        reversed |= 1 << (Int(length) - 1 - bit)
      }
      let entry = UInt16(symbol << 4) | UInt16(length)
      for place in stride(from: reversed, through: Self.mask, by: 1 << Int(length)) {
        entries[place] = entry
      }
    }
  }

  private init(known lengths: [UInt8]) {
    do { self = try HuffmanTable(lengths) } catch {
      preconditionFailure("The format's own tables fit.")
    }
  }

  static let fixedLiterals = HuffmanTable(
    known: [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112)
      + [UInt8](repeating: 7, count: 24) + [UInt8](repeating: 8, count: 8))
  static let fixedDistances = HuffmanTable(known: [UInt8](repeating: 5, count: 30))
}

/// The checksum of gzip: CRC-32 with the reversed polynomial EDB88320.
struct CRC32 {
  private var state = UInt32.max

  var value: UInt32 { ~state }

  mutating func add(_ bytes: [UInt8]) {
    for byte in bytes {
      state = Self.table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ (state >> 8)
    }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
    }
  }
}
