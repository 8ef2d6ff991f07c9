/// The bytes that one encoding writes.
final class JSONSink {
  var bytes: [UInt8] = []

  func number(_ value: Double) throws {
    guard value.isFinite else {
      throw EncodingError.invalidValue(
        value, .init(codingPath: [], debugDescription: "No payload carries \(value); use null."))
    }
    // A whole number loses its ".0" as JavaScript would write it.
    if value.magnitude < 1e15, value == value.rounded(), value.sign == .plus || value != 0 {
      bytes.append(contentsOf: String(Int64(value)).utf8)
    } else {
      bytes.append(contentsOf: value.description.utf8)
    }
  }

  func value(_ value: some Encodable) throws {
    switch value {
    case let text as String: JSONText.append(text, to: &bytes)
    case let number as Double: try self.number(number)
    default: try value.encode(to: JSONEncoding(sink: self))
    }
  }
}

/// Writes JSON straight into a sink, in the order in which properties are encoded.
///
/// Foundation's encoder leaves an absent optional out; the contract says null, so that a reader sees
/// that the figure does not exist. It also reorders keys from one answer to the next.
struct JSONEncoding: Encoder {
  let sink: JSONSink
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(JSONObjectEncoding<Key>(sink: sink))
  }
  func unkeyedContainer() -> any UnkeyedEncodingContainer { JSONListEncoding(sink: sink) }
  func singleValueContainer() -> any SingleValueEncodingContainer {
    JSONSingleEncoding(sink: sink)
  }
}

/// Closes its object when the last reference goes: an encoder is never told of its end.
private final class JSONBrackets {
  let sink: JSONSink
  let closing: UInt8
  var count = 0

  init(sink: JSONSink, opening: UInt8, closing: UInt8) {
    self.sink = sink
    self.closing = closing
    sink.bytes.append(opening)
  }

  deinit { sink.bytes.append(closing) }

  func separate() {
    if count > 0 { sink.bytes.append(0x2C) }
    count += 1
  }
}

private struct JSONObjectEncoding<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let sink: JSONSink
  let brackets: JSONBrackets
  var codingPath: [any CodingKey] { [] }

  init(sink: JSONSink) {
    self.sink = sink
    brackets = JSONBrackets(sink: sink, opening: 0x7B, closing: 0x7D)
  }

  private func name(_ key: Key) {
    brackets.separate()
    JSONText.append(key.stringValue, to: &sink.bytes)
    sink.bytes.append(0x3A)
  }
  private func optional(_ value: (some Encodable)?, _ key: Key) throws {
    name(key)
    guard let value else { return sink.bytes.append(contentsOf: "null".utf8) }
    try sink.value(value)
  }

  mutating func encodeNil(forKey key: Key) {
    name(key)
    sink.bytes.append(contentsOf: "null".utf8)
  }
  mutating func encode(_ value: Bool, forKey key: Key) throws {
    name(key)
    sink.bytes.append(contentsOf: (value ? "true" : "false").utf8)
  }
  mutating func encode(_ value: Double, forKey key: Key) throws {
    name(key)
    try sink.number(value)
  }
  mutating func encode(_ value: Int, forKey key: Key) throws {
    name(key)
    sink.bytes.append(contentsOf: String(value).utf8)
  }
  mutating func encode(_ value: Int64, forKey key: Key) throws {
    name(key)
    sink.bytes.append(contentsOf: String(value).utf8)
  }
  mutating func encode(_ value: String, forKey key: Key) throws {
    name(key)
    JSONText.append(value, to: &sink.bytes)
  }
  mutating func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    name(key)
    try sink.value(value)
  }
  mutating func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try optional(value, key) }
  mutating func encodeIfPresent(_ value: String?, forKey key: Key) throws {
    try optional(value, key)
  }
  mutating func encodeIfPresent(_ value: Double?, forKey key: Key) throws {
    try optional(value, key)
  }
  mutating func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try optional(value, key) }
  mutating func encodeIfPresent(_ value: Int64?, forKey key: Key) throws {
    try optional(value, key)
  }
  mutating func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
    try optional(value, key)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy keyType: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    name(key)
    return KeyedEncodingContainer(JSONObjectEncoding<Nested>(sink: sink))
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    name(key)
    return JSONListEncoding(sink: sink)
  }
  func superEncoder() -> any Encoder { JSONEncoding(sink: sink) }
  func superEncoder(forKey key: Key) -> any Encoder {
    name(key)
    return JSONEncoding(sink: sink)
  }
}

private struct JSONListEncoding: UnkeyedEncodingContainer {
  let sink: JSONSink
  let brackets: JSONBrackets
  var codingPath: [any CodingKey] { [] }
  var count: Int { brackets.count }

  init(sink: JSONSink) {
    self.sink = sink
    brackets = JSONBrackets(sink: sink, opening: 0x5B, closing: 0x5D)
  }

  func encodeNil() {
    brackets.separate()
    sink.bytes.append(contentsOf: "null".utf8)
  }
  func encode<Value: Encodable>(_ value: Value) throws {
    brackets.separate()
    try sink.value(value)
  }
  func nestedContainer<Nested: CodingKey>(
    keyedBy keyType: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    brackets.separate()
    return KeyedEncodingContainer(JSONObjectEncoding<Nested>(sink: sink))
  }
  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    brackets.separate()
    return JSONListEncoding(sink: sink)
  }
  func superEncoder() -> any Encoder {
    brackets.separate()
    return JSONEncoding(sink: sink)
  }
}

private struct JSONSingleEncoding: SingleValueEncodingContainer {
  let sink: JSONSink
  var codingPath: [any CodingKey] { [] }

  private func write(_ text: String) { sink.bytes.append(contentsOf: text.utf8) }
  func encodeNil() { write("null") }
  func encode(_ value: Bool) throws { write(value ? "true" : "false") }
  func encode(_ value: String) throws { JSONText.append(value, to: &sink.bytes) }
  func encode(_ value: Double) throws { try sink.number(value) }
  func encode(_ value: Float) throws { try sink.number(Double(value)) }
  func encode(_ value: Int) throws { write(String(value)) }
  func encode(_ value: Int8) throws { write(String(value)) }
  func encode(_ value: Int16) throws { write(String(value)) }
  func encode(_ value: Int32) throws { write(String(value)) }
  func encode(_ value: Int64) throws { write(String(value)) }
  func encode(_ value: UInt) throws { write(String(value)) }
  func encode(_ value: UInt8) throws { write(String(value)) }
  func encode(_ value: UInt16) throws { write(String(value)) }
  func encode(_ value: UInt32) throws { write(String(value)) }
  func encode(_ value: UInt64) throws { write(String(value)) }
  func encode<Value: Encodable>(_ value: Value) throws { try sink.value(value) }
}
