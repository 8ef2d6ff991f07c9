import Crypto
import Foundation

/// Secrets and their digests. The one place that draws secure randomness.
public enum Secrets {
  /// A new secret with 256 random bits, as 64 hexadecimal digits.
  public static func draw() -> String {
    hex(SymmetricKey(size: .bits256).withUnsafeBytes(Array.init))
  }

  /// A password that a person can copy by hand: four groups of five letters and digits, about 99 bits.
  public static func drawPassword() -> String {
    let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789")
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in
      String((0..<5).map { _ in alphabet[Int.random(in: alphabet.indices, using: &generator)] })
    }.joined(separator: "-")
  }

  /// Random bytes for a salt.
  static func drawSalt() -> [UInt8] { SymmetricKey(size: .bits128).withUnsafeBytes(Array.init) }

  /// Lower-case hex SHA-256 of a secret: what is stored in its place.
  public static func digest(of secret: String) -> String {
    hex(SHA256.hash(data: Data(secret.utf8)))
  }

  /// Lower-case hex SHA-256 of bytes.
  public static func digest(of bytes: [UInt8]) -> String { hex(SHA256.hash(data: bytes)) }

  /// Whether two texts are equal, in a time that depends on their lengths only.
  public static func areEqual(_ one: some Collection<UInt8>, _ other: some Collection<UInt8>)
    -> Bool
  {
    guard one.count == other.count else { return false }
    return zip(one, other).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  static func hex(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var out: [UInt8] = []
    for byte in bytes {
      out.append(digits[Int(byte >> 4)])
      out.append(digits[Int(byte & 15)])
    }
    return String(decoding: out, as: UTF8.self)
  }

  static func bytes(ofHex text: some StringProtocol) -> [UInt8]? {
    let digits = text.utf8.map { byte -> UInt8? in
      switch byte {
      case 0x30...0x39: byte - 0x30
      case 0x61...0x66: byte - 0x61 + 10
      default: nil
      }
    }
    guard digits.count.isMultiple(of: 2) else { return nil }
    var out: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[index], let low = digits[index + 1] else { return nil }
      out.append(high << 4 | low)
    }
    return out
  }
}
