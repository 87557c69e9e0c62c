import FledgeKernels
import FledgeRunStore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The cost of one training, read on the thread that trains.
struct UsageMeter {
  private let clock: ProcessorClock
  private let start = ContinuousClock().now
  private let cpuStart: Double

  /// Starts the measurement; with several threads per cell the whole process is counted.
  init(threads: Int) {
    clock = threads == 1 ? .thread : .process
    cpuStart = clock.seconds
  }

  /// The cost so far; memory is the process's peak.
  var usage: RunUsage {
    RunUsage(
      wallSeconds: (ContinuousClock().now - start) / .seconds(1), cpuSeconds: clock.seconds - cpuStart,
      peakMemoryBytes: UsageMeter.peakMemoryBytes)
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
