import FledgeRunStore
import FledgeStudies
import Synchronization
import Testing

@Suite struct WorkerPoolTests {
  /// Counts itself while it is there.
  private final class Holder: Sendable {
    static let count = Atomic(0)

    init() { Holder.count.add(1, ordering: .sequentiallyConsistent) }
    deinit { Holder.count.subtract(1, ordering: .sequentiallyConsistent) }
  }

  @Test func `a pool that has ended holds nothing, so that a store is closed before its process ends`() throws {
    for _ in 0..<300 {
      try runEmptyPool()
      try #require(Holder.count.load(ordering: .sequentiallyConsistent) == 0)
    }
  }

  private func runEmptyPool() throws {
    let holder = Holder()
    let pool = WorkerPool(InMemoryRunStore(), leaseSeconds: 2, isCancelled: { false })
    try pool.run(workers: 2, take: { withExtendedLifetime(holder) { .none } }, train: { _ in })
  }
}
