import Contract
import Platform

/// A request's target taken apart: path segments and query items, percent-decoded once and checked.
struct RequestTarget {
  static let longest = 4096
  /// The path's parts without the slashes.
  let segments: [String]
  /// The raw query, without its question mark.
  private let rawQuery: String?

  init(_ target: String) throws {
    guard target.utf8.count <= Self.longest else {
      throw Refusal(
        414, "path.tooLong", "The address is too long",
        detail: "It has \(target.utf8.count) bytes; \(Self.longest) are accepted.",
        remedy: "Send long values in the body.")
    }
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts[0]
    guard path.hasPrefix("/") else { throw Self.refused }
    rawQuery = parts.count > 1 ? String(parts[1]) : nil
    segments = try path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
      guard let text = Self.decode($0, plusIsSpace: false), text != ".", text != "..",
        !text.isEmpty, !text.contains("\\")
      else { throw Self.refused }
      return text
    }
  }

  private static let refused = Refusal(
    400, "path.invalid", "The path is not valid",
    detail: "A part of the path is empty, climbs upwards or is not percent-encoded UTF-8.",
    remedy: "Use the paths of /openapi.json as they stand.")

  /// The query's items: each known to the endpoint, at most once, and of its kind.
  func query(for endpoint: Endpoint) throws -> [String: String] {
    var items: [String: String] = [:]
    for item in (rawQuery ?? "").split(separator: "&") {
      let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = Self.decode(pair[0], plusIsSpace: true),
        let value = Self.decode(pair.count > 1 ? pair[1] : "", plusIsSpace: true)
      else {
        throw Refusal(
          400, "query.invalid", "The query is not valid",
          detail: "An item is not percent-encoded UTF-8.", remedy: "Encode names and values.")
      }
      guard let parameter = endpoint.query.first(where: { $0.name == name }) else {
        let known = endpoint.query.map(\.name).joined(separator: ", ")
        throw Refusal(
          400, "query.unknown", "The query holds something unknown",
          detail: "\"\(name.prefix(40))\" is not a parameter of \(endpoint.name).",
          remedy: known.isEmpty ? "Leave the query out." : "Known are: \(known).")
      }
      guard items[name] == nil else {
        throw Refusal(
          400, "query.duplicate", "The query says something twice",
          detail: "\(name) appears more than once.", remedy: "Send it once.")
      }
      try Self.check(value, parameter)
      items[name] = value
    }
    for parameter in endpoint.query where parameter.isRequired && items[parameter.name] == nil {
      throw Refusal(
        400, "query.missing", "The query lacks something",
        detail: "\(parameter.name) is missing.", remedy: parameter.summary)
    }
    return items
  }

  private static func check(_ value: String, _ parameter: QueryParameter) throws {
    let isGood =
      switch parameter.kind {
      case .text: value.utf8.count <= 200
      case .integer: value.utf8.count <= 12 && Int(value) != nil
      case .date: isDate(value)
      }
    guard isGood else {
      throw Refusal(
        422, "query.invalid", "The query is not valid",
        detail:
          "\(parameter.name) is \"\(value.prefix(40))\", which is no \(parameter.kind.rawValue).",
        remedy: parameter.summary)
    }
  }

  private static func isDate(_ text: String) -> Bool {
    let utf8 = Array(text.utf8)
    return utf8.count == 10
      && utf8.enumerated().allSatisfy { index, byte in
        index == 4 || index == 7 ? byte == 0x2D : (0x30...0x39).contains(byte)
      }
  }

  /// Decodes percent escapes; nil for a broken escape, bad UTF-8 or a control character.
  static func decode(_ text: Substring, plusIsSpace: Bool) -> String? {
    var bytes: [UInt8] = []
    var iterator = text.utf8.makeIterator()
    while let byte = iterator.next() {
      switch byte {
      case 0x25:
        guard let high = iterator.next().flatMap(digit), let low = iterator.next().flatMap(digit)
        else { return nil }
        bytes.append(high << 4 | low)
      case 0x2B where plusIsSpace: bytes.append(0x20)
      default: bytes.append(byte)
      }
    }
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
  }
}
