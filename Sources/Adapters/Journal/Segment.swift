import Glibc
import Market

/// One life of a desk on disk: a head that names the format, then frames.
struct Segment {
  let file: JournalFile
  /// Where the next frame goes, which is where the last whole one ends.
  private(set) var end: Int
  /// The number of the next frame.
  private(set) var nextFrame: UInt64

  /// What a segment held when it was opened.
  struct Contents {
    let records: [[UInt8]]
    let tornBytes: Int
  }

  /// The format's name and version, at the start of every segment.
  private static let head = Array("qs.journal.1\n\n\n\n".utf8)

  /// Creates the segment `name` in `folder` with one frame of `records`; it is there as a whole or
  /// not at all.
  static func create(
    _ name: String, in folder: String, with records: [[UInt8]]
  ) throws(StoreError) -> Segment {
    let draft = "\(folder)/\(name).new"
    let path = "\(folder)/\(name)"
    let bytes = head + (try frame(records, number: 0, path: path))
    let file = try JournalFile(draft, flags: O_RDWR | O_CREAT | O_TRUNC)
    try file.write(bytes, at: 0)
    try file.synchronize()
    guard rename(draft, path) == 0 else { throw JournalFile.error("name", path, errno) }
    try JournalFile(folder, flags: O_RDONLY | O_DIRECTORY).synchronize()
    return Segment(
      file: try JournalFile(path, flags: O_RDWR), end: bytes.count, nextFrame: 1)
  }

  /// Opens a segment, reads its whole frames and removes a torn last one.
  ///
  /// - Throws: `corrupt`, naming the offset, when a damaged frame has a whole one after it, or the
  ///   file does not begin as a segment does; nothing is removed then.
  static func open(_ path: String) throws(StoreError) -> (segment: Segment, contents: Contents) {
    let file = try JournalFile(path, flags: O_RDWR)
    let bytes = try file.readAll()
    guard bytes.starts(with: head) else {
      throw corrupt(path, at: 0, "it does not begin as a journal does")
    }
    var records: [[UInt8]] = []
    var end = head.count
    var number: UInt64 = 0
    var next: Int?
    bytes.withUnsafeBytes { bytes in
      while let frame = Frame.read(bytes, at: end, number: number) {
        records += frame.records
        end = frame.end
        number += 1
      }
      if end < bytes.count { next = Frame.firstWhole(bytes, from: end) }
    }
    if let next {
      throw corrupt(
        path, at: end, "frame \(number) is damaged, though a whole one follows at byte \(next)")
    }
    // The first frame was safe before the file got its name, so its loss is no interrupted write.
    guard number > 0 else { throw corrupt(path, at: end, "its first frame is damaged") }

    let torn = bytes.count - end
    if torn > 0 {
      try file.truncate(to: end)
      try file.synchronize()
    }
    return (
      Segment(file: file, end: end, nextFrame: number),
      Contents(records: records, tornBytes: torn)
    )
  }

  /// Adds one frame, safe when this returns.
  mutating func append(_ records: [[UInt8]]) throws(StoreError) {
    let bytes = try Self.frame(records, number: nextFrame, path: file.path)
    try file.write(bytes, at: end)
    try file.synchronize()
    end += bytes.count
    nextFrame += 1
  }

  private static func frame(
    _ records: [[UInt8]], number: UInt64, path: String
  ) throws(StoreError) -> [UInt8] {
    guard let bytes = Frame.encoded(records, number: number) else {
      throw StoreError(
        .query,
        "\(records.count) records for the journal \(path) take more than "
          + "\(Frame.maximumBytes >> 20) MiB.",
        remedy: "Append fewer records at a time.")
    }
    return bytes
  }

  private static func corrupt(_ path: String, at offset: Int, _ reason: String) -> StoreError {
    StoreError(
      .corrupt, "The journal \(path) is damaged at byte \(offset): \(reason).",
      remedy: "Keep the file as evidence, reconcile with the broker by hand, and begin a new desk.")
  }
}
