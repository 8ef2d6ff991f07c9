import Testing

@testable import Journal

@Suite struct FrameTests {
  @Test func `the checksum is CRC-32C`() {
    var digits = Checksum()
    Array("123456789".utf8).withUnsafeBytes { digits.add($0) }
    var zeros = Checksum()
    [UInt8](repeating: 0, count: 32).withUnsafeBytes { zeros.add($0) }

    // The check value of the catalogue of CRCs, and RFC 3720's example of 32 zero bytes.
    #expect(digits.value == 0xE306_9283)
    #expect(zeros.value == 0x8A91_36AA)
  }

  @Test func `records come back, empty ones too`() throws {
    let records: [[UInt8]] = [[1, 2, 3], [], [UInt8](repeating: 7, count: 70_000)]
    let bytes = try #require(Frame.encoded(records, number: 5))

    let read = bytes.withUnsafeBytes { Frame.read($0, at: 0, number: 5) }

    #expect(read?.records == records)
    #expect(read?.end == bytes.count)
  }

  @Test func `a frame of another number is not the one`() throws {
    let bytes = try #require(Frame.encoded([[1]], number: 5))

    #expect(bytes.withUnsafeBytes { Frame.read($0, at: 0, number: 6) } == nil)
  }

  @Test func `any single changed bit and any missing end is found`() throws {
    let bytes = try #require(Frame.encoded([[1, 2, 3], [4]], number: 5))
    for position in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[position] ^= 1 << UInt8(bit)
        #expect(damaged.withUnsafeBytes { Frame.read($0, at: 0, number: 5) } == nil)
      }
      let short = Array(bytes[..<position])
      #expect(short.withUnsafeBytes { Frame.read($0, at: 0, number: 5) } == nil)
    }
  }
}
