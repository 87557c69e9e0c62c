import FledgeExperiments
import FledgeMetrics
import FledgeRuns

extension StudyRunner {
  /// Runs the rungs one after the other, each a study of its own named `NAME/rung 1`, …; the last one has the plain name.
  ///
  /// Which settings go on depends on nothing but finished results, so that several processes agree. A setting that goes
  /// on begins anew: schedules know how many epochs there will be.
  func run(
    _ plan: StudyPlan, halving: StudyPlan.Halving, store: any RunStore,
    progress: @escaping @Sendable (StudyEvent) -> Void
  ) throws -> StudyOutcome {
    let clock = ContinuousClock()
    let start = clock.now
    var points = Array(plan.points.enumerated())
    let names = plan.pointNames
    var spentEpochs = 0
    for (position, epochs) in halving.rungs.enumerated() {
      let isLast = position == halving.rungs.count - 1
      var rung = plan
      rung.name = isLast ? plan.name : "\(plan.name)/rung \(position + 1)"
      rung.points = points.map { StudyPlan.Point(name: names[$0.offset], $0.element.settings, epochs: epochs) }
      rung.baseline = plan.baseline.flatMap { baseline in points.firstIndex { $0.offset == baseline } }
      var budget = plan.budget
      budget.epochs = budget.epochs.map { max(0, $0 - spentEpochs) }
      budget.seconds = budget.seconds.map { max(0, $0 - (clock.now - start) / .seconds(1)) }
      let session = try StudySession(self, plan: rung, budget: budget, store: store, progress: progress)
      let end = try session.run()
      let results = try StudyResults(named: rung.name, in: store)
      if isLast || end != .finished { return StudyOutcome(end: end, results: results) }

      spentEpochs += results.groups.flatMap(\.runs).reduce(0) { $0 + Int($1.metrics["epochs"] ?? 0) }
      let kept = StudyRunner.survivors(of: results, halving: halving)
      guard !kept.isEmpty else { return StudyOutcome(end: .finished, results: results) }
      progress(.halved(rung: position + 1, kept: kept.count, of: points.count))
      points = kept.map { points[$0] }
    }
    preconditionFailure("the last rung returns")
  }

  /// The places of the settings that go on, in the order of the study; ties go to the earlier one.
  static func survivors(of results: StudyResults, halving: StudyPlan.Halving) -> [Int] {
    let metric = StudyMetrics.metric(halving.metric)
    let medians = results.groups.indices.compactMap { position in
      results.groups[position].values(halving.metric).map { (position: position, median: $0.median) }
    }
    let ranked = medians.sorted { left, right in
      if metric.isBetter(left.median, than: right.median) { return true }
      if metric.isBetter(right.median, than: left.median) { return false }
      return left.position < right.position
    }
    let count = max(1, Int((halving.keep * Double(results.groups.count)).rounded()))
    return ranked.prefix(count).map(\.position).sorted()
  }
}

extension StudyPlan.Point {
  /// The same settings with another number of epochs.
  fileprivate init(name: String?, _ settings: TrainingSettings, epochs: Int) {
    self.init(name: name, settings)
    self.settings.epochs = epochs
  }
}
