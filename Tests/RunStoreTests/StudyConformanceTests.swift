import FledgeRunStore
import Testing

/// What every run store does with studies and cells.
@Suite struct StudyConformanceTests {
  @Test(arguments: StoreKind.allCases)
  func `two cells are trained one after the other`(kind: StoreKind) throws {
    try withStore(kind) { store, _ in
      let study = try store.createStudy(ratesStudy(["0.1", "0.2"]))
      #expect(try store.progress(of: study.id) == StudyProgress(queued: 2))

      let first = try store.lease(study)
      #expect(first.cell.index == 0 && first.cell.configuration.contains("0.1"))
      #expect(first.attempt == 1 && first.checkpoint == nil)
      #expect(try store.progress(of: study.id) == StudyProgress(queued: 1, running: 1))
      #expect(try store.finish(run: first.run, result: RunResult(metrics: ["test_accuracy": 0.5])) == .accepted)

      let second = try store.lease(study)
      #expect(second.cell.index == 1)
      #expect(try store.finish(run: second.run, result: RunResult(metrics: ["test_accuracy": 0.75])) == .accepted)

      #expect(try store.leaseNextRun(study: study.id, worker: worker()) == nil)
      #expect(try store.progress(of: study.id) == StudyProgress(finished: 2))
      let run = try store.run(second.run)
      #expect(run.study == "rates" && run.cellIndex == 1 && run.seed == 1 && run.state == .finished)
      #expect(run.configuration == second.cell.configuration && run.metrics == ["test_accuracy": 0.75])
      #expect(run.worker == worker())
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `the same study twice is one study, and its text may change`(kind: StoreKind) throws {
    try withStore(kind) { store, clock in
      let first = try store.createStudy(ratesStudy(["0.1", "0.2"]))
      let lease = try store.lease(first)
      clock.advance(5)
      var again = ratesStudy(["0.1", "0.2"])
      again.source = "# a comment"
      let second = try store.createStudy(again)
      #expect(second.id == first.id && second.createdAt == first.createdAt)
      #expect(try store.study(named: "rates")?.source == "# a comment")
      #expect(try store.cells(of: first.id).map(\.state) == [.running, .queued])
      #expect(try store.heartbeat(run: lease.run) == .accepted)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a study of the same name with other cells is refused with the difference`(kind: StoreKind) throws {
    try withStore(kind) { store, _ in
      let first = try store.createStudy(ratesStudy(["0.1", "0.2"]))
      let error = try runStoreError { _ = try store.createStudy(ratesStudy(["0.1", "0.3", "0.4"])) }
      #expect(
        error.description == "study “rates” exists with other runs: "
          + "optimizer.learning-rate: stored 0.1, 0.2, now 0.1, 0.3, 0.4; stored 2 runs, now 3; "
          + "give the study another name or delete the old one")
      let seeds = try runStoreError { _ = try store.createStudy(ratesStudy(["0.1", "0.2"], seed: 7)) }
      #expect(seeds.description.contains("seed: stored 1, now 7"))
      let order = try runStoreError { _ = try store.createStudy(ratesStudy(["0.2", "0.1"])) }
      #expect(order.description.contains("the same runs in another order"))
      #expect(try store.cells(of: first.id).count == 2)
      #expect(try store.study(named: "rates")?.source == first.source)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a study of the same name with more cells keeps the finished ones and takes the new order`(
    kind: StoreKind
  ) throws {
    try withStore(kind) { store, _ in
      let study = try store.createStudy(ratesStudy(["0.1", "0.2"]))
      let lease = try store.lease(study)
      _ = try store.finish(run: lease.run, result: RunResult(metrics: ["loss": 1], record: "{}"))
      let grown = try store.createStudy(ratesStudy(["0.3", "0.2", "0.1"]))
      #expect(grown.id == study.id)
      let cells = try store.cells(of: study.id)
      #expect(cells.map(\.index) == [0, 1, 2] && cells.map(\.state) == [.queued, .queued, .finished])
      #expect(cells[0].configuration.contains("0.3") && cells[2].id == lease.cell.id)
      #expect(try store.run(lease.run).cellIndex == 2 && store.record(of: lease.run) == "{}")
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `more epochs keep what has a result behind the rest`(kind: StoreKind) throws {
    func study(_ epochs: Int) -> StudyDefinition {
      StudyDefinition(
        name: "long", source: "", definition: "{}",
        cells: [0.1, 0.2].map { rate in
          let text = #"{"epochs":\#(epochs),"rate":\#(rate)}"#
          return StudyRunDefinition(configuration: text, hash: text, seed: 1)
        })
    }
    try withStore(kind) { store, _ in
      let stored = try store.createStudy(study(2))
      let lease = try store.lease(stored)
      _ = try store.finish(run: lease.run, result: RunResult(metrics: [:]))
      _ = try store.createStudy(study(5))
      let cells = try store.cells(of: stored.id)
      #expect(cells.map(\.state) == [.queued, .queued, .finished] && cells[2].id == lease.cell.id)
      #expect(try store.createStudy(study(5)).id == stored.id)
      #expect(throws: RunStoreError.self) { try store.createStudy(study(2)) }
      #expect(try store.cells(of: stored.id) == cells)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a run gets the digest of its data`(kind: StoreKind) throws {
    try withStore(kind) { store, _ in
      let lease = try store.lease(store.createStudy(ratesStudy(["0.1"])))
      #expect(try store.setData("d1", of: lease.run) == .accepted)
      #expect(try store.run(lease.run).worker.dataSHA256 == "d1")
      _ = try store.finish(run: lease.run, result: RunResult(metrics: [:]))
      #expect(try store.setData("d2", of: lease.run) == .superseded)
      #expect(try store.run(lease.run).worker.dataSHA256 == "d1" && store.record(of: lease.run) == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a configuration that is no object is refused before anything is written`(kind: StoreKind) throws {
    try withStore(kind) { store, _ in
      var bad = ratesStudy(["0.1", "0.2"])
      bad.cells[1].configuration = #"{"layers":}"#
      let error = try runStoreError { _ = try store.createStudy(bad) }
      #expect(
        error.description
          == "cell 1 of study “rates”: expected a configuration as a JSON object, at byte 10: expected a JSON value, "
          + "found \"}\"")
      #expect(try store.studies().isEmpty)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `studies stand by name and large seeds survive`(kind: StoreKind) throws {
    try withStore(kind) { store, _ in
      let second = try store.createStudy(ratesStudy(["1"], name: "b", seed: .max))
      _ = try store.createStudy(ratesStudy(["1"], name: "a"))
      #expect(try store.studies().map(\.name) == ["a", "b"])
      #expect(try store.cells(of: second.id).first?.seed == .max)
      let lease = try store.lease(second)
      #expect(try store.run(lease.run).seed == .max)
      #expect(try store.study(named: "c") == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a failed cell keeps its message until it is retried`(kind: StoreKind) throws {
    try withStore(kind) { store, _ in
      let study = try store.createStudy(ratesStudy(["0.1", "0.2"]))
      let lease = try store.lease(study)
      _ = try store.saveCheckpoint(StoredCheckpoint(path: "a.ckpt", epoch: 1, step: 10), run: lease.run)
      #expect(try store.fail(run: lease.run, message: "loss is not finite", usage: nil) == .accepted)
      #expect(try store.cells(of: study.id)[0].message == "loss is not finite")
      #expect(try store.run(lease.run).message == "loss is not finite")
      #expect(try store.lease(study).cell.index == 1)
      #expect(try store.leaseNextRun(study: study.id, worker: worker()) == nil)

      #expect(try store.retryFailed(study: study.id) == 1)
      #expect(try store.retryFailed(study: study.id) == 0)
      let retried = try store.lease(study)
      #expect(retried.cell.index == 0 && retried.attempt == 2)
      #expect(retried.cell.message == nil)
      #expect(retried.checkpoint == nil)
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a study goes with its runs, but not under a living worker`(kind: StoreKind) throws {
    try withStore(kind) { store, clock in
      let study = try store.createStudy(ratesStudy(["0.1"]))
      let lease = try store.lease(study)
      #expect(throws: RunStoreError.runInUse(lease.run)) { try store.deleteStudy(study.id) }
      clock.advance(61)
      try store.deleteStudy(study.id)
      #expect(try store.studies().isEmpty)
      #expect(try store.runs(matching: RunQuery()).isEmpty)
      #expect(throws: RunStoreError.unknownStudy(study.id)) { try store.cells(of: study.id) }
    }
  }
}
