/// The eight working words of SHA-256 and its compression function (FIPS 180-4, 6.2.2).
struct SHA256State: Sendable {
  private var a: UInt32 = 0x6a09_e667
  private var b: UInt32 = 0xbb67_ae85
  private var c: UInt32 = 0x3c6e_f372
  private var d: UInt32 = 0xa54f_f53a
  private var e: UInt32 = 0x510e_527f
  private var f: UInt32 = 0x9b05_688c
  private var g: UInt32 = 0x1f83_d9ab
  private var h: UInt32 = 0x5be0_cd19

  /// The words as 32 bytes, big-endian.
  var bytes: [UInt8] {
    [a, b, c, d, e, f, g, h].flatMap { word in
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
    }
  }

  /// Absorbs the first `blocks` blocks of 64 bytes of `message`.
  ///
  /// - Complexity: O(*blocks*); the schedule lives on the stack.
  mutating func compress(_ message: UnsafeRawBufferPointer, blocks: Int) {
    precondition(blocks * 64 <= message.count, "The message holds every block.")
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
      Self.roundConstants.withUnsafeBufferPointer { constants in
        for block in 0..<blocks {
          for word in 0..<16 {
            let raw = message.loadUnaligned(
              fromByteOffset: block &* 64 &+ word &* 4, as: UInt32.self)
            schedule[word] = UInt32(bigEndian: raw)
          }
          for word in 16..<64 {
            let x = schedule[word &- 15]
            let y = schedule[word &- 2]
            let low = rotate(x, 7) ^ rotate(x, 18) ^ (x &>> 3)
            let high = rotate(y, 17) ^ rotate(y, 19) ^ (y &>> 10)
            schedule[word] = schedule[word &- 16] &+ low &+ schedule[word &- 7] &+ high
          }
          absorb(UnsafeBufferPointer(schedule), constants)
        }
      }
    }
  }

  /// Runs the 64 rounds, eight at a time so that no word has to move.
  private mutating func absorb(
    _ w: UnsafeBufferPointer<UInt32>, _ k: UnsafeBufferPointer<UInt32>
  ) {
    var (a, b, c, d, e, f, g, h) = (self.a, self.b, self.c, self.d, self.e, self.f, self.g, self.h)
    var t = 0
    while t < 64 {
      round(a, b, c, &d, e, f, g, &h, w[t] &+ k[t])
      round(h, a, b, &c, d, e, f, &g, w[t &+ 1] &+ k[t &+ 1])
      round(g, h, a, &b, c, d, e, &f, w[t &+ 2] &+ k[t &+ 2])
      round(f, g, h, &a, b, c, d, &e, w[t &+ 3] &+ k[t &+ 3])
      round(e, f, g, &h, a, b, c, &d, w[t &+ 4] &+ k[t &+ 4])
      round(d, e, f, &g, h, a, b, &c, w[t &+ 5] &+ k[t &+ 5])
      round(c, d, e, &f, g, h, a, &b, w[t &+ 6] &+ k[t &+ 6])
      round(b, c, d, &e, f, g, h, &a, w[t &+ 7] &+ k[t &+ 7])
      t &+= 8
    }
    self.a &+= a
    self.b &+= b
    self.c &+= c
    self.d &+= d
    self.e &+= e
    self.f &+= f
    self.g &+= g
    self.h &+= h
  }

  private static let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
    0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
    0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
    0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
    0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
    0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
    0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
    0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
    0xc671_78f2,
  ]
}

@inline(__always)
private func rotate(_ word: UInt32, _ places: UInt32) -> UInt32 {
  (word &>> places) | (word &<< (32 &- places))
}

@inline(__always)
private func round(
  _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32, _ e: UInt32, _ f: UInt32, _ g: UInt32,
  _ h: inout UInt32, _ input: UInt32
) {
  let choice = g ^ (e & (f ^ g))
  let first = h &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ choice &+ input
  let majority = (a & b) | (c & (a | b))
  let second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ majority
  d &+= first
  h = first &+ second
}
