import FledgeFormats
import FledgeMetrics
import FledgeModels
import FledgeRunStore
import FledgeStudies
import FledgeTraining
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct StudyRunnerTests {
  @Test func `a study keeps what each training by itself would give`() throws {
    let store = InMemoryRunStore()
    let outcome = try tinyRunner().run(tinyPlan(), store: store)
    #expect(outcome.end == .finished)
    #expect(outcome.results.groups.map(\.name) == ["[4]", "[6, 3]"])
    #expect(outcome.results.groups.map(\.seeds) == [[0, 1], [0, 1]])
    for (group, layers) in zip(outcome.results.groups, [[4], [6, 3]]) {
      for run in group.runs {
        var settings = tinySettings { $0.layers = layers }
        settings.seed = run.seed
        let alone = try Experiment(settings).run()
        #expect(run.metrics["test_loss"] == alone.test?.loss)
        #expect(run.metrics["test_accuracy"] == alone.test?.accuracy)
        #expect(run.metrics["epochs"] == 2)
      }
      let curves = try outcome.results.curves("validation_loss", of: group)
      #expect(curves.map(\.positions) == [[1, 2], [1, 2]])
      #expect(curves.map { $0.values.last } == group.runs.map { $0.metrics["validation_loss"] })
    }
  }

  @Test func `running again trains nothing, and other cells under the same name are refused`() throws {
    let store = InMemoryRunStore()
    _ = try tinyRunner().run(tinyPlan(), store: store)
    let before = try export(store)
    let begun = Collected<Int>()
    _ = try tinyRunner().run(tinyPlan(), store: store) { event in
      if case .began(let attempt) = event { begun.append(attempt.index) }
    }
    #expect(begun.all.isEmpty)
    #expect(try export(store) == before)
    #expect(throws: RunStoreError.self) { try tinyRunner().run(tinyPlan(seeds: [0]), store: store) }
  }

  @Test(arguments: [2, 5])
  func `several workers give the results of one`(workers: Int) throws {
    let plan = tinyPlan(seeds: [0, 1, 2, 3])
    let (serial, parallel) = (InMemoryRunStore(), InMemoryRunStore())
    _ = try tinyRunner().run(plan, store: serial)
    _ = try tinyRunner(workers: workers).run(plan, store: parallel)
    #expect(try export(serial) == export(parallel))
  }

  @Test func `a cell that fails is recorded, the rest goes on, and it can be tried again`() throws {
    let store = InMemoryRunStore()
    var plan = tinyPlan()
    plan.variants[1].settings.optimizer = "sgd"
    plan.variants[1].settings.loss = "squared-error"
    plan.variants[1].settings.learningRate = 1e20
    let outcome = try tinyRunner(workers: 2).run(plan, store: store)
    #expect(outcome.end == .finished)
    #expect(outcome.results.progress == StudyProgress(finished: 2, failed: 2))
    #expect(outcome.results.groups[1].failures.map(\.seed) == [0, 1])
    #expect(outcome.results.groups[1].failures[0].message.contains("diverged"))
    #expect(outcome.results.text.contains("failed: "))

    let begun = Collected<Int>()
    var runner = tinyRunner()
    runner.retriesFailed = true
    let again = try runner.run(plan, store: store) { event in
      if case .began(let attempt) = event { begun.append(attempt.attempt) }
    }
    #expect(begun.all == [2, 2])
    #expect(again.results.progress == StudyProgress(finished: 2, failed: 2))
  }

  @Test func `a study that is interrupted goes on from its checkpoints and ends with the same bytes`() throws {
    try withTemporaryFolder { folder in
      let plan = tinyPlan(epochs: 6)
      let whole = InMemoryRunStore()
      _ = try tinyRunner().run(plan, store: whole)

      let store = InMemoryRunStore()
      let epochs = Atomic(0)
      var runner = tinyRunner(folder: folder)
      runner.isCancelled = { epochs.load(ordering: .relaxed) >= 3 }
      let first = try runner.run(plan, store: store) { event in
        if case .epoch = event { epochs.add(1, ordering: .relaxed) }
      }
      #expect(first.end == .interrupted)
      #expect(first.results.progress.finished == 0 && first.results.progress.queued == 4)

      let began = Collected<RunAttempt>()
      let seen = Collected<Int>()
      let second = try tinyRunner(folder: folder).run(plan, store: store) { event in
        if case .began(let attempt) = event { began.append(attempt) }
        if case .epoch(let attempt, let record) = event, attempt.index == 0 { seen.append(record.epoch) }
      }
      #expect(second.end == .finished)
      #expect(began.all.first?.epochsBefore == 3 && seen.all == [4, 5, 6])
      #expect(try export(store) == export(whole))
      let run = try #require(second.results.groups[0].runs.first)
      #expect(try store.curves(of: run.run).allSatisfy { $0.positions == [1, 2, 3, 4, 5, 6] })
      #expect(
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".safetensors") }.isEmpty)
    }
  }

  @Test func `a lost checkpoint costs time and nothing else`() throws {
    try withTemporaryFolder { folder in
      let plan = tinyPlan(seeds: [0], epochs: 4)
      let whole = InMemoryRunStore()
      _ = try tinyRunner().run(plan, store: whole)
      let store = InMemoryRunStore()
      let epochs = Atomic(0)
      var runner = tinyRunner(folder: folder)
      runner.isCancelled = { epochs.load(ordering: .relaxed) >= 2 }
      _ = try runner.run(plan, store: store) { event in
        if case .epoch = event { epochs.add(1, ordering: .relaxed) }
      }
      let path = try #require(try store.runs(matching: RunQuery()).compactMap(\.checkpoint).first?.path)
      try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
      _ = try tinyRunner(folder: folder).run(plan, store: store)
      #expect(try export(store) == export(whole))
    }
  }

  @Test func `two processes' runners share the cells of one file`() throws {
    try withTemporaryFolder { folder in
      let plan = tinyPlan(seeds: Array(0..<6))
      let serial = InMemoryRunStore()
      _ = try tinyRunner().run(plan, store: serial)
      let path = folder + "/fledge.db"
      let began = Collected<Int>()
      DispatchQueue.concurrentPerform(iterations: 2) { _ in
        do {
          let store = try SQLiteRunStore(path: path)
          let outcome = try tinyRunner().run(plan, store: store) { event in
            if case .began(let attempt) = event { began.append(attempt.index) }
          }
          #expect(outcome.end == .finished)
        } catch {
          Issue.record(error)
        }
      }
      #expect(began.all.sorted() == Array(0..<12))
      #expect(try export(SQLiteRunStore(path: path)) == export(serial))
    }
  }

  @Test func `a cell taken over by another worker gives no second result`() throws {
    let store = InMemoryRunStore()
    let ends = Collected<RunEnd>()
    let isTaken = Atomic(false)
    _ = try tinyRunner().run(tinyPlan(seeds: [0]), store: store) { event in
      switch event {
      case .began(let attempt) where attempt.index == 0 && !isTaken.exchange(true, ordering: .relaxed):
        // As if the lease had expired and another process had noticed.
        if let run = try? store.runs(matching: RunQuery(states: [.running])).first {
          _ = try? store.interrupt(run: run.id, message: "taken", usage: nil)
        }
      case .ended(_, let end): ends.append(end)
      default: break
      }
    }
    #expect(ends.all.filter { $0 == .superseded }.count == 1)
    #expect(try store.runs(matching: RunQuery(states: [.finished])).count == 2)
    #expect(try store.runs(matching: RunQuery()).count == 3)
  }

  @Test func `a budget of epochs ends before the last cell, and more of it goes on`() throws {
    let store = InMemoryRunStore()
    var plan = tinyPlan()
    plan.budget.epochs = 4
    let outcome = try tinyRunner().run(plan, store: store)
    #expect(outcome.end == .budgetUsed)
    #expect(outcome.results.progress == StudyProgress(queued: 2, finished: 2))
    plan.budget.epochs = nil
    #expect(try tinyRunner().run(plan, store: store).end == .finished)
  }

  @Test func `a run's record is in the store, and its folder where weights are kept`() throws {
    try withTemporaryFolder { folder in
      let store = try SQLiteRunStore(path: folder + "/fledge.db")
      var runner = tinyRunner(workers: 2, folder: folder + "/fledge.db.files")
      let plain = try #require(try runner.run(tinyPlan(name: "plain"), store: store).results.groups[0].runs.first)
      #expect(((try? FileManager.default.contentsOfDirectory(atPath: folder + "/fledge.db.files")) ?? []).isEmpty)
      let text = try #require(try store.record(of: plain.run))
      let record = try RunRecord(parsing: Array(text.utf8))
      #expect(record.testLoss == plain.metrics["test_loss"] && record.history.epochs.count == 2)

      runner.keepsWeights = true
      let run = try runner.run(tinyPlan(name: "kept"), store: store).results.groups[1].runs[1]
      let kept = try RunFolder(existing: "\(folder)/fledge.db.files/\(run.run)")
      #expect(try kept.problems().isEmpty && kept.record()?.testLoss == run.metrics["test_loss"])
      #expect(try kept.load().settings.layers == [6, 3])
      #expect(try store.artifacts(of: run.run).map(\.name).contains("model.safetensors") && store.check().isEmpty)
    }
  }

  @Test func `halving trains all, then the better part for longer`() throws {
    let store = InMemoryRunStore()
    var plan = StudyPlan(
      name: "rates",
      variants: [1e-4, 1e-3, 1e-2, 3e-2].map { rate in StudyPlan.Variant(tinySettings { $0.learningRate = rate }) },
      seeds: [0, 1, 2])
    plan.halving = StudyPlan.Halving(rungs: [2, 6, 12], keep: 0.5, metric: "validation_loss")
    let halved = Collected<Int>()
    let outcome = try tinyRunner(workers: 2).run(plan, store: store) { event in
      if case .halved(_, let kept, _) = event { halved.append(kept) }
    }
    #expect(halved.all == [2, 1])
    #expect(try store.studies().map(\.name) == ["rates", "rates/rung 1", "rates/rung 2"])
    #expect(outcome.results.groups.map(\.name) == ["0.03"])
    let first = try StudyResults(named: "rates/rung 1", in: store)
    let best = try #require(
      first.groups.min { ($0.values("validation_loss")?.median ?? 0) < ($1.values("validation_loss")?.median ?? 0) })
    let second = try StudyResults(named: "rates/rung 2", in: store)
    #expect(second.groups.map { $0.settings["learning-rate"] }.contains(best.settings["learning-rate"]))
    #expect(outcome.results.groups[0].settings["epochs"] == 12)
    // Running again finds every rung done.
    let before = try export(store)
    _ = try tinyRunner().run(plan, store: store)
    #expect(try export(store) == before)
  }

  @Test func `missing data end the study before any cell is taken`() throws {
    let store = InMemoryRunStore()
    var plan = tinyPlan()
    for position in plan.variants.indices {
      plan.variants[position].settings.dataset = "csv"
      plan.variants[position].settings.data = "/nowhere/at-all.csv"
    }
    #expect(throws: (any Error).self) { try tinyRunner().run(plan, store: store) }
    #expect(try store.runs(matching: RunQuery()).isEmpty)
  }
}
