#if canImport(Glibc)
import Glibc
#endif

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
    mallopt(M_ARENA_MAX, 2)
    mallopt(M_MMAP_THRESHOLD, 1 << 20)
    #endif
  }
}
