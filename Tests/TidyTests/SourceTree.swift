import Foundation

/// A place that breaks a rule of the house.
struct Violation: Hashable, CustomStringConvertible {
  let path: String
  let line: Int
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}

/// The five tiers, lowest first.
enum Tier: String, CaseIterable, Comparable {
  case base = "Base"
  case domain = "Domain"
  case desks = "Desks"
  case adapters = "Adapters"
  case apps = "Apps"

  static func < (left: Tier, right: Tier) -> Bool {
    order(left) < order(right)
  }

  private static func order(_ tier: Tier) -> Int {
    switch tier {
    case .base: 0
    case .domain: 1
    case .desks: 2
    case .adapters: 3
    case .apps: 4
    }
  }
}

/// A Swift file of the repository, taken apart.
struct SourceFile {
  /// Relative to the root, with forward slashes.
  let path: String
  let content: String
  let text: SwiftText

  init(path: String, content: String) {
    self.path = path
    self.content = content
    text = SwiftText(content)
  }

  private var folders: [Substring] { path.split(separator: "/") }

  /// The tier, for a file below `Sources`; nil for tests, TestKit and the manifest.
  var tier: Tier? {
    guard folders.count > 3, folders[0] == "Sources" else { return nil }
    return Tier(rawValue: String(folders[1]))
  }

  /// The module, as the folders say.
  var module: String? {
    if tier != nil { return String(folders[2]) }
    return folders.count > 2 ? String(folders[1]) : nil
  }

  var isSource: Bool { folders.first == "Sources" }

  func violation(_ line: Int, _ message: String) -> Violation {
    Violation(path: path, line: line, message: message)
  }
}

/// The repository's files, read once for all rules.
///
/// The root is this repository's, or the one that `QS_TIDY_ROOT` names.
struct SourceTree {
  static let current = SourceTree(root: root)

  private static let root: URL = {
    if let named = ProcessInfo.processInfo.environment["QS_TIDY_ROOT"] {
      return URL(filePath: named, directoryHint: .isDirectory)
    }
    return URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }()

  /// Folders that hold nothing of ours.
  private static let foreign: Set<String> = ["node_modules", "dist", "__pycache__", "data"]

  let root: URL
  /// Every file's path relative to the root, sorted.
  let paths: [String]
  let swift: [SourceFile]

  var sources: [SourceFile] { swift.filter(\.isSource) }

  init(root: URL) {
    self.root = root
    let paths = Self.paths(below: root)
    self.paths = paths
    swift = paths.filter { $0.hasSuffix(".swift") }.compactMap { path in
      Self.content(of: path, in: root).map { SourceFile(path: path, content: $0) }
    }
  }

  func content(of path: String) -> String? { Self.content(of: path, in: root) }

  /// The top folders of modules in the tree, each with its tier.
  var tierOfModule: [String: Tier] {
    var tiers: [String: Tier] = [:]
    for path in paths where path.hasPrefix("Sources/") {
      let folders = path.split(separator: "/")
      guard folders.count > 3, let tier = Tier(rawValue: String(folders[1])) else { continue }
      tiers[String(folders[2])] = tier
    }
    return tiers
  }

  private static func content(of path: String, in root: URL) -> String? {
    guard let bytes = FileManager.default.contents(atPath: root.appending(path: path).path) else {
      return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func paths(below root: URL) -> [String] {
    var found: [String] = []
    var folders = [""]
    while let folder = folders.popLast() {
      let place = folder.isEmpty ? root : root.appending(path: folder)
      guard let names = try? FileManager.default.contentsOfDirectory(atPath: place.path) else {
        continue
      }
      for name in names where !name.hasPrefix(".build") && name != ".git" {
        let path = folder.isEmpty ? name : "\(folder)/\(name)"
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(
          atPath: root.appending(path: path).path, isDirectory: &isFolder)
        guard exists else { continue }
        if !isFolder.boolValue {
          found.append(path)
        } else if !foreign.contains(name), name != ".qs", name != ".web-tools" {
          folders.append(path)
        }
      }
    }
    return found.sorted()
  }
}
