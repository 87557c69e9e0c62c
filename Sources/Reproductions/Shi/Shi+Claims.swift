import FledgeCharts
import FledgeDatasets
import FledgeLatent
import FledgeMetrics
import FledgeModels
import FledgePages
import FledgeTensors
import FledgeTraining

extension Shi {
  /// The report's claims in words.
  @BlockBuilder
  func claims(
    _ experiments: StudyRuns, _ penalties: StudyRuns, _ context: ReproductionContext
  ) throws -> [any ReportBlock] {
    let relu = experiments[Configuration.relu.label]
    let (tanh, sigmoid) = (experiments[Configuration.tanh.label], experiments[Configuration.sigmoid.label])
    let (l2, l1) = (penalties[Configuration.l2[0].label], penalties[Configuration.l1[0].label])
    let none = penalties[Configuration.noPenalty]
    let paired = "runs of the same seeds compared in pairs"
    TestedClaim(
      "claim.standardized",
      "For any one training image, the mean is approximately 0, and the standard deviation is approximately 1.",
      from: "section 1",
      test: "All of the first 1,000 training images have a mean within 0.001 of 0 and a deviation "
        + "within 0.001 of 1.",
      outcome: try standardized(context), needs: .any)
    TestedClaim(
      "claim.relu",
      "ReLU has the best performance among all the other activation functions with a slightly better test accuracy "
        + "and test loss",
      from: "section 6.2", test: "ReLU against tanh and against sigmoid, accuracy and loss, \(paired).",
      outcome: try .all(
        [("tanh", tanh), ("sigmoid", sigmoid)].flatMap { name, runs in
          [
            .better(
              ("ReLU", try accuracies(relu)), than: (name, try accuracies(runs)), by: .accuracy.on(.test), parts: 4),
            .better(("ReLU", try losses(relu)), than: (name, try losses(runs)), by: .loss.on(.test), parts: 4),
          ]
        }))
    TestedClaim(
      "claim.sigmoid", "similar performance with tanh activation for both having 97% test accuracy and 0.08 test loss",
      from: "section 6.1",
      test: "The two differ by no more than half a unit of the printed digits: 0.5 points of accuracy and 0.005 of the "
        + "loss, \(paired).",
      outcome: .all([
        .equal(
          ("sigmoid", try accuracies(sigmoid)), ("tanh", try accuracies(tanh)), by: .accuracy.on(.test), within: 0.005),
        .equal(("sigmoid", try losses(sigmoid)), ("tanh", try losses(tanh)), by: .loss.on(.test), within: 0.005),
      ]))
    TestedClaim(
      "claim.generalization",
      "Regularization methods modify the learning process to reduce overfitting, improving the model's generalization "
        + "capabilities.",
      from: "section 5",
      test: "The test accuracy under L2 and under L1, λ as stated, against that without a penalty, \(paired).",
      outcome: try .all(
        [("L2", l2), ("L1", l1)].map { name, runs in
          .better(
            (name, try accuracies(runs)), than: ("no penalty", try accuracies(none)), by: .accuracy.on(.test), parts: 2)
        }))
    TestedClaim(
      "claim.l1-below-l2",
      "The test accuracy is a bit smaller than that of L2: 95.79%, and the test loss is bigger than L2: 0.155",
      from: "section 5.2",
      test:
        "Both as stated, \(paired); “a bit” is no more than 2 points of accuracy, three times the report's own 0.61.",
      outcome: .all([
        .better(("L2", try accuracies(l2)), than: ("L1", try accuracies(l1)), by: .accuracy.on(.test), parts: 3),
        .better(("L2", try losses(l2)), than: ("L1", try losses(l1)), by: .loss.on(.test), parts: 3),
        .notBetter(
          ("L2", try accuracies(l2)), than: ("L1", try accuracies(l1)), by: .accuracy.on(.test), within: 0.02),
      ]))
    TestedClaim(
      "claim.sparse", "L1 penalty might lead to sparse weights, making some of the weights 0", from: "section 5.2",
      test: "The share of weights with |w| < 0.001 under L1 against that under L2 and without a penalty, λ as stated, "
        + "\(paired).",
      outcome: try sparse(l1, others: [("L2", l2), ("no penalty", none)]))
    TestedClaim(
      "claim.l2-overfit",
      "the training loss keeps decreasing and the validation loss first goes down and at a point, it starts increasing "
        + "because of the increasing complexity of the weights",
      from: "section 5.1",
      test:
        "In the runs that three rises end, λ as stated: from the best epoch to the stop the training loss falls and "
        + "Σw² grows.",
      outcome: try overfits(l2))
  }

  func accuracies(_ runs: [ReportRun]) throws -> [Double] { try runs.map { try $0.stopped().testAccuracy } }
  private func losses(_ runs: [ReportRun]) throws -> [Double] { try runs.map { try $0.stopped().testLoss } }

  private func standardized(_ context: ReproductionContext) throws -> ClaimOutcome {
    let images = try context.data(for: Configuration.momentum).training.prefix(1_000)
    let width = images.featureShape.count
    let rows = images.featureRows().elements
    let moments = (0..<images.count).map { image in
      let pixels = (image * width..<(image + 1) * width).map { Double(rows[$0]) }
      return (mean: pixels.mean, deviation: pixels.populationDeviation)
    }
    let good = moments.count { abs($0.mean) < 0.001 && abs($0.deviation - 1) < 0.001 }
    return ClaimOutcome(
      Claim.share(
        "\(good) of \(images.count) images; the largest |mean| is "
          + NumberText.scientific(moments.map { abs($0.mean) }.max() ?? .nan, digits: 2),
        counted: Double(good) / Double(images.count), moreThan: 1 - 0.5 / Double(images.count)))
  }

  private func sparse(_ l1: [ReportRun], others: [(name: String, runs: [ReportRun])]) throws -> ClaimOutcome {
    // The second threshold, 0.001.
    let shares = { (runs: [ReportRun]) -> [Double] in try runs.map { try $0.share(nearZero: 1) } }
    let metric = Metric(
      id: "near_zero", title: "share of weights near zero", unit: .fraction, direction: .neither)
    return .all(
      try others.map { name, runs in
        .better(("L1", try shares(l1)), than: (name, try shares(runs)), by: metric, parts: others.count)
      })
  }

  private func overfits(_ runs: [ReportRun]) throws -> ClaimOutcome {
    var (falls, growths): ([Double], [Double]) = ([], [])
    for run in runs where !run.hasDiverged {
      let outcome = StopRule.rises.outcome(of: try run.curve(StopQuantity.loss.key).y)
      guard let stop = outcome.stop, outcome.best > 0 else { continue }
      let penalty = try run.curve(Key.penalty).y
      let epochs = run.history.epochs
      falls.append(
        epochs[outcome.best - 1].runningTrainingLoss - epochs[stop - 1].runningTrainingLoss)
      growths.append(penalty[stop - 1] / penalty[outcome.best - 1])
    }
    return ClaimOutcome(
      .all([
        Claim.exceeds("the fall of the training loss", falls, threshold: 0),
        Claim.exceeds("Σw² at the stop over that at the best epoch", growths, threshold: 1),
      ])
    ).adding("three rises in a row end \(falls.count) of \(runs.count) runs")
  }
}
