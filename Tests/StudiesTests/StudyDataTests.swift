import FledgeDatasets
import FledgeFormats
import FledgeModels
import FledgeRunStore
import FledgeStudies
import Foundation
import Synchronization
import TestSupport
import Testing

/// Data that change under a study, and metrics that its data do not give.
@Suite struct StudyDataTests {
  private func write(_ path: String, shift: Double = 0) throws {
    let lines = (0..<40).map { row in "\(Double(row % 2) + shift + Double(row) / 100),\(row % 2 == 0 ? "a" : "b")" }
    try Data(("x,label\n" + lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path))
  }

  private func plan(_ path: String, _ change: (inout TrainingSettings) -> Void = { _ in }) -> StudyPlan {
    var settings = tinySettings {
      $0.dataset = "csv"
      $0.data = path
      $0.examples = nil
      $0.testExamples = nil
      $0.validation = .fraction(0.2)
    }
    change(&settings)
    return StudyPlan(
      name: "live", variants: [StudyPlan.Variant(settings)], seeds: Array(0..<6), metric: "validation_accuracy")
  }

  private func digest(_ path: String) throws -> String { try SHA256.hash(FileBytes.read(path, limit: 1 << 20)).hex }

  @Test func `a file that changes under a study stops it, and is named with both digests`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/live.csv"
      try write(path)
      let first = try digest(path)
      let store = InMemoryRunStore()
      let ended = Atomic(0)
      let error = #expect(throws: StudyError.self) {
        try tinyRunner().run(plan(path), store: store) { event in
          if case .ended(_, .finished) = event, ended.add(1, ordering: .relaxed).newValue == 2 {
            try? write(path, shift: 5)
          }
        }
      }
      let second = try digest(path)
      #expect(error == .dataChanged(study: "live", path: path, stored: first, found: second))
      let finished = try store.runs(matching: RunQuery(states: [.finished]))
      #expect(finished.count == 2 && Set(finished.compactMap(\.worker.dataSHA256)).count == 1)
      let record = try #require(try store.record(of: finished[0].id))
      #expect(try RunRecord(parsing: Array(record.utf8)).dataFiles.map(\.sha256) == [first])

      // Another process is stopped too, before any run begins.
      #expect(throws: StudyError.dataChanged(study: "live", path: path, stored: first, found: second)) {
        try tinyRunner().run(plan(path), store: store)
      }
      try write(path)
      #expect(try tinyRunner().run(plan(path), store: store).results.progress == StudyProgress(finished: 6))
    }
  }

  @Test func `a metric that is never measured is refused with those that are`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/live.csv"
      try write(path)
      let store = InMemoryRunStore()
      var study = plan(path)
      study.metric = "test_accuracy"
      let error = #expect(throws: StudyError.self) { try tinyRunner().run(study, store: store) }
      #expect(
        error?.description
          == "study 'live': compare: test_accuracy is never measured, since the data have no test set; measured are "
          + "validation_accuracy, validation_loss, training_accuracy_seen, training_loss_seen, epochs, best_epoch, "
          + "parameters")
      #expect(try store.studies().isEmpty)
    }
  }

  @Test func `halving without a validation part is refused before any training`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/live.csv"
      try write(path)
      let store = InMemoryRunStore()
      var study = plan(path) { $0.validation = .count(0) }
      study.metric = "training_loss_seen"
      study.halving = StudyPlan.Halving(rungs: [1, 2])
      let error = #expect(throws: StudyError.self) { try tinyRunner().run(study, store: store) }
      #expect(
        error?.description.contains("halving: metric: validation_loss is never measured, since nothing is") == true)
      #expect(try store.studies().isEmpty)
    }
  }

  @Test func `an estimate counts what is left and leaves the store as it is`() throws {
    let store = InMemoryRunStore()
    let before = try tinyRunner().estimate(tinyPlan(), in: nil)
    #expect(before.runs == 4 && before.waiting == 4 && before.seconds > 0 && before.memoryBytes > 0)
    if case .steps(let count) = before.basis { #expect(count > 1) } else { Issue.record("no steps") }
    _ = try tinyRunner().run(tinyPlan(seeds: [0]), store: store)
    let after = try tinyRunner().estimate(tinyPlan(), in: store)
    #expect(after.waiting == 2 && after.basis == .finishedRuns(2) && after.seconds > 0)
    #expect(try store.runs(matching: RunQuery()).count == 2)
  }
}
