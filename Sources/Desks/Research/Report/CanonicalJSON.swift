import Foundation

/// JSON whose bytes depend on the value alone: keys sorted, no white space, numbers in the fewest
/// digits that read back to the same double.
public enum CanonicalJSON {
  /// Returns `value` as canonical JSON.
  ///
  /// - Throws: `EncodingError` for a number that is not finite.
  public static func bytes(of value: some Encodable) throws(EncodingError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(value))
    } catch let error as EncodingError {
      throw error
    } catch {
      throw EncodingError.invalidValue(
        value, EncodingError.Context(codingPath: [], debugDescription: "\(error)"))
    }
  }

  /// Reads a value from JSON.
  ///
  /// - Throws: `DecodingError` when the bytes are not such a value.
  public static func value<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8]
  ) throws -> Value {
    try JSONDecoder().decode(type, from: Data(bytes))
  }
}
