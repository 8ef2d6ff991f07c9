/// CRC-32C (Castagnoli), which finds every error burst of up to 32 bits; RFC 3720, appendix B.4.
struct Checksum {
  private var register: UInt32 = 0xFFFF_FFFF

  /// The checksum of all bytes added so far.
  var value: UInt32 { register ^ 0xFFFF_FFFF }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    Self.table.withUnsafeBufferPointer { table in
      for byte in bytes {
        register = table[Int((register ^ UInt32(byte)) & 0xFF)] ^ (register >> 8)
      }
    }
  }

  /// The remainders of every byte under the reflected polynomial 0x82F63B78.
  private static let table: [UInt32] = (0..<256).map { byte in
    var remainder = UInt32(byte)
    for _ in 0..<8 {
      remainder = remainder & 1 == 1 ? (remainder >> 1) ^ 0x82F6_3B78 : remainder >> 1
    }
    return remainder
  }
}
