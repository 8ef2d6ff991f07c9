/// Rows of an answer before they are text; the order of fields is kept.
enum FMPRows {
  /// A value of a field.
  enum Value: Sendable {
    case text(String)
    case number(Double)
    case flag(Bool)
    case null
  }

  /// A row's fields in order.
  typealias Row = [(String, Value)]

  /// Writes rows as a JSON array.
  static func json(_ rows: [Row]) -> [UInt8] {
    var out = ByteWriter(capacity: 64 + rows.count * 256)
    out.put(UInt8(0x5B))
    for (index, row) in rows.enumerated() {
      if index > 0 { out.put(UInt8(0x2C)) }
      out.put(UInt8(0x7B))
      for (position, (name, value)) in row.enumerated() {
        if position > 0 { out.put(UInt8(0x2C)) }
        out.put(quoted: name)
        out.put(UInt8(0x3A))
        switch value {
        case .text(let text): out.put(quoted: text)
        case .number(let number): out.put(number: number)
        case .flag(let flag): if flag { out.put("true") } else { out.put("false") }
        case .null: out.put("null")
        }
      }
      out.put(UInt8(0x7D))
    }
    out.put(UInt8(0x5D))
    return out.bytes()
  }

  /// Writes rows as CSV: the first row's names, then a line a row; an empty cell is null.
  static func csv(_ rows: [Row], header: [String]) -> [UInt8] {
    var out = ByteWriter(capacity: 64 + rows.count * 256)
    out.put(text: (rows.first.map { $0.map(\.0) } ?? header).joined(separator: ","))
    out.put(UInt8(0x0A))
    for row in rows {
      for (position, (_, value)) in row.enumerated() {
        if position > 0 { out.put(UInt8(0x2C)) }
        switch value {
        case .text(let text): out.put(cell: text)
        case .number(let number): if number.isFinite { out.put(number: number) }
        case .flag(let flag): if flag { out.put("true") } else { out.put("false") }
        case .null: break
        }
      }
      out.put(UInt8(0x0A))
    }
    return out.bytes()
  }
}
