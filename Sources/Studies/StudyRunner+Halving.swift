import FledgeMetrics
import FledgeModels
import FledgeRunStore

extension StudyRunner {
  /// Runs the rungs in order, each a study of its own named `NAME/rung 1`, …; the last one has the plain name.
  ///
  /// Which variants go on depends only on finished results, so that several processes agree. A variant that goes on
  /// starts over, because schedules depend on the number of epochs.
  func run(
    _ plan: StudyPlan, halving: StudyPlan.Halving, store: any RunStore,
    progress: @escaping @Sendable (StudyEvent) -> Void
  ) throws -> StudyOutcome {
    // Which settings go on depends on results of all workers.
    if case .folder = store.location { throw StudyError.needsSharedStore(study: plan.name) }
    let clock = ContinuousClock()
    let start = clock.now
    var variants = Array(plan.variants.enumerated())
    let names = plan.variantNames
    var spentEpochs = 0
    for (index, epochs) in halving.rungs.enumerated() {
      let isLast = index == halving.rungs.count - 1
      var rung = plan
      rung.name = isLast ? plan.name : "\(plan.name)/rung \(index + 1)"
      rung.variants = variants.map { StudyPlan.Variant(name: names[$0.offset], $0.element.settings, epochs: epochs) }
      rung.baseline = plan.baseline.flatMap { baseline in variants.firstIndex { $0.offset == baseline } }
      var budget = plan.budget
      budget.epochs = budget.epochs.map { max(0, $0 - spentEpochs) }
      budget.seconds = budget.seconds.map { max(0, $0 - (clock.now - start) / .seconds(1)) }
      let end = try train(rung, budget: budget, store: store, progress: progress)
      let results = try StudyResults(named: rung.name, in: store)
      if isLast || end != .finished { return StudyOutcome(end: end, results: results) }

      spentEpochs += results.groups.flatMap(\.runs).reduce(0) { $0 + Int($1.metrics["epochs"] ?? 0) }
      let kept = StudyRunner.survivors(of: results, halving: halving)
      guard !kept.isEmpty else { return StudyOutcome(end: .finished, results: results) }
      progress(.halved(rung: index + 1, kept: kept.count, of: variants.count))
      variants = kept.map { variants[$0] }
    }
    preconditionFailure("the last rung returns")
  }

  /// The indices of the variants that go on, in the order of the study; ties go to the earlier one.
  static func survivors(of results: StudyResults, halving: StudyPlan.Halving) -> [Int] {
    let metric = StudyMetrics.metric(halving.metric)
    let medians = results.groups.indices.compactMap { index in
      results.groups[index].values(halving.metric).map { (index: index, median: $0.median) }
    }
    let ranked = medians.sorted { left, right in
      if metric.isBetter(left.median, than: right.median) { return true }
      if metric.isBetter(right.median, than: left.median) { return false }
      return left.index < right.index
    }
    let count = max(1, Int((halving.keep * Double(results.groups.count)).rounded()))
    return ranked.prefix(count).map(\.index).sorted()
  }
}

extension StudyPlan.Variant {
  /// The same settings with another number of epochs.
  fileprivate init(name: String?, _ settings: TrainingSettings, epochs: Int) {
    self.init(name: name, settings)
    self.settings.epochs = epochs
  }
}
