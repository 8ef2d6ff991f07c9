import Foundation
import Market

/// The bytes of a file in chunks, decompressed where it is compressed.
final class FileBytes {
  private static let chunk = 1 << 20
  /// Bars that differ are packed some five times; what comes out larger than this is made to harm.
  private static let mostGrowth = 100
  /// Bytes that may come out whatever went in.
  private static let alwaysFine = 16 << 20

  private let path: String
  private let handle: FileHandle
  private let inflater: Inflater?
  /// Bytes read of the file, and bytes that came out of them.
  private var packed = 0
  private var unpacked = 0

  init(_ path: String, isCompressed: Bool) throws(StoreError) {
    self.path = path
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw StoreError(
        .missing, "\(path) cannot be read.", remedy: "See that it is there and may be read.")
    }
    self.handle = handle
    inflater = isCompressed ? Inflater() : nil
  }

  /// The next bytes, at least one; nil at the end.
  func next() throws(StoreError) -> [UInt8]? {
    guard let inflater else { return try read() }
    while true {
      do throws(InflateFault) {
        if let bytes = try inflater.next() {
          unpacked += bytes.count
          guard unpacked <= max(Self.alwaysFine, packed * Self.mostGrowth) else {
            throw InflateFault("more than \(Self.mostGrowth) times its size comes out of it")
          }
          return bytes
        }
      } catch {
        throw StoreError(
          .corrupt, "The compressed file is damaged: \(error.message).",
          remedy: "Compress it again from the original.")
      }
      guard !inflater.isComplete else { return nil }
      if let more = try read() { inflater.append(more) } else { inflater.finish() }
    }
  }

  private func read() throws(StoreError) -> [UInt8]? {
    do {
      guard let data = try handle.read(upToCount: Self.chunk), !data.isEmpty else { return nil }
      packed += data.count
      return [UInt8](data)
    } catch {
      throw StoreError(
        .corrupt, "\(path) could not be read to its end: \(error.localizedDescription).",
        remedy: "See that the disk is sound and the file may be read.")
    }
  }
}
