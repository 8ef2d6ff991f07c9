import Foundation

/// Payloads to and from JSON bytes.
public enum PayloadText {
  /// The JSON of a payload: properties in order of declaration, an absent figure as null.
  ///
  /// - Throws: `EncodingError` for NaN and infinities, which no payload may carry.
  public static func encode(_ payload: some Payload) throws -> [UInt8] {
    var out: [UInt8] = []
    try append(payload, to: &out)
    return out
  }

  /// The JSON of a list of payloads.
  public static func encode(list payloads: [some Payload]) throws -> [UInt8] {
    var out: [UInt8] = [0x5B]
    for (index, payload) in payloads.enumerated() {
      if index > 0 { out.append(0x2C) }
      try append(payload, to: &out)
    }
    out.append(0x5D)
    return out
  }

  /// Reads what a client sent: strict JSON, every field known and of its type.
  ///
  /// - Throws: `JSONFault` naming each field that does not fit.
  public static func decode<Request: Payload>(
    _ type: Request.Type, strictly bytes: [UInt8]
  ) throws(JSONFault) -> Request {
    let value = try JSONValue(parsing: bytes)
    let faults = SchemaCatalog.api.faults(of: value, as: .object(String(describing: type)))
    guard faults.isEmpty else {
      throw JSONFault(
        .unexpected, faults.prefix(8).joined(separator: " "),
        remedy: "Correct the fields named and send the request again.")
    }
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw JSONFault(
        .unexpected, "The body does not fit \(type).",
        remedy: "Compare it with the schema of \(type) at /openapi.json.")
    }
  }

  /// Reads what our own server sent; unknown fields are let through, so that an older client keeps
  /// working with a newer server.
  public static func decode<Answer: Decodable>(
    _ type: Answer.Type, from bytes: [UInt8]
  ) throws -> Answer {
    try JSONDecoder().decode(type, from: Data(bytes))
  }

  private static func append(_ payload: some Encodable, to out: inout [UInt8]) throws {
    let sink = JSONSink()
    swap(&sink.bytes, &out)
    defer { swap(&sink.bytes, &out) }
    try payload.encode(to: JSONEncoding(sink: sink))
  }
}
