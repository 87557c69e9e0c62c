import FledgeCharts
import FledgeDatasets
import FledgeLatent
import FledgeMetrics
import FledgeModels
import FledgePages
import FledgeTraining

// Figure 5: two hidden layers on MNIST.
extension Modular {
  func classifier(in context: ReproductionContext) throws -> [PageSection] {
    guard context.wants("fig5", "classifier") else { return [] }
    let settings = Modular.Configuration(context.scale)
    let runs = try context.train(settings.classifier)[""]
    let finite = runs.filter { !$0.hasDiverged }
    guard !finite.isEmpty else { return [] }
    let median = finite.median(by: \.testAccuracy)
    let curves: [any Chart] = [
      Curves.chart(
        "Loss", ChartAxis("Cross-entropy", includesZero: true),
        [
          Curves.series("training", finite, \.trainingLoss), Curves.series("validation", finite, \.validationLoss),
        ]),
      Curves.chart(
        "Accuracy", ChartAxis("Accuracy", format: .percent),
        [
          Curves.series("training", finite, \.trainingAccuracy),
          Curves.series("validation", finite, \.validationAccuracy),
        ], published: [.level(0.97, "test, published (about 97 %)")]),
    ]
    let charts: [any Chart] = curves + (try mistakes(of: median))
    return [
      PageSection("A classifier for MNIST", from: "“MNIST classification implementation”") {
        Modular.SettingsTables.classifier(settings)
        Figure(
          "fig5", number: "Figure 5",
          caption: "784-64-32-10: median over \(finite.count) runs with quartiles, both sets measured after each epoch "
            + "in evaluation mode; below, what the median run gets wrong first in the test set, true → given class.",
          reported: "smooth curves, about 97 %, most of the improvement within 5 to 10 epochs",
          charts: charts)
        NumberTable(
          "classifier", caption: "Weights of the last epoch, test set, \(runs.count) runs.",
          [
            PublishedNumber(
              "accuracy", "test accuracy, 784-64-32-10 with Adam", published: "~97 %", ours: runs.testAccuracy)
          ])
        Figure(
          "fig5.confusion", number: nil, caption: "Confusion matrix of the run with the median test accuracy.",
          charts: Confusion.chart("Test set", finite))
        smoothLosses(finite)
        earlyImprovement(finite)
      }
    ]
  }

  /// Tests "training and validation losses decrease smoothly".
  private func smoothLosses(_ runs: [ReportRun]) -> TestedClaim {
    let ratios = { (loss: (EpochRecord) -> Double?) in
      runs.map { CurveShape.lastOverLowest($0.history.epochs.compactMap(loss)) }
    }
    let test = { (name: String, values: [Double]) in
      Claim.below("the last \(name) loss over the lowest", values, threshold: 1.1)
    }
    return TestedClaim(
      "claim.smooth-losses", "Training and validation losses decrease smoothly",
      from: "“MNIST classification implementation”",
      test: "Neither loss rises again: after the last epoch each is less than a tenth above its lowest.",
      outcome: ClaimOutcome(
        .all([test("validation", ratios(\.validationLoss)), test("training", ratios(\.trainingLoss))])))
  }

  /// Tests "most improvement occurring in the first 5-10 epochs".
  private func earlyImprovement(_ runs: [ReportRun]) -> TestedClaim {
    let shares = runs.compactMap { run -> Double? in
      let accuracies = run.history.epochs.compactMap(\.validationAccuracy)
      guard accuracies.count > 10, let first = accuracies.first, let best = accuracies.max(), best > first else {
        return nil
      }
      return (accuracies[9] - first) / (best - first)
    }
    let outcome: ClaimOutcome =
      shares.isEmpty
      ? .notTested("it takes more than ten epochs to see")
      : ClaimOutcome(
        Claim.exceeds(
          "the share of the improvement that is made by epoch 10", shares, threshold: 0.5, factor: 100, unit: " %"))
    return TestedClaim(
      "claim.early-improvement", "most improvement occurring in the first 5-10 epochs",
      from: "“MNIST classification implementation”",
      test: "Of the validation accuracy gained between the first and the best epoch, more than half is there after "
        + "the tenth.", outcome: outcome)
  }

  /// The first test images that a run misclassifies.
  private func mistakes(of run: ReportRun) throws -> [any Chart] {
    guard let test = try run.data().test else { return [] }
    let evaluation = try run.evaluate(test)
    let wrong = evaluation.labels.indices.filter { evaluation.predicted[$0] != evaluation.labels[$0] }
    let tiles = wrong.prefix(24).map { example in
      Pictures.tile(
        test, example, caption: "\(evaluation.labels[example]) → \(evaluation.predicted[example])")
    }
    guard !tiles.isEmpty else { return [] }
    return [
      ImageGrid(
        title: "Misclassified: the first \(tiles.count) of \(wrong.count) in \(test.count)", tiles: tiles, columns: 8)
    ]
  }
}
