/// Text that must not be shown: a key or a password.
///
/// Printing, interpolating or mirroring it shows dots; only `reveal()` gives the text, so that every
/// place where a secret leaves memory can be found by that word.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  private let text: String

  /// Keeps `text` out of sight.
  public init(_ text: String) { self.text = text }

  /// True when there is nothing to hide.
  public var isEmpty: Bool { text.isEmpty }

  /// Returns the text itself, to be put on the wire and nowhere else.
  public func reveal() -> String { text }

  /// Returns `message` with every occurrence of the secret replaced by dots.
  public func redacted(from message: String) -> String {
    text.isEmpty
      ? message
      : message.split(separator: text, omittingEmptySubsequences: false)
        .joined(separator: "•••")
  }

  public var description: String { "•••" }
  public var debugDescription: String { "•••" }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
