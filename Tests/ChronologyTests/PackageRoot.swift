import Foundation

/// Returns the text of a file given by its path from the package's root.
func fixture(_ path: String) throws -> String {
  let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  return try String(contentsOf: root.appending(path: path), encoding: .utf8)
}

/// Returns the rows of a comma-separated file without its header.
func rows(_ path: String) throws -> [[String]] {
  try fixture(path).split(whereSeparator: \.isNewline).dropFirst().map { line in
    line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }
}
