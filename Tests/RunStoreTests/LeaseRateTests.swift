import FledgeRunStore
import Foundation
import Synchronization
import TestSupport
import Testing

/// Measures leases a second; Scripts/cluster_tests.py starts it with the address of a server, workers and seconds.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["FLEDGE_LEASE_RATE"] != nil, "only for measurements"))
struct LeaseRateTests {
  @Test func `workers with a connection each take runs for some seconds`() throws {
    let words = (ProcessInfo.processInfo.environment["FLEDGE_LEASE_RATE"] ?? "").split(separator: " ").map(String.init)
    try #require(words.count == 3)
    let (address, workers) = (try PostgreSQLAddress(words[0]), try #require(Int(words[1])))
    let seconds = try #require(Double(words[2]))
    let store = try PostgreSQLRunStore(address)
    let study = try store.createStudy(ratesStudy((0..<100_000).map { "\($0)" }))
    let stores = try (0..<workers).map { _ in try PostgreSQLRunStore(address) }
    let taken = Mutex<[StudyRun.ID]>([])
    let start = ContinuousClock.now
    try onThreads(workers) { index in
      var cells: [StudyRun.ID] = []
      while ContinuousClock.now - start < .seconds(seconds),
        let lease = try stores[index].leaseNextRun(study: study.id, worker: worker(process: index, lease: 3600))
      {
        cells.append(lease.cell.id)
      }
      taken.withLock { $0 += cells }
    }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let cells = taken.withLock { $0 }
    #expect(Set(cells).count == cells.count)
    print("leases a second with \(workers) workers: \(Int(Double(cells.count) / elapsed))")
  }
}
