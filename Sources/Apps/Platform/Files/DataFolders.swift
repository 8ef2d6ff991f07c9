import Chronology
import Contract
import Foundation

/// The folders of the data directory in which files come and go: `inbox`, `exports`, `backups`.
///
/// Names from outside never lead out of them: a name is one plain part, and what it names is looked
/// at without following links.
struct DataFolders: Sendable {
  /// One of the folders.
  enum Kind: String, CaseIterable, Sendable { case inbox, exports, backups }
  /// Entries shown at most; a folder with more is no inbox but somebody's archive.
  private static let shown = 10_000
  private static let longestName = 200

  private let root: URL

  /// - Parameter root: The data directory.
  init(_ root: String) { self.root = URL(filePath: root, directoryHint: .isDirectory) }

  /// The folder's place; made when it is not there yet, readable by nobody else.
  func folder(_ kind: Kind) throws -> URL {
    let place = root.appending(path: kind.rawValue, directoryHint: .isDirectory)
    do {
      try FileManager.default.createDirectory(
        at: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Refusal(
        503, "folder.unusable", "The folder cannot be used",
        detail: "\(place.path) cannot be made: \(error.localizedDescription)",
        remedy: "Check the disk and who owns the data directory.")
    }
    guard try type(of: place) == .typeDirectory else {
      throw Refusal(
        503, "folder.unusable", "The folder cannot be used",
        detail: "\(place.path) is a link or a file.", remedy: "Put a plain folder in its place.")
    }
    return place
  }

  /// What lies in a folder, newest first; links and anything else that is no plain file are left out.
  func list(_ kind: Kind) throws -> [FileView] {
    let folder = try folder(kind)
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    } catch {
      throw Refusal(
        503, "folder.unusable", "The folder cannot be used",
        detail: "\(folder.path) cannot be listed: \(error.localizedDescription)",
        remedy: "Check who owns the data directory.")
    }
    let wanted: FileAttributeType = kind == .backups ? .typeDirectory : .typeRegular
    let views = names.sorted().prefix(Self.shown).compactMap { name -> FileView? in
      let place = folder.appending(path: name)
      guard !name.hasPrefix("."), let facts = Self.facts(of: place), facts.type == wanted else {
        return nil
      }
      let bytes = wanted == .typeDirectory ? Self.bytes(below: place) : facts.bytes
      return FileView(name: name, bytes: bytes, at: facts.changedAt)
    }
    return views.sorted { ($1.at, $0.name) < ($0.at, $1.name) }
  }

  /// The place of a file in the inbox.
  ///
  /// - Throws: `request.invalid` for a name that is none; `file.missing` for one that is not there or
  ///   is not a plain file.
  func waiting(_ name: String) throws -> URL {
    try Self.check(name, field: "file")
    let place = try folder(.inbox).appending(path: name)
    guard Self.facts(of: place)?.type == .typeRegular else {
      throw Refusal.missing(
        "file", name, remedy: "Put a plain file into \(place.deletingLastPathComponent().path).")
    }
    return place
  }

  /// A name for something made now, such as `bars-20240102-150405-000`; nobody has it yet.
  func fresh(_ stem: String, in kind: Kind, ending: String, at now: Timestamp) throws -> URL {
    let stamp = now.description.filter { $0.isNumber || $0 == "T" }.replacing("T", with: "-")
    return try folder(kind).appending(path: "\(stem)-\(stamp.prefix(18))\(ending)")
  }

  /// Refuses what is not one plain part of a path.
  static func check(_ name: String, field: String) throws {
    let isPlain = name.unicodeScalars.allSatisfy { scalar in
      scalar.value >= 0x20 && scalar.value != 0x7F && scalar != "/" && scalar != "\\"
    }
    guard isPlain, !name.hasPrefix("."), (1...longestName).contains(name.utf8.count) else {
      throw Refusal.invalid(
        field, "is not the name of a file: \"\(name.prefix(40))\".",
        remedy: "Give the name as listed, without a folder.")
    }
  }

  private func type(of place: URL) throws -> FileAttributeType? { Self.facts(of: place)?.type }

  /// What lies at a place, links not followed; nil for nothing.
  private static func facts(
    of place: URL
  ) -> (type: FileAttributeType, bytes: Int, changedAt: Int64)? {
    let attributes: [FileAttributeKey: Any]
    do {
      attributes = try FileManager.default.attributesOfItem(atPath: place.path)
    } catch {
      // Gone between listing and looking, or never there: either way nothing to show.
      return nil
    }
    guard let type = attributes[.type] as? FileAttributeType else { return nil }
    let bytes = (attributes[.size] as? NSNumber)?.intValue ?? 0
    let date = attributes[.modificationDate] as? Date ?? Date(timeIntervalSince1970: 0)
    return (type, bytes, Int64(date.timeIntervalSince1970 * 1000))
  }

  private static func bytes(below folder: URL) -> Int {
    guard let names = FileManager.default.enumerator(atPath: folder.path) else { return 0 }
    var sum = 0
    while let name = names.nextObject() as? String {
      guard let facts = facts(of: folder.appending(path: name)), facts.type == .typeRegular else {
        continue
      }
      sum += facts.bytes
    }
    return sum
  }
}
