import Foundation
import Testing

@testable import qs

struct HoldersTests {
  private static let table = """
      sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
       0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41001 1
       1: 0100007F:1F41 0100007F:1F40 01 00000000:00000000 00:00000000 00000000     0        0 41002 1
    """

  @Test func `only a listening socket holds a port`() {
    #expect(Holder.socket(listeningOn: 8000, in: Self.table) == 41_001)
    #expect(Holder.socket(listeningOn: 8001, in: Self.table) == nil)
  }

  @Test func `a lock's holder is found by device and inode`() {
    let locks = """
      1: POSIX  ADVISORY  WRITE 4711 fe:00:123456 0 EOF
      2: FLOCK  ADVISORY  WRITE 4712 fe:00:123457 0 EOF
      """

    #expect(Holder.locker(of: 123_457, device: "fe:00", in: locks) == 4712)
    #expect(Holder.locker(of: 123_456, device: "fe:01", in: locks) == nil)
  }

  @Test func `a port of this very process is held by it`() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(descriptor, address, length) == 0 && listen(descriptor, 1) == 0
          && getsockname(descriptor, address, &length) == 0
      }
    }
    try #require(bound)

    let holder = try #require(Holder.ofPort(Int(UInt16(bigEndian: address.sin_port))))

    #expect(holder.pid == ProcessInfo.processInfo.processIdentifier)
  }
}

struct ProcessIdentityTests {
  @Test func `a process is itself only with its start and its boot`() throws {
    let own = try #require(ProcessIdentity.current())
    let stranger = ProcessIdentity(
      pid: own.pid, startTicks: own.startTicks + 1, bootID: own.bootID)
    let before = ProcessIdentity(pid: own.pid, startTicks: own.startTicks, bootID: "another")

    #expect(own.isAlive)
    #expect(!stranger.isAlive)
    #expect(!before.isAlive)
  }

  @Test func `a record is removed by its own process only, and a cut one names nobody`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "qs-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let place = folder.appending(path: "server.json")
    let own = ProcessRecord(
      identity: try #require(ProcessIdentity.current()), ports: ["API": 8000])
    let other = ProcessRecord(
      identity: ProcessIdentity(pid: 1, startTicks: 1, bootID: "another"), ports: [:])
    try own.write(to: place)

    other.remove(from: place)
    #expect(ProcessRecord.read(place) == own)

    own.remove(from: place)
    #expect(ProcessRecord.read(place) == nil)

    try Data("{\"identity\":".utf8).write(to: place)
    #expect(ProcessRecord.read(place) == nil)
  }
}
