import Foundation
import Platform

extension DashboardFiles {
  static func read(_ directory: String, limit: Int) -> [String: File] {
    let root = URL(filePath: directory, directoryHint: .isDirectory).resolvingSymlinksInPath()
    guard
      let listing = FileManager.default.enumerator(
        at: root, includingPropertiesForKeys: [.isRegularFileKey, .fileSizeKey])
    else { return [:] }
    var contents: [String: [UInt8]] = [:]
    var total = 0
    for case let url as URL in listing {
      let file = url.resolvingSymlinksInPath()
      // A link that leads out of the folder is not the dashboard's.
      guard file.path.hasPrefix(root.path + "/"), !file.path.hasSuffix(".map"),
        let data = FileManager.default.contents(atPath: file.path), total + data.count <= limit
      else { continue }
      total += data.count
      contents[String(file.path.dropFirst(root.path.count + 1))] = Array(data)
    }
    var files: [String: File] = [:]
    for (name, bytes) in contents where !name.hasSuffix(".gz") && !name.hasSuffix(".br") {
      files[name] = File(
        plain: bytes, gzip: contents[name + ".gz"], brotli: contents[name + ".br"],
        mediaType: mediaType(of: name),
        tag: "\"\(Secrets.digest(of: bytes).prefix(32))\"", isImmutable: isHashed(name))
    }
    return files
  }

  /// `chunks/name-ABCD1234.js`: the bundler puts eight capitals or digits before the ending.
  private static func isHashed(_ name: String) -> Bool {
    let stem = name.split(separator: "/").last?.split(separator: ".").first ?? ""
    guard let hash = stem.split(separator: "-").last, stem.contains("-"), hash.count == 8 else {
      return false
    }
    return hash.allSatisfy { $0.isUppercase || $0.isNumber }
  }

  private static func mediaType(of name: String) -> String {
    switch name.split(separator: ".").last {
    case "html": "text/html; charset=utf-8"
    case "js", "mjs": "text/javascript; charset=utf-8"
    case "css": "text/css; charset=utf-8"
    case "json", "webmanifest": "application/json"
    case "svg": "image/svg+xml"
    case "png": "image/png"
    case "ico": "image/x-icon"
    case "woff2": "font/woff2"
    case "txt": "text/plain; charset=utf-8"
    default: "application/octet-stream"
    }
  }
}
