import Foundation
import Market
import Omega
import TestKit
import Testing

@testable import Journal

@Suite struct FileJournalTests {
  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  private func file(_ folder: ScratchFolder, segment: Int = 1) -> URL {
    URL(fileURLWithPath: "\(folder.path)/00000\(segment).journal")
  }

  /// A journal of a header and three appends, closed.
  private func written() async throws -> ScratchFolder {
    let folder = try ScratchFolder()
    let journal = try await FileJournal.open(in: folder.path)
    try await journal.begin(bytes("header"))
    try await journal.append([bytes("a"), bytes("b")])
    try await journal.append([bytes("c")])
    try await journal.append([bytes("d"), []])
    await journal.close()
    return folder
  }

  private func reading(_ folder: ScratchFolder) async throws -> JournalReading? {
    let journal = try await FileJournal.open(in: folder.path)
    let reading = try await journal.readAll()
    await journal.close()
    return reading
  }

  @Test func `records come back in order after the file was closed`() async throws {
    let folder = try await written()

    let reading = try await reading(folder)

    #expect(
      reading
        == JournalReading(
          records: [bytes("header"), bytes("a"), bytes("b"), bytes("c"), bytes("d"), []],
          tornBytes: 0))
  }

  @Test func `an empty folder has nothing to read and nothing to append to`() async throws {
    let folder = try ScratchFolder()
    let journal = try await FileJournal.open(in: folder.path + "/deep/inside")

    let reading = try await journal.readAll()
    let error = await #expect(throws: StoreError.self) { try await journal.append([[1]]) }
    await journal.close()

    #expect(reading == nil)
    #expect(error?.code == .missing)
  }

  @Test func `a new segment is read from then on and the old one stays`() async throws {
    let folder = try await written()
    let old = try Data(contentsOf: file(folder))
    let journal = try await FileJournal.open(in: folder.path)
    try await journal.begin(bytes("second life"))
    try await journal.append([bytes("x")])
    await journal.close()

    #expect(try await reading(folder)?.records == [bytes("second life"), bytes("x")])
    #expect(try Data(contentsOf: file(folder)) == old)
  }

  @Test func `appending goes on after a restart without reading first`() async throws {
    let folder = try await written()
    let journal = try await FileJournal.open(in: folder.path)
    try await journal.append([bytes("e")])
    await journal.close()

    #expect(try await reading(folder)?.records.last == bytes("e"))
  }

  @Test func `a file cut anywhere in its last frame loses that append and no other`() async throws {
    let folder = try await written()
    let whole = try Data(contentsOf: file(folder))
    let lastFrame = 24 + 4 + 1 + 4

    for cut in 1...lastFrame {
      try whole.dropLast(cut).write(to: file(folder))

      let journal = try await FileJournal.open(in: folder.path)
      let reading = try await journal.readAll()
      try await journal.append([bytes("after")])
      await journal.close()

      #expect(reading?.records == ["header", "a", "b", "c"].map { bytes($0) })
      #expect(reading?.tornBytes == lastFrame - cut)
      #expect(
        try await self.reading(folder)
          == JournalReading(
            records: ["header", "a", "b", "c", "after"].map { bytes($0) }, tornBytes: 0))
    }
  }

  @Test func `a last frame of which the middle never reached the disk is torn`() async throws {
    let folder = try await written()
    var data = try Data(contentsOf: file(folder))
    data[data.count - 5] ^= 0xFF
    try data.write(to: file(folder))

    let reading = try await reading(folder)

    #expect(reading?.records == ["header", "a", "b", "c"].map { bytes($0) })
    #expect(reading?.tornBytes == 33)
  }

  @Test func `damage in the middle is an error that names the offset, and nothing is removed`()
    async throws
  {
    let folder = try await written()
    var data = try Data(contentsOf: file(folder))
    // The second frame begins behind the head of 16 bytes and the header's frame of 34.
    let offset = 16 + 24 + 4 + 6
    data[offset + 26] ^= 0x01
    try data.write(to: file(folder))

    let journal = try await FileJournal.open(in: folder.path)
    let error = await #expect(throws: StoreError.self) { try await journal.readAll() }
    let append = await #expect(throws: StoreError.self) { try await journal.append([[1]]) }
    await journal.close()

    #expect(error?.code == .corrupt)
    #expect(error?.message.contains("at byte \(offset)") == true)
    #expect(append?.code == .corrupt)
    #expect(try Data(contentsOf: file(folder)) == data)
  }

  @Test func `a damaged length does not hide the frames behind it`() async throws {
    let folder = try await written()
    var data = try Data(contentsOf: file(folder))
    data[16 + 24 + 4 + 6 + 4] = 0xFF
    try data.write(to: file(folder))

    let error = await #expect(throws: StoreError.self) { try await reading(folder) }

    #expect(error?.code == .corrupt)
  }

  @Test func `a file that is no journal is refused`() async throws {
    let folder = try ScratchFolder()
    try Data("something else".utf8).write(to: file(folder))

    let error = await #expect(throws: StoreError.self) { try await reading(folder) }

    #expect(error?.code == .corrupt)
  }

  @Test func `a second desk is refused and told which process writes`() async throws {
    let folder = try ScratchFolder()
    let first = try await FileJournal.open(in: folder.path)

    let error = await #expect(throws: StoreError.self) {
      try await FileJournal.open(in: folder.path)
    }
    await first.close()
    let second = try await FileJournal.open(in: folder.path)
    await second.close()

    #expect(error?.code == .locked)
    #expect(error?.message.contains("pid \(getpid())") == true)
    #expect(error?.remedy.contains("qs down") == true)
  }

  @Test(.enabled(if: ScratchFolder.mayMount, "Needs the right to mount a small disk in memory."))
  func `a full disk stops the desk, and what was safe before is read again`() async throws {
    let disk = try ScratchFolder(diskOf: 256)
    let journal = try await FileJournal.open(in: disk.path + "/journal")
    try await journal.begin(bytes("header"))
    var safe = 0
    var failure: StoreError?
    while failure == nil {
      do throws(StoreError) {
        try await journal.append([[UInt8](repeating: UInt8(safe % 251), count: 10_000)])
        safe += 1
      } catch {
        failure = error
      }
    }
    let next = await #expect(throws: StoreError.self) { try await journal.append([[1]]) }
    let reading = try await journal.readAll()
    await journal.close()

    #expect(failure?.code == .full)
    #expect(failure?.remedy.contains("Free disk space") == true)
    #expect(next?.code == .conflict)
    #expect(safe > 10)
    #expect(reading?.records.count == safe + 1)
  }

  @Test func `a closed journal refuses work`() async throws {
    let folder = try ScratchFolder()
    let journal = try await FileJournal.open(in: folder.path)
    await journal.close()

    let error = await #expect(throws: StoreError.self) { try await journal.begin([1]) }

    #expect(error?.message.contains("closed") == true)
  }
}
