extension SchemaCatalog {
  /// The faults of `value` against `type`, each naming its field; empty when it fits.
  public func faults(of value: JSONValue, as type: SchemaType, at path: String = "") -> [String] {
    let place = path.isEmpty ? "The body" : path
    func wrong(_ wanted: String) -> [String] {
      ["\(place) must be \(wanted); it is \(value.kind)."]
    }
    switch (type, value) {
    case (.optional, .null): return []
    case (.optional(let wrapped), _): return faults(of: value, as: wrapped, at: path)
    case (.string, .string): return []
    case (.string, _): return wrong("a text")
    case (.boolean, .bool): return []
    case (.boolean, _): return wrong("true or false")
    case (.integer, .number(let text)):
      // Beyond 2^53 a JavaScript reader would round it.
      guard let number = Int64(text), number.magnitude <= 1 << 53 else {
        return [
          "\(place) must be a whole number within ±9,007,199,254,740,992; it is \(clipped(text))."
        ]
      }
      return []
    case (.integer, _): return wrong("a whole number")
    case (.number, .number(let text)):
      guard let number = Double(text), number.isFinite else {
        return ["\(place) must be a finite number; \(clipped(text)) is beyond a double."]
      }
      return []
    case (.number, _): return wrong("a number")
    case (.word(let name), .string(let text)):
      let known = words[name] ?? []
      return known.contains(text)
        ? []
        : ["\(place) must be one of \(known.joined(separator: ", ")); it is \"\(clipped(text))\"."]
    case (.word(let name), _):
      return wrong("one of \((words[name] ?? []).joined(separator: ", "))")
    case (.array(let element), .array(let values)):
      return values.enumerated().flatMap { faults(of: $1, as: element, at: "\(path)[\($0)]") }
    case (.array, _): return wrong("a list")
    case (.object(let name), .object(let members)):
      return faults(of: members, as: objects[name] ?? [], at: path)
    case (.object, _): return wrong("an object")
    }
  }

  private func faults(
    of members: [JSONValue.Member], as fields: [SchemaField], at path: String
  ) -> [String] {
    func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
    var found: [String] = []
    for member in members where !fields.contains(where: { $0.name == member.name }) {
      found.append(
        "\(place(clipped(member.name))) is not a field; known are "
          + "\(fields.map(\.name).joined(separator: ", ")).")
    }
    // What was sent comes first: a message is cut after some faults.
    var missing: [String] = []
    for field in fields {
      if let member = members.first(where: { $0.name == field.name }) {
        found += faults(of: member.value, as: field.type, at: place(field.name))
      } else if !field.type.isOptional {
        missing.append("\(place(field.name)) is missing.")
      }
    }
    return found + missing
  }

  /// Long input is cut, so that a message stays readable and no request can fill the log.
  private func clipped(_ text: String) -> String {
    text.count <= 40 ? text : text.prefix(40) + "…"
  }
}
