import Foundation

/// Files that tests read, found from the place of this source file.
public enum Fixture {
  /// The package's root folder, as an absolute path without a trailing slash.
  public static let root: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  /// Returns the text of a file; `path` is relative to the package's root.
  public static func text(_ path: String) throws -> String {
    try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)
  }
}
