import FledgeExchange
import FledgeModels
import FledgeRunStore
import FledgeStudies
import FledgeTraining
import Foundation
import TestSupport
import Testing

@Suite struct StudyRunsTests {
  @Test func `the finished runs of a study have variant, seed, settings, epochs and tags`() throws {
    let store = InMemoryRunStore()
    let variants = [[4], [6, 3]].map { layers in StudyPlan.Variant(tinySettings { $0.layers = layers }) }
    var plan = StudyPlan(name: "widths", variants: variants, seeds: [0, 5])
    _ = try StudyRunner(workers: 1).run(plan, store: store)
    let all = try store.runs(matching: RunQuery(study: "widths", states: [.finished], order: .oldestFirst))
    try store.tag([all[0].id], "candidate")
    let tracked = try TrackedRuns(study: "widths", in: store)
    #expect(tracked.name == "widths" && tracked.notes.isEmpty && tracked.runs.count == 4)
    #expect(tracked.runs.map(\.record.seed) == [0, 5, 0, 5])
    #expect(Set(tracked.runs.map(\.name)).count == 4 && Set(tracked.runs.map(\.identity)).count == 4)
    #expect(Set(tracked.runs.compactMap(\.variant)).count == 2)
    #expect(tracked.runs.contains { $0.tags == ["candidate"] })
    for run in tracked.runs {
      #expect(run.record.history.epochs.count == 3 && run.settings.seed == run.record.seed)
      #expect(run.endedAt >= run.startedAt)
    }
    // A study that grows says what it leaves out.
    plan.seeds = [0, 5, 6]
    _ = try store.createStudy(plan.definition)
    #expect(try TrackedRuns(study: "widths", in: store).notes == ["4 of 6 runs are finished; the others are left out"])
    #expect(throws: StudyError.self) { try TrackedRuns(study: "width", in: store) }
  }

  @Test func `a folder's run and the same run of a study are one`() throws {
    try withTemporaryFolder { folder in
      let store = InMemoryRunStore()
      let settings = tinySettings()
      let plan = StudyPlan(name: "s", variants: [StudyPlan.Variant(settings)], seeds: [0])
      _ = try StudyRunner(workers: 1).run(plan, store: store)
      try train(settings, to: folder + "/run")
      let (left, right) = (try TrackedRun(folder: folder + "/run"), try TrackedRuns(study: "s", in: store).runs[0])
      #expect(left.identity == right.identity)
    }
  }
}
