/// Records that were appended together, as they lie in a segment's file.
///
/// One append is one frame, written and made safe as a whole before the next one begins. So a
/// damaged frame at the end of a file is a write that was cut off, and one with a whole frame after
/// it can only be damage that came later.
///
/// Layout, integers little endian:
///
///     offset  bytes
///          0      4  "qsjf"
///          4      4  bytes of the records part
///          8      8  number of the frame in its segment, from 0
///         16      4  number of records
///         20      4  CRC-32C over bytes 0 to 19 and the records part
///         24      …  for each record: its length in 4 bytes, then its bytes
enum Frame {
  static let headerBytes = 24
  /// The largest records part; far above any batch of a desk, and a guard against a damaged length.
  static let maximumBytes = 256 << 20

  private static let magic: [UInt8] = Array("qsjf".utf8)

  /// Returns the bytes of a frame, or nil when the records are larger than a frame may be.
  static func encoded(_ records: [[UInt8]], number: UInt64) -> [UInt8]? {
    let size = records.reduce(0) { $0 + 4 + $1.count }
    guard size <= maximumBytes else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(headerBytes + size)
    bytes.append(contentsOf: magic)
    append(UInt32(size), to: &bytes)
    append(number, to: &bytes)
    append(UInt32(records.count), to: &bytes)
    append(UInt32(0), to: &bytes)
    for record in records {
      append(UInt32(record.count), to: &bytes)
      bytes.append(contentsOf: record)
    }
    let checksum = bytes.withUnsafeBytes { Self.checksum(of: $0, at: 0, size: size) }
    withUnsafeBytes(of: checksum.littleEndian) { bytes.replaceSubrange(20..<24, with: $0) }
    return bytes
  }

  /// One whole frame and where it ends.
  struct Reading: Hashable {
    let records: [[UInt8]]
    let end: Int
  }

  /// Reads the frame at `offset`, or returns nil when no whole frame of that number is there.
  static func read(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, number: UInt64?
  ) -> Reading? {
    guard offset + headerBytes <= bytes.count,
      magic.indices.allSatisfy({ bytes[offset + $0] == magic[$0] })
    else { return nil }
    let size = Int(integer(bytes, at: offset + 4, as: UInt32.self))
    guard size <= maximumBytes, offset + headerBytes + size <= bytes.count else { return nil }
    if let number, integer(bytes, at: offset + 8, as: UInt64.self) != number { return nil }
    guard
      checksum(of: bytes, at: offset, size: size)
        == integer(bytes, at: offset + 20, as: UInt32.self)
    else { return nil }

    var records: [[UInt8]] = []
    var position = offset + headerBytes
    let end = position + size
    for _ in 0..<integer(bytes, at: offset + 16, as: UInt32.self) {
      guard position + 4 <= end else { return nil }
      let length = Int(integer(bytes, at: position, as: UInt32.self))
      position += 4
      guard position + length <= end else { return nil }
      let record = bytes[position..<(position + length)]
      records.append([UInt8](UnsafeRawBufferPointer(rebasing: record)))
      position += length
    }
    return position == end ? Reading(records: records, end: end) : nil
  }

  /// Finds the first whole frame at or after `offset`, or nil when there is none.
  static func firstWhole(_ bytes: UnsafeRawBufferPointer, from offset: Int) -> Int? {
    guard offset + headerBytes <= bytes.count else { return nil }
    for position in offset...(bytes.count - headerBytes)
    where bytes[position] == magic[0] && read(bytes, at: position, number: nil) != nil {
      return position
    }
    return nil
  }

  private static func checksum(
    of bytes: UnsafeRawBufferPointer, at offset: Int, size: Int
  ) -> UInt32 {
    var checksum = Checksum()
    checksum.add(UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + 20)]))
    let start = offset + headerBytes
    checksum.add(UnsafeRawBufferPointer(rebasing: bytes[start..<(start + size)]))
    return checksum.value
  }

  private static func integer<Integer: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, at offset: Int, as: Integer.Type
  ) -> Integer {
    Integer(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Integer.self))
  }

  private static func append(_ integer: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: integer.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
