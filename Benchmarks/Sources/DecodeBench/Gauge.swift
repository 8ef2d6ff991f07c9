#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Readings of the operating system: time and memory of this process.
enum Gauge {
  /// Seconds on a clock that never goes back.
  static var wall: Double { reading(CLOCK_MONOTONIC) }
  /// Seconds of processor time of this process, all threads.
  static var processor: Double { reading(CLOCK_PROCESS_CPUTIME_ID) }

  /// The most memory this process ever had resident, in megabytes (10^6 bytes).
  static var peakMegabytes: Double {
    var usage = rusage()
    #if canImport(Glibc)
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) * 1024 / 1e6
    #else
    getrusage(RUSAGE_SELF, &usage)
    return Double(usage.ru_maxrss) / 1e6
    #endif
  }

  private static func reading(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
