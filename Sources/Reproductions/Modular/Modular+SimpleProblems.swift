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
    let ratios = try runs.sorted.map { run in
      try runs.finalLoss(run) / LinePoints(run.data().training).leastSquaresError
    }
    TestedClaim(
      "claim.line", "Both successfully learn linear relationships despite initialization differences.",
      from: "figure 2",
      test:
        "The final loss is less than 1 % above that of the least squares solution on the same points, over all runs.",
      outcome: ClaimOutcome(
        Claim.below("the final loss over the least possible one", ratios, as: .positive, threshold: 1.01)
      ).adding("the worst of \(runs.count) runs has \(short(ratios.last ?? .nan, 5))"))
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
    TestedClaim(
      "claim.clouds", "accuracy reaches nearly 100%", from: "“Binary classification with linear boundaries”",
      test: "More than half of the runs end with an accuracy of 99 % or more.",
      outcome: ClaimOutcome(
        Claim.share("end with an accuracy of 99 % or more", runs.sorted.map { runs.finalAccuracy($0) >= 0.99 })))
    let tilts = try runs.sorted.map { abs(try BoundaryTilt.degrees(of: $0)) }
    let half = tilts.count / 2
    TestedClaim(
      "claim.clouds.orientation", "the worst model's boundary has a suboptimal orientation", from: "figure 3",
      test:
        "The clouds lie side by side and are round, so the best boundary is upright. One run decides nothing, so the "
        + "half of the runs with the higher losses is compared with the other half: its boundaries are further off.",
      outcome: ClaimOutcome(
        Claim.compare(
          Claim.Group("the half with higher losses", Array(tilts.suffix(half))),
          betterThan: Claim.Group("the other half", Array(tilts.prefix(half))),
          by: Claim.Design(.plain("degrees off the upright"), paired: false))
      ).adding("the worst run is \(short(tilts.last ?? .nan, 1))° off"))
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
      ClaimOutcome(
        Claim.share(
          "with \(name) classify 90 % or more correctly", runs.sorted.map { runs.finalAccuracy($0) >= 0.9 })
      ).adding("the worst \(short(100 * runs.finalAccuracy(runs.worst), 1)) %")
    }
    TestedClaim(
      "claim.quadrants",
      "Both median and worst models capture the XOR pattern, though the worst model shows more classification errors.",
      from: "“XOR problem and non-linearity”",
      test:
        "Under one of the optimizers, more than half of the runs classify 90 % or more correctly; three quadrants out "
        + "of four give 75 %. The report names the learning rate and no optimizer.",
      outcome: .any(parts))
  }
}

/// A number with a fixed count of decimals, for sentences.
func short(_ value: Double, _ decimals: Int) -> String { NumberText.fixed(value, decimals: decimals) }
