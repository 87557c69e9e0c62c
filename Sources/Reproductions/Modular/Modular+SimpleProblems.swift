import FledgeCharts
import FledgeDatasets
import FledgeMetrics
import FledgeModels
import FledgeNetworks
import FledgePages
import FledgeTensors
import FledgeTraining

// Figures 2 to 4: a line, two clouds, four quadrants.
extension Modular {
  func simpleProblems(in context: ReproductionContext) throws -> [PageSection] {
    guard context.wants("fig2", "fig3", "fig4") else { return [] }
    let settings = Modular.Configuration(context.scale)
    return [
      try PageSection("A line, two clouds and four quadrants", from: "“Basic supervised learning”") {
        Prose(
          """
          Each problem is learned \(settings.simpleRuns) times on the same points; runs differ in their first weights \
          and in the order of the points. Curves show the interquartile mean over the runs and a band from quartile \
          to quartile, measured on all points after each epoch. The median and the worst run are those by final loss.
          """)
        Modular.SettingsTables.simpleProblems
        if context.wants("fig2") { try line(context, settings) }
        if context.wants("fig3") { try clouds(context, settings) }
        if context.wants("fig4") { try quadrants(context, settings) }
      }
    ]
  }

  @BlockBuilder
  private func line(_ context: ReproductionContext, _ settings: Modular.Configuration) throws -> [any ReportBlock] {
    let runs = SimpleRuns(try context.train(settings.line)[""])
    let points = try LinePoints(runs.median.data().training)
    let fits = try [("median run", runs.median), ("worst run", runs.worst)].map { name, run in
      let (slope, intercept) = try LinePoints.fit(of: run)
      return ScatterChart(
        title: "Fit of the " + name, x: ChartAxis("x"), y: ChartAxis("y"),
        classes: [PointClass("points", x: points.x, y: points.y)],
        lines: [
          LineSeries("ŷ of the " + name, x: [-1, 1], y: [intercept - slope, intercept + slope])
        ])
    }
    let charts: [any Chart] = [
      runs.chart("Loss", ChartAxis("Mean squared error", includesZero: true), \.trainingLoss)
    ]
    Figure(
      "fig2", number: "Figure 2", caption: "Linear regression, \(runs.count) runs of \(runs.epochCount) epochs.",
      reported: "a rapid fall, then convergence; the fits of the median and the worst run hardly differ",
      charts: charts + fits)
    let best = points.leastSquaresError
    let worst = runs.finalLoss(runs.worst)
    let sentence =
      "the worst of \(runs.count) runs ends at \(short(worst, 5)), the least possible squared error on these points "
      + "is \(short(best, 5))"
    TestedClaim(
      "claim.line", "Both successfully learn linear relationships despite initialization differences.",
      from: "figure 2",
      test: "The loss of the worst run is within 1 % of the least squares solution's on the same points.",
      outcome: worst <= 1.01 * best ? .holds(sentence) : .fails(sentence))
  }

  @BlockBuilder
  private func clouds(_ context: ReproductionContext, _ settings: Modular.Configuration) throws -> [any ReportBlock] {
    let runs = SimpleRuns(try context.train(settings.clouds)[""])
    let charts: [any Chart] = [
      runs.chart("Loss", ChartAxis("Cross-entropy", includesZero: true), \.trainingLoss),
      runs.chart("Accuracy", ChartAxis("Accuracy", format: .percent), \.trainingAccuracy),
    ]
    Figure(
      "fig3", number: "Figure 3", caption: "Two separable clouds, \(runs.count) runs of \(runs.epochCount) epochs.",
      reported: "accuracy reaches nearly 100 %; the worst run’s boundary has a suboptimal orientation",
      charts: charts + (try runs.boundaries("")))
    let accuracy = try runs.finalAccuracy
    let sentence = "the interquartile mean of the final accuracies is \(short(100 * accuracy, 2)) %"
    TestedClaim(
      "claim.clouds", "accuracy reaches nearly 100%", from: "“Binary classification with linear boundaries”",
      test: "The interquartile mean of the final accuracies is 99 % or more.",
      outcome: accuracy >= 0.99 ? .holds(sentence) : .fails(sentence))
    let tilts = try runs.sorted.map { abs(try BoundaryTilt.degrees(of: $0)) }
    let (median, worst) = (Spread(tilts).median, tilts[tilts.count - 1])
    let tilt =
      "the worst run’s boundary is \(short(worst, 1))° off the upright, the median over all runs is "
      + "\(short(median, 1))°"
    TestedClaim(
      "claim.clouds.orientation", "the worst model's boundary has a suboptimal orientation", from: "figure 3",
      test: "The clouds lie side by side and are round, so the best boundary is upright. The worst run’s boundary is "
        + "further off than the median over all runs.",
      outcome: worst > median ? .holds(tilt) : .fails(tilt))
  }

  @BlockBuilder
  private func quadrants(_ context: ReproductionContext, _ settings: Modular.Configuration) throws -> [any ReportBlock]
  {
    let study = try context.train(settings.quadrants)
    let readings = study.labels.map { ($0, SimpleRuns(study[$0])) }
    let charts: [any Chart] = [
      Curves.chart(
        "Loss", ChartAxis("Cross-entropy", includesZero: true), readings.map { $1.series($0, \.trainingLoss) }),
      Curves.chart(
        "Accuracy", ChartAxis("Accuracy", format: .percent), readings.map { $1.series($0, \.trainingAccuracy) }),
    ]
    Figure(
      "fig4", number: "Figure 4",
      caption: "Four quadrants, 8 sigmoid units, \(readings[0].1.count) runs of "
        + "\(readings[0].1.epochCount) epochs under each optimizer.",
      reported: "curved boundaries; the worst run makes more errors",
      charts: charts + (try readings.flatMap { try $1.boundaries(", " + $0) }))
    let parts = readings.map { name, runs in
      let (median, worst) = (runs.finalAccuracy(runs.median), runs.finalAccuracy(runs.worst))
      return (
        holds: median >= 0.9 && worst >= 0.9 && worst < median,
        text: "with \(name) the median run classifies \(short(100 * median, 1)) % correctly, the worst "
          + "\(short(100 * worst, 1)) %"
      )
    }
    let sentence = parts.map(\.text).joined(separator: "; ")
    TestedClaim(
      "claim.quadrants",
      "Both median and worst models capture the XOR pattern, though the worst model shows more classification errors.",
      from: "“XOR problem and non-linearity”",
      test: "Under one of the optimizers, both runs classify 90 % or more correctly (three quadrants out of four give "
        + "75 %), the worst fewer than the median. The report names the learning rate and no optimizer.",
      outcome: parts.contains(where: \.holds) ? .holds(sentence) : .fails(sentence))
  }
}

/// A number with a fixed count of decimals, for sentences.
func short(_ value: Double, _ decimals: Int) -> String { NumberText.fixed(value, decimals: decimals) }
