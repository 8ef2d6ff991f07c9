import Foundation

/// Who holds a port or a file's lock on this machine, as the kernel says.
struct Holder: Hashable, Sendable {
  let pid: Int32?
  let program: String

  /// The holder in words.
  var words: String {
    pid.map { "\(program), process \($0)" } ?? program
  }

  /// Who listens on a local TCP port; nil when nobody does.
  static func ofPort(_ port: Int) -> Holder? {
    let listening = ["/proc/net/tcp", "/proc/net/tcp6"].compactMap { table in
      FileManager.default.contents(atPath: table).flatMap {
        socket(listeningOn: port, in: String(decoding: $0, as: UTF8.self))
      }
    }
    guard let inode = listening.first else { return nil }
    guard let pid = owner(ofSocket: inode) else {
      return Holder(pid: nil, program: "a process of another user")
    }
    return named(pid)
  }

  /// Who holds a lock on a file; nil when nobody does.
  static func ofLock(on file: URL) -> Holder? {
    guard let table = FileManager.default.contents(atPath: "/proc/locks") else { return nil }
    var status = stat()
    guard stat(file.path, &status) == 0 else { return nil }
    let pid = locker(
      of: UInt64(status.st_ino), device: deviceName(UInt64(status.st_dev)),
      in: String(decoding: table, as: UTF8.self))
    return pid.map(named)
  }

  /// The socket that listens on a port, by its inode, in the text of `/proc/net/tcp`.
  static func socket(listeningOn port: Int, in table: String) -> UInt64? {
    for line in table.split(separator: "\n").dropFirst() {
      let fields = line.split(separator: " ")
      guard fields.count > 9, fields[3] == "0A",
        let text = fields[1].split(separator: ":").last, Int(text, radix: 16) == port
      else { continue }
      return UInt64(fields[9])
    }
    return nil
  }

  /// The process that locks a file, in the text of `/proc/locks`.
  static func locker(of inode: UInt64, device: String, in table: String) -> Int32? {
    for line in table.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard let place = fields.first(where: { $0.split(separator: ":").count == 3 }),
        place.lowercased() == "\(device):\(inode)",
        let index = fields.firstIndex(of: place), index > 0, let pid = Int32(fields[index - 1]),
        pid > 0
      else { continue }
      return pid
    }
    return nil
  }

  /// A device as `/proc/locks` writes it: major and minor number in hexadecimal.
  private static func deviceName(_ device: UInt64) -> String {
    let major = (device >> 8 & 0xFFF) | (device >> 32 & ~0xFFF)
    let minor = (device & 0xFF) | (device >> 12 & ~0xFF)
    return String(format: "%02x:%02x", Int(major), Int(minor))
  }

  private static func owner(ofSocket inode: UInt64) -> Int32? {
    let wanted = "socket:[\(inode)]"
    for pid in processes() {
      let folder = "/proc/\(pid)/fd"
      for name in names(in: folder) {
        var target = [CChar](repeating: 0, count: 64)
        let length = readlink("\(folder)/\(name)", &target, target.count - 1)
        guard length > 0 else { continue }
        let text = String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if text == wanted { return pid }
      }
    }
    return nil
  }

  private static func processes() -> [Int32] {
    names(in: "/proc").compactMap { Int32($0) }.sorted()
  }

  private static func names(in folder: String) -> [String] {
    // A process may end, or be another user's, while its folder is read: then it holds nothing here.
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  private static func named(_ pid: Int32) -> Holder {
    Holder(pid: pid, program: ProcessIdentity.commandLine(of: pid) ?? "an unnamed program")
  }
}
