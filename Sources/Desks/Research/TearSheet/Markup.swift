/// Text that is safe inside HTML and SVG.
func escaped(_ text: String) -> String {
  var result = ""
  for character in text {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    default: result.append(character)
    }
  }
  return result
}

/// Numbers as a reader of finance writes them, with a true minus; an em dash where undefined.
enum Figure {
  static let undefined = "—"

  /// Returns `value` with `places` decimals: `−12.50`.
  static func number(_ value: Double?, places: Int = 2) -> String {
    guard let value, value.isFinite else { return undefined }
    let text = fixed(value.magnitude, places: places)
    let isZero = !text.contains { $0 != "0" && $0 != "." && $0 != "," }
    return value < 0 && !isZero ? "−\(text)" : text
  }

  /// Returns a fraction as per cent: 0.0123 is `1.23%`.
  static func percent(_ value: Double?, places: Int = 2) -> String {
    guard let value, value.isFinite else { return undefined }
    return number(value * 100, places: places) + "%"
  }

  /// Returns an amount with thousands separators: `1,234,567`.
  static func amount(_ value: Double?, places: Int = 0) -> String { number(value, places: places) }

  /// Returns a p-value: `0.013`, and `< 0.001` where three decimals would show nothing.
  static func probability(_ value: Double?) -> String {
    guard let value, value.isFinite else { return undefined }
    return value < 0.001 ? "&lt; 0.001" : number(value, places: 3)
  }

  /// Returns a place on a chart, to a tenth of a pixel.
  static func pixel(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, part) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return part == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(part)"
  }

  private static func fixed(_ value: Double, places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    // Beyond what an integer can count, decimals say nothing any more.
    guard value * scale < 9e18 else { return "\(value)" }
    let digits = String(Int64((value * scale).rounded()))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let whole = grouped(String(padded.dropLast(places)))
    return places == 0 ? whole : "\(whole).\(padded.suffix(places))"
  }

  private static func grouped(_ digits: String) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }
}
