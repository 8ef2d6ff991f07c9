/// The canonical bytes of a state, to be hashed: equal bytes mean equal states.
///
/// Numbers are little-endian and of fixed width, doubles bit for bit, texts preceded by their
/// length; so no two different states share their bytes.
public struct StateBytes: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init() {}

  /// Hands over the bytes gathered so far and begins anew with their storage.
  package mutating func drain(into take: ([UInt8]) -> Void) {
    take(bytes)
    bytes.removeAll(keepingCapacity: true)
  }

  public mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
  public mutating func append(_ value: Double) { append(value.bitPattern) }
  public mutating func append(_ value: Bool) { append(value ? 1 as UInt8 : 0) }
  public mutating func append(_ value: some FixedPoint) { append(value.nanos) }
  public mutating func append(_ values: [Double]) {
    append(values.count)
    for value in values { append(value) }
  }
  public mutating func append(_ text: String) {
    append(text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }
}
