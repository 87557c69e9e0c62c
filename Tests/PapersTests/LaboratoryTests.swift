import FledgeExperiments
import FledgePapers
import FledgeReports
import FledgeTraining
import Foundation
import Synchronization
import Testing

@Suite struct LaboratoryTests {
  /// Two clouds and a network of ten weights: trained in milliseconds.
  static let clouds = TrainingSettings([
    "dataset": "clouds", "examples": "64", "test-examples": "64", "validation": "16", "layers": "4", "epochs": "2",
    "batch-size": "8",
  ])

  static let study = PaperStudy(
    "clouds", seeds: 2, [.init("adam", clouds), .init("sgd", clouds.changing(["optimizer": "sgd"]))])

  @Test func `a study is trained once and read afterwards`() throws {
    try withFolder { folder in
      let events = Counter()
      let laboratory = try Laboratory.smoke(in: folder) { $0.progress = { events.count($0.event) } }
      let first = try laboratory.train(Self.study)
      #expect(events.finished == 4)
      #expect(first.labels == ["adam", "sgd"])
      #expect(first["adam"].map(\.seed) == [0, 1])
      #expect(first["adam"][0].history.epochs.count == 2)

      let second = try Laboratory.smoke(in: folder) { $0.progress = { events.count($0.event) } }.train(Self.study)
      #expect(events.finished == 4)
      #expect(second["sgd"].map(\.testAccuracy) == first["sgd"].map(\.testAccuracy))
      #expect(second["sgd"][1].report == first["sgd"][1].report)
    }
  }

  @Test func `any number of workers gives the same results`() throws {
    let results = try [1, 3].map { workers in
      try withFolder { folder in
        try Laboratory.smoke(in: folder) { $0.workers = workers }.train(Self.study).all.map(\.testLoss)
      }
    }
    #expect(results[0] == results[1])
    #expect(Set(results[0]).count == 4)
  }

  @Test func `an interrupted study goes on where it stopped`() throws {
    try withFolder { folder in
      let events = Counter()
      let options = { (options: inout Laboratory.Options) in
        options.workers = 1
        options.progress = { events.count($0.event) }
        options.isCancelled = { events.finished == 3 }
      }
      #expect(throws: PaperError.interrupted(finished: 3, left: 1)) {
        try Laboratory.smoke(in: folder, options).train(Self.study)
      }
      let rest = Counter()
      _ = try Laboratory.smoke(in: folder) { $0.progress = { rest.count($0.event) } }.train(Self.study)
      #expect(rest.finished == 1)
    }
  }

  @Test func `the stored weights give the stored test results`() throws {
    try withFolder { folder in
      let trial = try Laboratory.smoke(in: folder).train(Self.study)["adam"][1]
      let test = try #require(try trial.data().test)
      let evaluation = try trial.evaluate(test)
      #expect(evaluation.accuracy == trial.testAccuracy)
      #expect(evaluation.loss == trial.testLoss)
    }
  }

  @Test func `a watch sees every step and may end the training`() throws {
    try withFolder { folder in
      let watch = Watch("steps") { event, trainer, data, findings in
        if case .step(let step, _, _, _, _, _) = event {
          findings.add(trainer.evaluate(data.training).loss, at: Double(step), to: "loss")
          return step == 6 ? .stop : .proceed
        }
        return .proceed
      }
      let study = PaperStudy("watched", seeds: 1, watch: watch, Self.clouds)
      let trial = try Laboratory.smoke(in: folder).train(study).all[0]
      #expect(trial.findings.curves["loss"]?.x == [1, 2, 3, 4, 5, 6])
      #expect(Set(trial.findings.curves["loss"]?.y ?? []).count == 6)
    }
  }

  @Test func `a training that diverges is kept as such`() throws {
    try withFolder { folder in
      let wild = Self.clouds.changing(["optimizer": "sgd", "learning-rate": "1e30", "loss": "squared-error"])
      let trial = try Laboratory.smoke(in: folder).train(PaperStudy("wild", seeds: 1, wild)).all[0]
      #expect(trial.hasDiverged)
      #expect(trial.testAccuracy.isNaN)
    }
  }

  @Test func `the option for seeds replaces the study's own`() throws {
    try withFolder { folder in
      let trials = try Laboratory.smoke(in: folder) { $0.seeds = 3 }.train(Self.study)
      #expect(trials["adam"].map(\.seed) == [0, 1, 2])
    }
  }

  @Test func `trials with other settings, data or watch are trained anew`() throws {
    try withFolder { folder in
      let events = Counter()
      let laboratory = try Laboratory.smoke(in: folder) { $0.progress = { events.count($0.event) } }
      _ = try laboratory.train(PaperStudy("one", seeds: 1, Self.clouds))
      _ = try laboratory.train(PaperStudy("renamed", seeds: 1, Self.clouds))
      #expect(events.finished == 1)
      _ = try laboratory.train(PaperStudy("one", seeds: 1, Self.clouds.changing(["learning-rate": "0.01"])))
      _ = try laboratory.train(
        PaperStudy("one", seeds: 1, watch: Watch("look") { _, _, _, _ in .proceed }, Self.clouds))
      let recipe = DataRecipe("training as test") { laboratory, settings in
        var data = try laboratory.data(for: settings)
        data.test = data.training
        return data
      }
      _ = try laboratory.train(PaperStudy("one", seeds: 1, data: recipe, Self.clouds))
      #expect(events.finished == 4)
    }
  }
}

/// Counts finished trainings from any thread.
final class Counter: Sendable {
  private let number = Mutex(0)

  var finished: Int { number.withLock { $0 } }

  func count(_ event: LaboratoryProgress.Event) {
    if case .finished = event { number.withLock { $0 += 1 } }
  }
}
