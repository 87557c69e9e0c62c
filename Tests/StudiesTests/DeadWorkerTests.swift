import FledgeRunStore
import FledgeStudies
import Foundation
import Testing

/// Runs whose worker has died although the time of its heartbeat does not tell.
@Suite struct DeadWorkerTests {
  private func worker(host: String, process: Int) -> Worker {
    Worker(
      host: host, process: process, toolVersion: "1", processor: "none", instructionSet: "portable", threads: 1,
      leaseSeconds: 2)
  }

  /// Runs the study while `worker` holds its first run.
  private func notices(_ worker: Worker, clock: @escaping @Sendable () -> Date = Date.init) throws -> [String] {
    let path = NSTemporaryDirectory() + "dead-\(UUID().uuidString).db"
    defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) } }
    let plan = tinyPlan()
    let other = try SQLiteRunStore(path: path, clock: clock)
    let study = try other.createStudy(plan.definition)
    _ = try #require(try other.leaseNextRun(study: study.id, worker: worker))
    try other.close()
    let notices = Collected<String>()
    let store = try SQLiteRunStore(path: path)
    let outcome = try tinyRunner().run(plan, store: store) { event in
      if case .notice(let text) = event { notices.append(text) }
    }
    #expect(outcome.results.progress == StudyProgress(finished: 4))
    return notices.all
  }

  @Test func `a process of this machine that has ended is recognised by its number`() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/true")
    try process.run()
    process.waitUntilExit()
    let worker = worker(host: ProcessInfo.processInfo.hostName, process: Int(process.processIdentifier))
    // Its clock was an hour ahead, so its lease would last as long.
    let said = try notices(worker) { Date().addingTimeInterval(3_600) }
    #expect(said == ["run 1 waits again: process \(worker.process) on \(worker.host) has ended"])
  }

  @Test func `a heartbeat in the future is watched by this machine's clock`() throws {
    let said = try notices(worker(host: "elsewhere", process: 1)) { Date().addingTimeInterval(3_600) }
    #expect(said.count == 2, "\(said)")
    #expect(said.first?.hasPrefix("the clock of elsewhere is ahead, or that of this machine behind, by 3") == true)
    #expect(said.last?.hasPrefix("run 1 waits again: process 1 on elsewhere sent no new heartbeat") == true)
  }

  @Test func `a lease that has expired is said`() throws {
    let said = try notices(worker(host: "elsewhere", process: 1)) { Date().addingTimeInterval(-60) }
    #expect(said == ["run 1 waits again: process 1 on elsewhere sent no heartbeat for longer than its lease"])
  }
}
