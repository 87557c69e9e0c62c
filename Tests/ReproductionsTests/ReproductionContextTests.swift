import Dispatch
import FledgeModels
import FledgePages
import FledgeReproductions
import FledgeRunStore
import FledgeStudies
import FledgeTraining
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct ReproductionContextTests {
  /// Two clouds and a network of ten weights: trained in milliseconds.
  static let clouds = TrainingSettings([
    "dataset": "clouds", "examples": "64", "test-examples": "64", "validation": "16", "layers": "4", "epochs": "2",
    "batch-size": "8",
  ])

  static let study = PaperStudy(
    "clouds", seeds: 2, [.init("adam", clouds), .init("sgd", clouds.changing(["optimizer": "sgd"]))])

  @Test func `a study is trained once and read afterwards`() throws {
    try withTemporaryFolder { folder in
      let events = Counter()
      let context = try ReproductionContext.smoke(in: folder) { $0.progress = { events.count($0.event) } }
      let first = try context.train(Self.study)
      #expect(events.finished == 4)
      #expect(first.labels == ["adam", "sgd"])
      #expect(first["adam"].map(\.seed) == [0, 1])
      #expect(first["adam"][0].history.epochs.count == 2)

      let second = try ReproductionContext.smoke(in: folder) { $0.progress = { events.count($0.event) } }.train(
        Self.study)
      #expect(events.finished == 4)
      #expect(second["sgd"].map(\.testAccuracy) == first["sgd"].map(\.testAccuracy))
      #expect(second["sgd"][1].report == first["sgd"][1].report)
    }
  }

  @Test func `any number of workers gives the same results`() throws {
    let results = try [1, 3].map { workers in
      try withTemporaryFolder { folder in
        try ReproductionContext.smoke(in: folder) { $0.workers = workers }.train(Self.study).all.map(\.testLoss)
      }
    }
    #expect(results[0] == results[1])
    #expect(Set(results[0]).count == 4)
  }

  @Test func `an interrupted study goes on where it stopped`() throws {
    try withTemporaryFolder { folder in
      let events = Counter()
      let options = { (options: inout ReproductionContext.Options) in
        options.workers = 1
        options.progress = { events.count($0.event) }
        options.isCancelled = { events.finished == 3 }
      }
      #expect(throws: PaperError.interrupted(finished: 3, left: 1)) {
        try ReproductionContext.smoke(in: folder, options).train(Self.study)
      }
      let rest = Counter()
      _ = try ReproductionContext.smoke(in: folder) { $0.progress = { rest.count($0.event) } }.train(Self.study)
      #expect(rest.finished == 1)
    }
  }

  @Test func `the stored weights give the stored test results`() throws {
    try withTemporaryFolder { folder in
      let run = try ReproductionContext.smoke(in: folder).train(Self.study)["adam"][1]
      let test = try #require(try run.data().test)
      let evaluation = try run.evaluate(test)
      #expect(evaluation.accuracy == run.testAccuracy)
      #expect(evaluation.loss == run.testLoss)
    }
  }

  @Test func `a probe sees every step and may end the training`() throws {
    try withTemporaryFolder { folder in
      let probe = Probe("steps") { event, trainer, data, measurements in
        if case .step(let progress) = event {
          measurements.add(trainer.evaluate(data.training).loss, at: Double(progress.step), to: MeasurementKey("loss"))
          return progress.step == 6 ? .stop : .proceed
        }
        return .proceed
      }
      let study = PaperStudy("watched", seeds: 1, probe: probe, Self.clouds)
      let run = try ReproductionContext.smoke(in: folder).train(study).all[0]
      #expect(run.measurements.curves["loss"]?.x == [1, 2, 3, 4, 5, 6])
      #expect(Set(run.measurements.curves["loss"]?.y ?? []).count == 6)
    }
  }

  @Test func `a training that diverges is kept as such`() throws {
    try withTemporaryFolder { folder in
      let wild = Self.clouds.changing(["optimizer": "sgd", "learning-rate": "1e30", "loss": "squared-error"])
      let run = try ReproductionContext.smoke(in: folder).train(PaperStudy("wild", seeds: 1, wild)).all[0]
      #expect(run.hasDiverged)
      #expect(run.testAccuracy.isNaN)
    }
  }

  @Test func `the option for seeds replaces the study's own`() throws {
    try withTemporaryFolder { folder in
      let runs = try ReproductionContext.smoke(in: folder) { $0.seeds = 3 }.train(Self.study)
      #expect(runs["adam"].map(\.seed) == [0, 1, 2])
    }
  }

  @Test func `the store holds each study with its cells, curves and files`() throws {
    try withTemporaryFolder { folder in
      let runs = try ReproductionContext.smoke(in: folder).train(Self.study)
      let store = try SQLiteRunStore(path: folder + "/fledge.db", access: .existing)
      let results = try StudyResults(named: "clouds, smoke", in: store)
      #expect(results.progress == StudyProgress(finished: 4))
      #expect(results.groups.map(\.name) == ["adam", "sgd"] && results.groups.map(\.seeds) == [[0, 1], [0, 1]])
      #expect(results.groups[1].runs.map { $0.metrics["test_accuracy"] } == runs["sgd"].map(\.testAccuracy))
      let curves = try results.curves("validation_loss", of: results.groups[0])
      #expect(
        curves.map { $0.values.map(Optional.some) } == runs["adam"].map { $0.history.epochs.map(\.validationLoss) })
      let files = try results.artifacts(of: results.groups[0].runs[0])
      #expect(files.map(\.name) == ["config.yaml", "history.csv", "model.safetensors", "record.json"])
      #expect(try store.check().isEmpty)
      #expect(!FileManager.default.fileExists(atPath: folder + "/fledge.db.files"))
    }
  }

  @Test func `folders without a store are taken over, and a lost folder is trained again`() throws {
    try withTemporaryFolder { folder in
      let first = try ReproductionContext.smoke(in: folder).train(Self.study).all.map(\.testLoss)
      let store = folder + "/fledge.db"
      for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + suffix) }
      let events = Counter()
      let again = try ReproductionContext.smoke(in: folder) { $0.progress = { events.count($0.event) } }
      #expect(try again.train(Self.study).all.map(\.testLoss) == first && events.finished == 0)
      let runs = try SQLiteRunStore(path: store, access: .existing).runs(matching: RunQuery(states: [.finished]))
      #expect(runs.count == 4 && runs.allSatisfy { $0.tags.contains("found") && $0.metrics["epochs"] == 2 })

      let folders = try FileManager.default.contentsOfDirectory(atPath: folder + "/runs").filter { $0.first != "." }
      try FileManager.default.removeItem(atPath: "\(folder)/runs/\(folders[0])")
      #expect(try again.train(Self.study).all.map(\.testLoss) == first && events.finished == 1)
      let results = try StudyResults(
        named: "clouds, smoke", in: SQLiteRunStore(path: store, access: .existing))
      #expect(results.progress == StudyProgress(finished: 4))
    }
  }

  @Test func `a half-done run goes on from its checkpoint with all that its probe has found`() throws {
    let probe = Probe("steps") { event, trainer, data, measurements in
      if case .step(let progress) = event {
        let position = Double(100 * progress.epoch + progress.step)
        measurements.add(trainer.evaluate(data.training).loss, at: position, to: MeasurementKey("loss"))
      }
      return .proceed
    }
    let study = PaperStudy("watched", seeds: 1, probe: probe, Self.clouds.changing(["epochs": "6"]))
    let whole = try withTemporaryFolder { try ReproductionContext.smoke(in: $0).train(study).all[0].measurements }
    try withTemporaryFolder { folder in
      let epochs = Atomic(0)
      let interrupted = try ReproductionContext.smoke(in: folder) { options in
        options.progress = { if case .epoch = $0.event { epochs.add(1, ordering: .relaxed) } }
        options.isCancelled = { epochs.load(ordering: .relaxed) >= 3 }
      }
      #expect(throws: PaperError.interrupted(finished: 0, left: 1)) { try interrupted.train(study) }
      let seen = Mutex<[Int]>([])
      let run = try ReproductionContext.smoke(in: folder) { options in
        options.progress = { progress in
          if case .epoch(_, let done, _) = progress.event { seen.withLock { $0.append(done) } }
        }
      }.train(study).all[0]
      #expect(seen.withLock { $0 } == [4, 5, 6])
      #expect(run.measurements == whole && run.history.epochs.map(\.epoch) == [1, 2, 3, 4, 5, 6])
    }
  }

  @Test func `two reproductions on one folder share the work`() throws {
    try withTemporaryFolder { folder in
      let study = PaperStudy("shared", seeds: 6, Self.clouds.changing(["epochs": "4"]))
      let alone = try withTemporaryFolder { try ReproductionContext.smoke(in: $0).train(study).all.map(\.testLoss) }
      let begun = Mutex<[String]>([])
      let group = DispatchGroup()
      let losses = Mutex<[[Double]]>([])
      for _ in 0..<2 {
        let context = try ReproductionContext.smoke(in: folder) { options in
          options.workers = 2
          options.progress = { progress in
            if case .began(let name) = progress.event { begun.withLock { $0.append(name) } }
          }
        }
        DispatchQueue.global().async(group: group) {
          let found = (try? context.train(study).all.map(\.testLoss)) ?? []
          losses.withLock { $0.append(found) }
        }
      }
      group.wait()
      #expect(losses.withLock { $0 } == [alone, alone])
      #expect(begun.withLock { $0.sorted() } == (0..<6).map { "shared, seed \($0)" })
    }
  }

  @Test func `any command opens the folder of a run`() throws {
    try withTemporaryFolder { folder in
      let run = try ReproductionContext.smoke(in: folder).train(Self.study)["sgd"][0]
      let opened = try RunFolder(existing: run.folder)
      #expect(try opened.problems().isEmpty && opened.load().settings.optimizer == "sgd")
      #expect(try opened.record()?.testLoss == run.testLoss)
    }
  }

  /// What version 0.1.0 wrote to `trial.json`.
  private struct Trial: Encodable {
    var version = 1
    var name = "clouds"
    var settings = ""
    var seed = 0
    var features = 2
    var outputs = 2
    var seconds = 1.5
    var history: History
    var testLoss: Double
    var testAccuracy: Double
    var findings = Measurements()
    var divergence: String?
  }

  @Test func `the folders of version 0.1.0 are taken over with their numbers and weights`() throws {
    try withTemporaryFolder { folder in
      let wild = Self.clouds.changing(["optimizer": "sgd", "learning-rate": "1e30", "loss": "squared-error"])
      let study = PaperStudy("clouds", seeds: 2, [.init("adam", Self.clouds), .init("wild", wild)])
      let first = try ReproductionContext.smoke(in: folder).train(study).all
      for run in first {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
          positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
        let trial = Trial(
          history: run.history, testLoss: run.testLoss, testAccuracy: run.testAccuracy,
          divergence: run.hasDiverged ? "training diverged" : nil)
        let text = try encoder.encode(trial)
        let weights =
          run.hasDiverged ? nil : try Data(contentsOf: URL(fileURLWithPath: run.folder + "/model.safetensors"))
        try FileManager.default.removeItem(atPath: run.folder)
        try FileManager.default.createDirectory(atPath: run.folder, withIntermediateDirectories: true)
        try text.write(to: URL(fileURLWithPath: run.folder + "/trial.json"))
        try weights?.write(to: URL(fileURLWithPath: run.folder + "/weights.safetensors"))
      }
      let events = Counter()
      let again = try ReproductionContext.smoke(in: folder) { $0.progress = { events.count($0.event) } }.train(study)
        .all
      #expect(events.finished == 0)
      #expect(again.map(\.hasDiverged) == [false, false, true, true])
      for (old, new) in zip(first, again).prefix(2) {
        #expect(old.testLoss == new.testLoss && old.history == new.history)
        let test = try #require(try new.data().test)
        #expect(try new.evaluate(test).loss == old.testLoss)
      }
      let store = try SQLiteRunStore(path: folder + "/fledge.db", access: .existing)
      #expect(try StudyResults(named: "clouds, smoke", in: store).progress == StudyProgress(finished: 2, failed: 2))
      #expect(try store.check().isEmpty)
    }
  }

  @Test func `an estimate writes nothing`() throws {
    try withTemporaryFolder { folder in
      let context = try ReproductionContext.smoke(in: folder + "/pages") { $0.isDryRun = true }
      let estimate = try context.estimate(studiesOf: [try #require(try PaperCatalogue.named("paterson"))])
      #expect(estimate.waiting > 0 && estimate.waiting == estimate.runs && estimate.minutes > 0)
      #expect(!FileManager.default.fileExists(atPath: folder + "/pages"))
    }
  }

  @Test func `runs with other settings, data or probe are trained anew`() throws {
    try withTemporaryFolder { folder in
      let events = Counter()
      let context = try ReproductionContext.smoke(in: folder) { $0.progress = { events.count($0.event) } }
      _ = try context.train(PaperStudy("one", seeds: 1, Self.clouds))
      _ = try context.train(PaperStudy("renamed", seeds: 1, Self.clouds))
      #expect(events.finished == 1)
      _ = try context.train(PaperStudy("one", seeds: 1, Self.clouds.changing(["learning-rate": "0.01"])))
      _ = try context.train(
        PaperStudy("one", seeds: 1, probe: Probe("look") { _, _, _, _ in .proceed }, Self.clouds))
      let recipe = DataProvider("training as test") { context, settings in
        var data = try context.data(for: settings)
        data.test = data.training
        return data
      }
      _ = try context.train(PaperStudy("one", seeds: 1, data: recipe, Self.clouds))
      #expect(events.finished == 4)
    }
  }
}
