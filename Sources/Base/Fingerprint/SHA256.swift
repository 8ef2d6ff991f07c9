/// The SHA-256 digest of bytes that arrive in any number of pieces.
///
/// FIPS 180-4, section 6.2. It fingerprints specifications, snapshots, runs and audit entries; it is
/// no secret-keeping code and is not hardened against timing.
///
///     var digest = SHA256()
///     digest.update("ab")
///     digest.update("c")
///     digest.finalize()   // the same 32 bytes as for "abc"
public struct SHA256: Sendable {
  /// Bytes in a digest.
  public static let byteCount = 32

  private var state = SHA256State()
  /// Bytes that do not fill a block yet; shape: 64.
  private var pending = [UInt8](repeating: 0, count: 64)
  private var pendingCount = 0
  private var totalBytes: UInt64 = 0

  /// Creates the digest of no bytes.
  public init() {}

  /// Adds bytes to the end of the message.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    totalBytes &+= UInt64(bytes.count)
    var rest = bytes[...]
    if pendingCount > 0 {
      let taken = min(64 - pendingCount, rest.count)
      for offset in 0..<taken { pending[pendingCount + offset] = rest[rest.startIndex + offset] }
      pendingCount += taken
      rest = rest.dropFirst(taken)
      guard pendingCount == 64 else { return }
      pending.withUnsafeBytes { state.compress($0, blocks: 1) }
      pendingCount = 0
    }
    let blocks = rest.count / 64
    if blocks > 0 {
      state.compress(UnsafeRawBufferPointer(rebasing: rest), blocks: blocks)
      rest = rest.dropFirst(blocks * 64)
    }
    for byte in rest {
      pending[pendingCount] = byte
      pendingCount += 1
    }
  }

  /// Adds bytes to the end of the message.
  public mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// Adds the UTF-8 bytes of `text` to the end of the message.
  public mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  /// Returns the digest's 32 bytes; the value then describes a finished message.
  ///
  /// Copy the value first to go on with the message.
  public mutating func finalize() -> [UInt8] {
    let bitCount = totalBytes &* 8
    // One bit, zeros up to 56 bytes of a block, then the length in bits, big-endian.
    var padding: [UInt8] = [0x80]
    padding += [UInt8](repeating: 0, count: (pendingCount < 56 ? 55 : 119) - pendingCount)
    for shift in stride(from: 56, through: 0, by: -8) {
      padding.append(UInt8(truncatingIfNeeded: bitCount >> UInt64(shift)))
    }
    update(padding)
    return state.bytes
  }

  /// Returns the digest of `bytes`, 64 lower-case hexadecimal digits.
  public static func hex(of bytes: [UInt8]) -> String {
    var digest = SHA256()
    digest.update(bytes)
    return text(of: digest.finalize())
  }

  /// Returns the digest of the UTF-8 bytes of `text`, 64 lower-case hexadecimal digits.
  public static func hex(of text: String) -> String {
    var digest = SHA256()
    digest.update(text)
    return Self.text(of: digest.finalize())
  }

  /// Returns `bytes` as lower-case hexadecimal digits.
  public static func text(of bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(unsafeUninitializedCapacity: bytes.count * 2) { buffer in
      for (index, byte) in bytes.enumerated() {
        buffer[index * 2] = digits[Int(byte >> 4)]
        buffer[index * 2 + 1] = digits[Int(byte & 15)]
      }
      return bytes.count * 2
    }
  }
}
