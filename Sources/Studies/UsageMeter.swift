import FledgeRuns

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What one training costs, read on the thread that trains.
struct UsageMeter {
  private let clock: clockid_t
  private let start = ContinuousClock().now
  private let cpuStart: Double

  /// Starts to count; with several threads to a cell the whole process is counted.
  init(threads: Int) {
    clock = threads == 1 ? CLOCK_THREAD_CPUTIME_ID : CLOCK_PROCESS_CPUTIME_ID
    cpuStart = UsageMeter.seconds(of: clock)
  }

  /// The cost up to now; memory is the largest of the process so far.
  var usage: RunUsage {
    RunUsage(
      wallSeconds: (ContinuousClock().now - start) / .seconds(1), cpuSeconds: UsageMeter.seconds(of: clock) - cpuStart,
      peakMemoryBytes: UsageMeter.peakMemoryBytes)
  }

  private static func seconds(of clock: clockid_t) -> Double {
    var time = timespec()
    _ = unsafe clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static var peakMemoryBytes: Int64 {
    var usage = rusage()
    #if canImport(Glibc)
      unsafe getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    #else
      unsafe getrusage(RUSAGE_SELF, &usage)
    #endif
    #if os(macOS)
      return Int64(usage.ru_maxrss)
    #else
      return Int64(usage.ru_maxrss) * 1024
    #endif
  }
}
