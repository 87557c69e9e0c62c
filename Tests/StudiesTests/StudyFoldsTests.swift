import FledgeFormats
import FledgeMetrics
import FledgeModels
import FledgeRunStore
import FledgeStudies
import FledgeTraining
import Testing

/// Folds as an axis of a study beside its seeds.
@Suite struct StudyFoldsTests {
  private func plan(seeds: [UInt64], folds: Int? = 3) -> StudyPlan {
    var plan = tinyPlan(name: "folds", seeds: seeds)
    plan.folds = folds
    return plan
  }

  @Test func `a seed's value is the mean over its folds`() throws {
    let store = InMemoryRunStore()
    let results = try tinyRunner(workers: 2).run(plan(seeds: [0, 1]), store: store).results
    #expect(results.folds == 3 && results.progress.finished == 12)
    #expect(results.groups.count == 2 && results.varyingKeys == ["layers"])
    for group in results.groups {
      #expect(group.runs.count == 6 && group.seeds == [0, 1] && group.waiting == 0)
      #expect(group.runs.filter { $0.seed == 0 }.compactMap(\.fold) == [1, 2, 3])
      let values = try #require(group.values("test_loss"))
      for (seed, value) in zip(group.seeds, values.values) {
        let folds = try #require(group.foldValues("test_loss", seed: seed))
        #expect(folds.count == 3 && abs(folds.reduce(0, +) / 3 - value) < 1e-12)
      }
      #expect(try results.onlyFolds("test_loss", of: group) == nil)
    }
    // Two seeds are paired by the means over folds.
    #expect(results.comparisons("test_loss").first?.firstCount == 2)
    #expect(results.text.contains("mean over its 3 folds"))
    #expect(results.json["folds"]?.integerValue == 3)
  }

  @Test func `one seed has the interval of its folds, and no comparison`() throws {
    let results = try tinyRunner().run(plan(seeds: [4]), store: InMemoryRunStore()).results
    let group = results.groups[0]
    let folds = try #require(try results.onlyFolds("test_loss", of: group))
    #expect(folds.values.count == 3 && folds.mean == group.values("test_loss")?.mean)
    #expect(folds.interval()?.method == .correctedResampledT)
    #expect(results.comparisons("test_loss").isEmpty)
    #expect(results.text.contains("corrected resampled t"))
  }

  @Test func `a seed counts when all of its folds are finished`() throws {
    let store = InMemoryRunStore()
    var plan = plan(seeds: [0, 1])
    plan.budget.epochs = 7
    let first = try tinyRunner().run(plan, store: store)
    #expect(first.end == .budgetUsed && first.results.groups[0].seeds.isEmpty && first.results.groups[0].waiting == 2)
    #expect(first.results.groups[0].values("test_loss") == nil)
    plan.budget.epochs = nil
    let second = try tinyRunner().run(plan, store: store).results
    let whole = try tinyRunner().run(plan, store: InMemoryRunStore()).results
    #expect(second.groups.map { $0.values("test_loss") } == whole.groups.map { $0.values("test_loss") })
  }

  @Test func `a run of a study is that of the command, and no fold is another variant`() throws {
    let store = InMemoryRunStore()
    let plan = plan(seeds: [2])
    _ = try tinyRunner().run(plan, store: store)
    var settings = plan.variants[0].settings
    (settings.seed, settings.folds, settings.fold) = (2, 3, 2)
    let record = try Experiment(settings).run()
    let cell = try store.runs(matching: RunQuery(study: "folds", states: [.finished], order: .oldestFirst))[2]
    #expect(cell.metrics["test_loss"] == record.test?.loss)
    // A study without folds has the runs and hashes that it had.
    #expect(tinyPlan().definition == self.plan(seeds: [0, 1], folds: nil).renamed("widths").definition)
    let hashes = Set(plan.definition.cells.map(\.hash))
    #expect(hashes.count == 6)
  }

  @Test func `halving keeps variants by their means over folds`() throws {
    var plan = plan(seeds: [0])
    plan.halving = StudyPlan.Halving(rungs: [1, 2])
    let outcome = try tinyRunner().run(plan, store: InMemoryRunStore())
    #expect(outcome.end == .finished && outcome.results.groups.count == 1)
    #expect(outcome.results.groups[0].runs.count == 3)
  }

  @Test func `a study's file says folds beside seeds`() throws {
    let plan = try StudyPlan(
      yaml: "study: s\ntrain:\n  dataset: xor\n  folds: none\nseeds: 2\nfolds: 4\n", file: "s.yaml")
    #expect(plan.folds == 4 && plan.definition.cells.count == 8)
    for (text, words) in [
      ("folds: 1", "2 to 1000"), ("folds: 0", "1 to 1000"), ("folds: many", "'many'"), ("folds: [2, 3]", "a list"),
      ("train:\n  folds: 3", "beside 'train'"), ("grid:\n  fold: [1, 2]", "beside 'train'"),
      ("folds: 1000\nseeds: 1000", "at most 100000 runs"),
    ] {
      let error = #expect(throws: StudyError.self) { try StudyPlan(yaml: "study: s\n\(text)\n", file: "s.yaml") }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }
}

extension StudyPlan {
  fileprivate func renamed(_ name: String) -> StudyPlan {
    var plan = self
    plan.name = name
    return plan
  }
}
