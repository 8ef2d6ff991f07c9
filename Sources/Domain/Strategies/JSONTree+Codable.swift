/// As a piece of another value's JSON.
extension JSONTree: Codable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { return nil }
  }

  init(from decoder: any Decoder) throws {
    if let keyed = try? decoder.container(keyedBy: Key.self) {  // Not an object: tried as others.
      var members: [String: JSONTree] = [:]
      for key in keyed.allKeys {
        members[key.stringValue] = try keyed.decode(JSONTree.self, forKey: key)
      }
      self = .object(members)
      return
    }
    if var items = try? decoder.unkeyedContainer() {  // Not a list: tried as a single value.
      var list: [JSONTree] = []
      while !items.isAtEnd { list.append(try items.decode(JSONTree.self)) }
      self = .list(list)
      return
    }
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      self = .null
    } else if let bool = try? single.decode(Bool.self) {  // Not a truth: tried as others.
      self = .bool(bool)
    } else if let number = try? single.decode(Double.self) {  // Not a number: it is a text.
      self = .number(number)
    } else {
      self = .text(try single.decode(String.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .object(let members):
      var keyed = encoder.container(keyedBy: Key.self)
      for (key, value) in members { try keyed.encode(value, forKey: Key(stringValue: key)) }
    case .list(let items):
      var list = encoder.unkeyedContainer()
      for item in items { try list.encode(item) }
    case .null:
      var single = encoder.singleValueContainer()
      try single.encodeNil()
    case .bool(let value):
      var single = encoder.singleValueContainer()
      try single.encode(value)
    case .number(let value):
      var single = encoder.singleValueContainer()
      try single.encode(value)
    case .text(let value):
      var single = encoder.singleValueContainer()
      try single.encode(value)
    }
  }
}
