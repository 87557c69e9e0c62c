internal import CFledgeKernels
import Synchronization

/// The floating-point operations a second that a pool does in registers: the limit of every product.
///
/// Each thread's rate is measured in its own processor time, as the best of several short tries, so that other programs
/// on the machine do not lower it.
public func measuredPeakRate(_ threads: ThreadPool, tries: Int = 8) -> Double {
  let (kernel, operations) = unsafe (threads.kernels.pointee.peak, threads.kernels.pointee.peak_operations)
  var (best, rounds) = (0.0, 1 << 12)
  for _ in 0..<tries {
    var total = 0.0
    var shortest = 0.0
    repeat {
      let count = rounds
      let measured = Mutex((rate: 0.0, shortest: Double.infinity))
      threads.run(threads.count) { _ in
        let start = ProcessorClock.thread.seconds
        precondition(kernel(count) != 0, "a chain of sums never vanishes")
        let seconds = max(ProcessorClock.thread.seconds - start, 1e-9)
        measured.withLock { $0 = ($0.rate + Double(count * operations) / seconds, min($0.shortest, seconds)) }
      }
      (total, shortest) = measured.withLock { $0 }
      if shortest < 0.01 { rounds *= 2 }
    } while shortest < 0.01
    best = max(best, total)
  }
  return best
}

/// Processor time, which does not count other programs.
package enum ProcessorClock: Sendable {
  /// The calling thread's.
  case thread
  /// All threads' of the process.
  case process

  /// The seconds used so far.
  package var seconds: Double { fledge_processor_seconds(self == .process ? 1 : 0) }
}
