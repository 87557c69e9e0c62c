import FledgeRunStore
import Foundation
import TestSupport
import Testing

/// Workers that share a folder, each with a file of its own.
@Suite struct ShardStoreTests {
  private func join(_ folder: String, task: String? = nil, lease: Double = 60) throws -> (ShardRunStore, Study) {
    let store = try ShardRunStore(folder: folder + "/shared/", task: task, leaseSeconds: lease)
    return (store, try store.createStudy(ratesStudy(["0.1", "0.2", "0.3"])))
  }

  private func merged(_ folder: String) throws -> (InMemoryRunStore, ShardMerge) {
    let store = InMemoryRunStore()
    return (store, try ShardMerge(folder: folder + "/shared", into: store))
  }

  @Test func `two workers divide the runs of a study, and merging has each once`() throws {
    try withTemporaryFolder { folder in
      let (one, study) = try join(folder)
      let (other, same) = try join(folder)
      let (first, second) = (try one.lease(study), try other.lease(same))
      #expect(first.cell.index == 0 && second.cell.index == 1)
      #expect(try one.cell(one.cells(of: study.id)[1].id).state == .running)
      _ = try one.record([MetricValue("loss", epoch: 1, 4)], run: first.run)
      for (store, lease) in [(one, first), (other, second)] {
        let result = RunResult(metrics: ["loss": Double(lease.cell.index)], record: "{}")
        #expect(try store.finish(run: lease.run, result: result) == .accepted)
      }
      let third = try other.lease(same)
      #expect(third.cell.index == 2)
      _ = try other.fail(run: third.run, message: "diverged", usage: nil)
      #expect(try one.leaseNextRun(study: study.id, worker: worker()) == nil)
      #expect(try one.progress(of: study.id) == StudyProgress(finished: 2, failed: 1))

      let (store, merge) = try merged(folder)
      #expect(merge.files == 2 && merge.added == 3 && merge.faults.isEmpty && merge.confirmed == 0)
      let runs = try store.runs(matching: RunQuery(states: [.finished], order: .oldestFirst))
      #expect(runs.map(\.metrics) == [["loss": 0], ["loss": 1]])
      #expect(try store.curves(of: runs[0].id).map(\.values) == [[4]] && store.record(of: runs[1].id) == "{}")
      #expect(try store.cells(of: runs[0].cell.map { try store.cell($0).study } ?? 0)[2].message == "diverged")
      let again = try ShardMerge(folder: folder + "/shared", into: store)
      #expect(again.added == 0 && again.confirmed == 0 && again.faults.isEmpty)

      #expect(try one.retryFailed(study: study.id) == 1)
      #expect(try one.lease(study).cell.index == 2)
    }
  }

  @Test func `a silent worker loses its run, and a result that it still has is compared`() throws {
    for loss in [1.0, 2.0] {
      try withTemporaryFolder { folder in
        let (silent, study) = try join(folder, lease: 0.2)
        let lost = try silent.lease(study)
        let checkpoint = StoredCheckpoint(path: folder + "/shared/checkpoints/a", epoch: 3, step: 30)
        _ = try silent.saveCheckpoint(checkpoint, run: lost.run)
        let (other, same) = try join(folder, lease: 0.2)
        #expect(try other.lease(same).cell.index == 1)
        Thread.sleep(forTimeInterval: 0.3)
        let taken = try other.lease(same)
        #expect(taken.cell.index == 0 && taken.attempt == 2 && taken.checkpoint == checkpoint)
        #expect(try other.finish(run: taken.run, result: RunResult(metrics: ["loss": 1])) == .accepted)
        #expect(try silent.finish(run: lost.run, result: RunResult(metrics: ["loss": loss])) == .superseded)
        let (_, merge) = try merged(folder)
        #expect(merge.added == 1 && merge.confirmed == (loss == 1 ? 1 : 0))
        #expect(merge.faults.map(\.difference) == (loss == 1 ? [] : ["loss 1.0 and 2.0"]))
      }
    }
  }

  @Test func `a worker that lives keeps its run, and one that lost it stops`() throws {
    try withTemporaryFolder { folder in
      let (living, study) = try join(folder, lease: 0.2)
      let held = try living.lease(study)
      let (other, same) = try join(folder, lease: 0.2)
      let cell = try other.cells(of: same.id)[0]
      for _ in 0..<6 {
        Thread.sleep(forTimeInterval: 0.1)
        #expect(try living.heartbeat(run: held.run) == .accepted)
        #expect(try other.lease(cell: cell.id, worker: worker()) == nil)
      }
      Thread.sleep(forTimeInterval: 0.3)
      #expect(try other.lease(cell: cell.id, worker: worker()) != nil)
      #expect(try living.heartbeat(run: held.run) == .superseded)
      #expect(try living.record([MetricValue("loss", epoch: 1, 1)], run: held.run) == .superseded)
    }
  }

  @Test func `a task that is started again goes on with its own runs at once`() throws {
    try withTemporaryFolder { folder in
      let (killed, study) = try join(folder, task: "1/4", lease: 3600)
      let lost = try killed.lease(study)
      let (neighbour, same) = try join(folder, task: "2/4", lease: 3600)
      #expect(try neighbour.lease(same).cell.index == 1)
      let (again, third) = try join(folder, task: "1/4", lease: 3600)
      #expect(try again.lease(third).cell.id == lost.cell.id)
    }
  }

  @Test func `a run that is given back is free for others at once`() throws {
    try withTemporaryFolder { folder in
      let (one, study) = try join(folder)
      let lease = try one.lease(study)
      _ = try one.interrupt(run: lease.run, message: "stopped", usage: nil)
      let (other, same) = try join(folder)
      let taken = try other.lease(same)
      #expect(taken.cell.index == 0 && taken.attempt == 2)
    }
  }

  @Test func `sixteen workers never hold one run at once`() throws {
    try withTemporaryFolder { folder in
      let definition = ratesStudy((0..<64).map { "\($0)" })
      try onThreads(16) { _ in
        let store = try ShardRunStore(folder: folder + "/shared/")
        let study = try store.createStudy(definition)
        while let lease = try store.leaseNextRun(study: study.id, worker: worker()) {
          let result = RunResult(metrics: ["index": Double(lease.cell.index)])
          #expect(try store.finish(run: lease.run, result: result) == .accepted)
        }
      }
      let (store, merge) = try merged(folder)
      #expect(merge.added == 64 && merge.confirmed == 0 && merge.faults.isEmpty && merge.files == 16)
      #expect(
        try store.runs(matching: RunQuery(order: .oldestFirst)).map { $0.metrics["index"] }
          == (0..<64).map { Double($0) })
    }
  }
}
