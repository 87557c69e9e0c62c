import FledgeRunStore
import TestSupport
import Testing

/// What every run store promises to workers that crash, hang and come back late.
@Suite struct LeaseConformanceTests {
  @Test(arguments: StoreKind.allCases)
  func `a silent worker loses its cell after the lease and not before`(kind: StoreKind) throws {
    try withStore(kind) { store, clock in
      let study = try store.createStudy(ratesStudy(["0.1"]))
      let lost = try store.lease(study, worker(process: 1, lease: 60))
      clock.advance(40)
      #expect(try store.heartbeat(run: lost.run) == .accepted)
      clock.advance(60)
      #expect(try store.leaseNextRun(study: study.id, worker: worker(process: 2)) == nil)
      clock.advance(1)
      let taken = try store.lease(study, worker(process: 2))
      #expect(taken.cell.id == lost.cell.id && taken.attempt == 2)
      #expect(try store.run(lost.run).state == .interrupted)
      #expect(try store.run(taken.run).worker.process == 2)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a chosen cell is given to one worker, and again once its lease is over`(kind: StoreKind) throws {
    try withStore(kind) { store, clock in
      let study = try store.createStudy(ratesStudy(["0.1", "0.2", "0.3"]))
      let cells = try store.cells(of: study.id)
      let lease = try #require(try store.lease(cell: cells[1].id, worker: worker(process: 1, lease: 60)))
      #expect(lease.cell.index == 1 && lease.cell.state == .running && lease.attempt == 1)
      #expect(try store.lease(cell: cells[1].id, worker: worker(process: 2)) == nil)
      #expect(try store.leaseNextRun(study: study.id, worker: worker(process: 2))?.cell.index == 0)
      clock.advance(61)
      #expect(try store.lease(cell: cells[1].id, worker: worker(process: 2))?.attempt == 2)
      #expect(try store.cell(cells[2].id).state == .queued)
      #expect(throws: RunStoreError.unknownStudyRun(99)) { try store.cell(99) }
      #expect(throws: RunStoreError.unknownStudyRun(99)) { try store.lease(cell: 99, worker: worker()) }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a worker that comes back late is superseded and writes nothing`(kind: StoreKind) throws {
    try withStore(kind) { store, clock in
      let study = try store.createStudy(ratesStudy(["0.1"]))
      let late = try store.lease(study)
      clock.advance(61)
      let current = try store.lease(study)
      let before = try store.run(late.run)

      #expect(try store.heartbeat(run: late.run) == .superseded)
      #expect(try store.record([MetricValue("loss", epoch: 1, 9)], run: late.run) == .superseded)
      #expect(try store.saveCheckpoint(StoredCheckpoint(path: "late", epoch: 1, step: 1), run: late.run) == .superseded)
      let artifact = Artifact(name: "weights", path: "late.safetensors", bytes: 1, sha256: "")
      #expect(try store.addArtifact(artifact, run: late.run) == .superseded)
      #expect(try store.finish(run: late.run, result: RunResult(metrics: ["loss": 9])) == .superseded)
      #expect(try store.fail(run: late.run, message: "late", usage: nil) == .superseded)
      #expect(try store.interrupt(run: late.run, message: "late", usage: nil) == .superseded)

      #expect(try store.run(late.run) == before)
      #expect(try store.curves(of: late.run).isEmpty)
      #expect(try store.artifacts(of: late.run).isEmpty)
      #expect(try store.finish(run: current.run, result: RunResult(metrics: ["loss": 1])) == .accepted)
      #expect(try store.finish(run: late.run, result: RunResult(metrics: ["loss": 9])) == .superseded)
      #expect(try store.finish(run: current.run, result: RunResult(metrics: ["loss": 2])) == .superseded)
      let finished = try store.runs(matching: RunQuery(states: [.finished]))
      #expect(finished.map(\.metrics) == [["loss": 1]])
      #expect(try store.progress(of: study.id) == StudyProgress(finished: 1))
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `the next attempt goes on from the checkpoint with the curve up to there`(kind: StoreKind) throws {
    try withStore(kind) { store, _ in
      let study = try store.createStudy(ratesStudy(["0.1", "0.2"]))
      let first = try store.lease(study)
      for epoch in 1...3 {
        let values = [
          MetricValue("loss", epoch: epoch, 1 / Double(epoch)),
          MetricValue("step_loss", step: epoch * 100, Double(epoch)),
        ]
        #expect(try store.record(values, run: first.run) == .accepted)
        if epoch == 2 {
          let checkpoint = StoredCheckpoint(path: "runs/0.ckpt", epoch: 2, step: 200)
          #expect(try store.saveCheckpoint(checkpoint, run: first.run) == .accepted)
        }
      }
      #expect(try store.interrupt(run: first.run, message: "interrupted by Ctrl-C", usage: nil) == .accepted)
      #expect(try store.run(first.run).message == "interrupted by Ctrl-C")

      // The second attempt dies before its own checkpoint; the third still finds the first one's.
      let second = try store.lease(study)
      #expect(second.cell.index == 0 && second.attempt == 2)
      _ = try store.interrupt(run: second.run, message: "killed", usage: nil)
      let third = try store.lease(study)
      #expect(third.checkpoint == StoredCheckpoint(path: "runs/0.ckpt", epoch: 2, step: 200))
      let curves = try store.curves(of: third.run)
      #expect(curves.map(\.name) == ["loss", "step_loss"])
      #expect(curves[0].positions == [1, 2] && curves[0].values == [1, 0.5])
      #expect(curves[1].axis == .step && curves[1].positions == [100, 200])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `abandoned trainings on their own can be closed`(kind: StoreKind) throws {
    try withStore(kind) { store, clock in
      let silent = try store.startRun(configuration: "{}", seed: 1, worker: worker())
      clock.advance(30)
      let alive = try store.startRun(configuration: "{}", seed: 1, worker: worker())
      clock.advance(31)
      #expect(try store.check().map(\.kind) == [.abandonedRun])
      #expect(try store.interruptAbandonedRuns() == [silent])
      #expect(try store.run(silent).state == .interrupted)
      #expect(try store.run(alive).state == .running)
      #expect(try store.check().isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `sixteen tasks never hold one cell at once`(kind: StoreKind) async throws {
    let folder = try TemporaryFolder()
    let store: any RunStore =
      switch kind {
      case .memory: InMemoryRunStore()
      case .sqlite: try SQLiteRunStore(path: folder.path + "/fledge.db")
      case .postgresql: try postgreSQLStore()
      }
    let study = try store.createStudy(ratesStudy((0..<64).map { "\($0)" }))
    let cells = try await withThrowingTaskGroup(of: [Int].self) { group in
      for process in 0..<16 {
        group.addTask {
          var cells: [Int] = []
          while let lease = try store.leaseNextRun(study: study.id, worker: worker(process: process)) {
            cells.append(lease.cell.index)
            _ = try store.finish(run: lease.run, result: RunResult(metrics: [:]))
          }
          return cells
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(cells.sorted() == Array(0..<64))
  }
}
