/// Learns the shape of a payload by watching what its `init(from:)` asks for.
///
/// The compiler writes `init(from:)` from the stored properties, so a schema made this way cannot
/// say anything else than the code does.
final class SchemaProbe {
  var objects: [String: [SchemaField]] = [:]
  var words: [String: [String]] = [:]

  func shape(of type: any Decodable.Type) throws -> SchemaType { try probe(type).shape }

  /// The shape of `Value` and some value of it, for the initialiser that asked to go on with.
  func probe<Value: Decodable>(_ type: Value.Type) throws -> (shape: SchemaType, value: Value) {
    if let word = type as? any PayloadWord.Type {
      let (shape, first) = try self.word(word)
      guard let value = first as? Value else { throw mismatch(type) }
      return (shape, value)
    }
    let node = SchemaNode(probe: self)
    let value = try Value(from: SchemaDecoder(node: node))
    guard type is any Payload.Type else {
      guard let shape = node.shape else { throw mismatch(type) }
      return (shape, value)
    }
    let name = String(describing: type)
    objects[name] = node.fields
    return (.object(name), value)
  }

  private func word<Word: PayloadWord>(_ type: Word.Type) throws -> (SchemaType, Word) {
    guard let first = type.allCases.first else { throw mismatch(type) }
    let name = String(describing: type)
    words[name] = type.allCases.map(\.rawValue)
    return (.word(name), first)
  }

  private func mismatch(_ type: Any.Type) -> DecodingError {
    .typeMismatch(
      type, .init(codingPath: [], debugDescription: "\(type) has no shape that JSON could carry."))
  }
}

/// What is known of one value so far.
final class SchemaNode {
  let probe: SchemaProbe
  var shape: SchemaType?
  var fields: [SchemaField] = []
  var isOptional = false

  init(probe: SchemaProbe) { self.probe = probe }

  func settle(_ shape: SchemaType) {
    self.shape = isOptional ? .optional(shape) : shape
  }
}

struct SchemaDecoder: Decoder {
  let node: SchemaNode
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(SchemaFields<Key>(node: node))
  }
  func unkeyedContainer() -> any UnkeyedDecodingContainer { SchemaElements(node: node) }
  func singleValueContainer() -> any SingleValueDecodingContainer { SchemaValue(node: node) }
}

/// Each property is asked for by name; an optional one is asked whether it is null first.
private final class SchemaFields<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let node: SchemaNode
  var optional: Set<String> = []
  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { [] }

  init(node: SchemaNode) { self.node = node }

  func contains(_ key: Key) -> Bool { true }
  func decodeNil(forKey key: Key) -> Bool {
    optional.insert(key.stringValue)
    return false
  }
  private func note(_ key: Key, _ shape: SchemaType) {
    let isOptional = optional.contains(key.stringValue)
    node.fields.append(
      SchemaField(name: key.stringValue, type: isOptional ? .optional(shape) : shape))
  }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    let (shape, value) = try node.probe.probe(type)
    note(key, shape)
    return value
  }
  func decode(_ type: Bool.Type, forKey key: Key) -> Bool { note(key, .boolean); return false }
  func decode(_ type: String.Type, forKey key: Key) -> String { note(key, .string); return "" }
  func decode(_ type: Double.Type, forKey key: Key) -> Double { note(key, .number); return 0 }
  func decode(_ type: Float.Type, forKey key: Key) -> Float { note(key, .number); return 0 }
  func decode(_ type: Int.Type, forKey key: Key) -> Int { note(key, .integer); return 0 }
  func decode(_ type: Int8.Type, forKey key: Key) -> Int8 { note(key, .integer); return 0 }
  func decode(_ type: Int16.Type, forKey key: Key) -> Int16 { note(key, .integer); return 0 }
  func decode(_ type: Int32.Type, forKey key: Key) -> Int32 { note(key, .integer); return 0 }
  func decode(_ type: Int64.Type, forKey key: Key) -> Int64 { note(key, .integer); return 0 }
  func decode(_ type: UInt.Type, forKey key: Key) -> UInt { note(key, .integer); return 0 }
  func decode(_ type: UInt8.Type, forKey key: Key) -> UInt8 { note(key, .integer); return 0 }
  func decode(_ type: UInt16.Type, forKey key: Key) -> UInt16 { note(key, .integer); return 0 }
  func decode(_ type: UInt32.Type, forKey key: Key) -> UInt32 { note(key, .integer); return 0 }
  func decode(_ type: UInt64.Type, forKey key: Key) -> UInt64 { note(key, .integer); return 0 }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { throw unsupported }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw unsupported
  }
  func superDecoder() throws -> any Decoder { throw unsupported }
  func superDecoder(forKey key: Key) throws -> any Decoder { throw unsupported }
}

/// One element is enough to know an array's shape.
private struct SchemaElements: UnkeyedDecodingContainer {
  let node: SchemaNode
  var codingPath: [any CodingKey] { [] }
  var count: Int? { 1 }
  var isAtEnd: Bool { currentIndex > 0 }
  var currentIndex = 0

  mutating func decodeNil() -> Bool { false }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    currentIndex += 1
    let (shape, value) = try node.probe.probe(type)
    node.settle(.array(shape))
    return value
  }
  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { throw unsupported }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    throw unsupported
  }
  mutating func superDecoder() throws -> any Decoder { throw unsupported }
}

private struct SchemaValue: SingleValueDecodingContainer {
  let node: SchemaNode
  var codingPath: [any CodingKey] { [] }

  func decodeNil() -> Bool {
    node.isOptional = true
    return false
  }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    let (shape, value) = try node.probe.probe(type)
    node.settle(shape)
    return value
  }
  func decode(_ type: Bool.Type) -> Bool { node.settle(.boolean); return false }
  func decode(_ type: String.Type) -> String { node.settle(.string); return "" }
  func decode(_ type: Double.Type) -> Double { node.settle(.number); return 0 }
  func decode(_ type: Float.Type) -> Float { node.settle(.number); return 0 }
  func decode(_ type: Int.Type) -> Int { node.settle(.integer); return 0 }
  func decode(_ type: Int8.Type) -> Int8 { node.settle(.integer); return 0 }
  func decode(_ type: Int16.Type) -> Int16 { node.settle(.integer); return 0 }
  func decode(_ type: Int32.Type) -> Int32 { node.settle(.integer); return 0 }
  func decode(_ type: Int64.Type) -> Int64 { node.settle(.integer); return 0 }
  func decode(_ type: UInt.Type) -> UInt { node.settle(.integer); return 0 }
  func decode(_ type: UInt8.Type) -> UInt8 { node.settle(.integer); return 0 }
  func decode(_ type: UInt16.Type) -> UInt16 { node.settle(.integer); return 0 }
  func decode(_ type: UInt32.Type) -> UInt32 { node.settle(.integer); return 0 }
  func decode(_ type: UInt64.Type) -> UInt64 { node.settle(.integer); return 0 }
}

private let unsupported = DecodingError.dataCorrupted(
  .init(codingPath: [], debugDescription: "A payload nests by types of its own only."))
