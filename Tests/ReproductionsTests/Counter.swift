import FledgeReproductions
import Synchronization

/// Counts finished trainings from any thread.
final class Counter: Sendable {
  private let number = Mutex(0)

  var finished: Int { number.withLock { $0 } }

  func count(_ event: ReproductionProgress.Event) {
    if case .finished = event { number.withLock { $0 += 1 } }
  }
}
