import FledgeRunStore
import Foundation
import TestSupport
import Testing

/// What the store on a server does beyond the conformance suites.
@Suite(.enabled(if: PostgreSQLServer.missing == nil, "a PostgreSQL server is not installed"))
struct PostgreSQLStoreTests {
  private func namespace() -> String { "p\(UInt64.random(in: 0 ... .max))" }

  @Test func `addresses that cannot be read or are refused are one line without the password`() throws {
    let folder = try PostgreSQLServer.shared.get().address.split(separator: "=").last.map(String.init) ?? ""
    for (text, part) in [
      ("postgres://u:s3cret%zz@localhost/db", "cannot read"),
      ("postgres://nobody:s3cret@/postgres?host=\(folder)", "nobody"),
      ("postgres://postgres:s3cret@/nothing?host=\(folder)", "nothing"),
    ] {
      let error = try runStoreError {
        _ = try PostgreSQLRunStore(PostgreSQLAddress(text), patience: .init(opening: 1))
      }
      #expect(error.description.contains(part), "\(error)")
      #expect(!error.description.contains("s3cret") && !error.description.contains("\n"))
    }
    let away = try PostgreSQLAddress("postgres://postgres@/postgres?host=/tmp/none-here")
    let start = ContinuousClock.now
    let error = try runStoreError { _ = try PostgreSQLRunStore(away, patience: .init(opening: 0.3)) }
    #expect(error.description.contains("found none in 0 s"))
    #expect(ContinuousClock.now - start >= .seconds(0.3))
  }

  @Test func `a call goes on over a restart of the server, and takes effect once`() throws {
    let store = try postgreSQLStore()
    let study = try store.createStudy(ratesStudy(["0.1", "0.2"]))
    let first = try store.lease(study)
    try PostgreSQLServer.shared.get().restart()
    #expect(try store.heartbeat(run: first.run) == .accepted)
    try PostgreSQLServer.shared.get().restart()
    #expect(try store.finish(run: first.run, result: RunResult(metrics: ["loss": 1])) == .accepted)
    try PostgreSQLServer.shared.get().restart()
    let second = try store.lease(study)
    #expect(second.cell.index == 1 && second.attempt == 1)
    #expect(try store.runs(matching: RunQuery()).count == 2)
  }

  @Test func `a newer schema is refused, and a store that is not there is not made by looking`() throws {
    let namespace = namespace()
    let address = try PostgreSQLAddress(PostgreSQLServer.shared.get().address)
    let error = try runStoreError {
      _ = try PostgreSQLRunStore(address, namespace: namespace, creates: false, clock: nil)
    }
    #expect(error == .missing(path: address.name))
    let store = try postgreSQLStore(namespace)
    try store.execute("UPDATE version SET number = 1000")
    let newer = try runStoreError { _ = try postgreSQLStore(namespace) }
    #expect(newer == .newerVersion(path: address.name, found: 1000, supported: 1))
  }

  @Test func `the bytes of a checkpoint go from worker to worker and go with the result`() throws {
    let namespace = namespace()
    let (one, other) = (try postgreSQLStore(namespace), try postgreSQLStore(namespace))
    let study = try one.createStudy(ratesStudy(["0.1"]))
    let first = try one.lease(study)
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
    for epoch in 1...2 {
      let checkpoint = StoredCheckpoint(path: "x", epoch: epoch, step: epoch)
      #expect(try one.saveCheckpoint(checkpoint, content: bytes + [UInt8(epoch)], run: first.run) == .accepted)
    }
    _ = try one.interrupt(run: first.run, message: "stopped", usage: nil)
    let second = try other.lease(study)
    #expect(second.checkpoint?.epoch == 2)
    #expect(try other.checkpointContent(for: second.run) == bytes + [2])
    // The first worker comes back late.
    let late = StoredCheckpoint(path: "x", epoch: 9, step: 9)
    #expect(try one.saveCheckpoint(late, content: [9], run: first.run) == .superseded)
    #expect(try other.checkpointContent(for: second.run) == bytes + [2])
    _ = try other.finish(run: second.run, result: RunResult(metrics: [:]))
    #expect(try other.checkpointContent(for: second.run) == nil)
  }

  @Test func `a late second result is compared, whichever comes first`() throws {
    let clock = TestClock()
    let store = try postgreSQLStore(clock: clock.now)
    let study = try store.createStudy(ratesStudy(["0.1", "0.2", "0.3"]))
    func record(_ digest: String) -> String { #"{"weights_sha256":"\#(digest)"}"# }
    let results = [
      RunResult(metrics: ["loss": 1], record: record("a")), RunResult(metrics: ["loss": 1.5], record: record("a")),
      RunResult(metrics: ["loss": 1], record: record("b")),
    ]
    for (index, other) in results.enumerated() {
      let late = try store.lease(study)
      clock.advance(61)
      // Leases look for dead workers once a second at most.
      _ = try store.interruptAbandonedRuns()
      let current = try store.lease(study, worker(process: 2))
      #expect(late.cell.id == current.cell.id)
      if index == 0 { #expect(try store.finish(run: late.run, result: other) == .superseded) }
      #expect(try store.finish(run: current.run, result: results[0]) == .accepted)
      if index > 0 { #expect(try store.finish(run: late.run, result: other) == .superseded) }
    }
    let found = try store.lateResults(of: study.id)
    #expect(found.map(\.difference) == [nil, "loss 1.0 and 1.5", "weights of SHA-256 a… and b…"])
    let findings = try store.check()
    #expect(findings.map(\.kind) == [.otherResult, .otherResult])
    #expect(findings[0].message.contains("on here and") && findings[0].message.contains("loss 1.0 and 1.5"))
  }

  @Test func `a name with a zero byte is an error, not a shorter name`() throws {
    let store = try postgreSQLStore()
    let error = try runStoreError { _ = try store.createStudy(ratesStudy(["1"], name: "a\0b")) }
    #expect(error.description.contains("zero byte"))
    #expect(try store.studies().isEmpty)
  }

  @Test func `a watcher is notified of a run that ends`() throws {
    let namespace = namespace()
    let (store, watcher) = (try postgreSQLStore(namespace), try postgreSQLStore(namespace))
    let study = try store.createStudy(ratesStudy(["0.1"]))
    try watcher.waitForChange(of: study.id, seconds: 0.01)
    let lease = try store.lease(study)
    let start = ContinuousClock.now
    try onThreads(2) { thread in
      if thread == 0 {
        try watcher.waitForChange(of: study.id, seconds: 20)
      } else {
        Thread.sleep(forTimeInterval: 0.1)
        _ = try store.finish(run: lease.run, result: RunResult(metrics: [:]))
      }
    }
    #expect(ContinuousClock.now - start < .seconds(10))
  }
}
