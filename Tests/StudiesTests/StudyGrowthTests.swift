import FledgeModels
import FledgeRunStore
import FledgeStudies
import Testing

/// A study's file that asks for more than the store has.
@Suite struct StudyGrowthTests {
  private func begun(_ plan: StudyPlan, in store: any RunStore) throws -> [RunAttempt] {
    let begun = Collected<RunAttempt>()
    _ = try tinyRunner().run(plan, store: store) { event in
      if case .began(let attempt) = event { begun.append(attempt) }
    }
    return begun.all
  }

  @Test func `more seeds and variants add runs, and the table is that of a study begun with them`() throws {
    let store = InMemoryRunStore()
    #expect(try begun(tinyPlan(seeds: [0]), in: store).count == 2)
    var grown = tinyPlan(seeds: [1, 0])
    grown.variants.insert(StudyPlan.Variant(tinySettings { $0.layers = [5] }), at: 1)
    #expect(try begun(grown, in: store).map { [$0.index, Int($0.seed)] } == [[0, 1], [1, 1], [2, 1], [4, 0]])

    let fresh = InMemoryRunStore()
    _ = try tinyRunner().run(grown, store: fresh)
    #expect(try export(store) == export(fresh))
    let results = try StudyResults(named: "widths", in: store)
    #expect(results.groups.map(\.name) == ["[4]", "[5]", "[6, 3]"])
    #expect(results.groups.allSatisfy { $0.runs.count == 2 })
  }

  @Test func `more epochs add runs, and the done ones are kept and not compared`() throws {
    let store = InMemoryRunStore()
    _ = try tinyRunner().run(tinyPlan(), store: store)
    #expect(try begun(tinyPlan(epochs: 3), in: store).count == 4)
    let results = try StudyResults(named: "widths", in: store)
    #expect(results.groups.map(\.name) == ["[4]", "[6, 3]"] && results.progress == StudyProgress(finished: 4))
    #expect(results.groups.flatMap(\.runs).allSatisfy { $0.metrics["epochs"] == 3 })
    #expect(results.outgrownCount == 4 && results.heading.contains("4 finished with fewer epochs are kept"))
    #expect(try store.runs(matching: RunQuery(states: [.finished])).count == 8)
    #expect(try begun(tinyPlan(epochs: 3), in: store).isEmpty)
    // The way back would lose the longer runs.
    #expect(throws: RunStoreError.self) { try tinyRunner().run(tinyPlan(), store: store) }
  }

  @Test func `what is removed is refused with its values`() throws {
    let store = InMemoryRunStore()
    _ = try tinyRunner().run(tinyPlan(seeds: [0, 1]), store: store)
    let error = #expect(throws: RunStoreError.self) { try tinyRunner().run(tinyPlan(seeds: [1, 2]), store: store) }
    #expect(error?.description.contains("seed: stored 0, 1, now 1, 2") == true)
  }
}
