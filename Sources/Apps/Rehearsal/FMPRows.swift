/// Rows of an answer before they are text; the order of fields is kept.
enum FMPRows {
  /// A value of a field.
  enum Value: Sendable {
    case text(String)
    case number(Double)
    case null
  }

  /// A row's fields in order.
  typealias Row = [(String, Value)]

  /// Writes rows as a JSON array.
  static func text(of rows: [Row]) -> String {
    var text = "["
    for (index, row) in rows.enumerated() {
      text += index == 0 ? "{" : ",{"
      for (position, (name, value)) in row.enumerated() {
        if position > 0 { text += "," }
        text += "\"\(name)\":"
        switch value {
        case .text(let string): text += quoted(string)
        case .number(let number): text += written(number)
        case .null: text += "null"
        }
      }
      text += "}"
    }
    return text + "]"
  }

  /// Whole numbers without a point, as the service writes volumes.
  private static func written(_ number: Double) -> String {
    if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
    return number.isFinite ? "\(number)" : "null"
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case _ where scalar.value < 0x20: quoted += " "
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
