/// Where an MLflow server listens.
public struct MLflowAddress: Hashable, Sendable {
  /// `http` or `https`.
  public let scheme: String
  /// Host and port, such as `127.0.0.1:5000`.
  public let authority: String

  public init(scheme: String, authority: String) {
    self.scheme = scheme
    self.authority = authority
  }

  /// The address a browser opens.
  var link: String { "\(scheme)://\(authority)" }
}

/// What the server accepts as a key.
enum MLflowName {
  /// The longest key.
  private static let longest = 250

  /// Returns `text` with every character that the server refuses replaced by `_`.
  static func key(_ text: String) -> String {
    let allowed = text.unicodeScalars.map { scalar -> Character in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-", ".", ":", "/", " ": Character(scalar)
      default: "_"
      }
    }
    return String(allowed.prefix(longest))
  }
}
