import Foundation

/// How the C library keeps memory that was given back to it.
enum MemoryHabits {
  /// Columns of a mebibyte and more are given back to the system as soon as they are freed, and
  /// threads share two arenas.
  ///
  /// By default each thread may fill an arena of its own, and the size from which blocks are given
  /// back at once grows with those that were freed: while a whole market is loaded, resident memory
  /// then creeps up by hundreds of megabytes that nobody uses.
  static func settle() {
    #if canImport(Glibc)
    // Swift's module of the C library leaves malloc.h out. Without the function nothing is lost.
    guard let address = dlsym(nil, "mallopt") else { return }
    typealias Setting = @convention(c) (Int32, Int32) -> Int32
    let set = unsafeBitCast(address, to: Setting.self)
    _ = set(arenas, 2)
    _ = set(mapThreshold, 1 << 20)
    #endif
  }

  /// `M_ARENA_MAX` and `M_MMAP_THRESHOLD` of malloc.h.
  private static let arenas: Int32 = -8
  private static let mapThreshold: Int32 = -3
}
