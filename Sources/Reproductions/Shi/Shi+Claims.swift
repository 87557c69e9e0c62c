import FledgeCharts
import FledgeMetrics
import FledgeModels
import FledgePages
import FledgeTraining

extension Shi {
  /// The report's claims in words.
  @BlockBuilder
  func claims(_ experiments: StudyRuns, _ penalties: StudyRuns) throws -> [any ReportBlock] {
    let relu = experiments[Configuration.relu.label]
    let others = [
      ("tanh", experiments[Configuration.tanh.label]), ("sigmoid", experiments[Configuration.sigmoid.label]),
    ]
    let unpaired = "over the runs, without pairing (Welch)"
    TestedClaim(
      "claim.relu",
      "ReLU has the best performance among all the other activation functions with a slightly better test accuracy "
        + "and test loss",
      from: "section 6.2", test: "ReLU against tanh and against sigmoid, accuracy and loss, \(unpaired).",
      outcome: try .all(
        others.flatMap { name, runs in
          [
            try .better(("ReLU", accuracies(relu)), than: (name, accuracies(runs)), by: .accuracy.on(.test)),
            try .better(("ReLU", losses(relu)), than: (name, losses(runs)), by: .loss.on(.test)),
          ]
        }))
    TestedClaim(
      "claim.sigmoid", "similar performance with tanh activation for both having 97% test accuracy and 0.08 test loss",
      from: "section 6.1",
      test: "Median accuracies that print as 97 % and median losses that print as 0.08, for both.",
      outcome: similar(others))
    let l2 = penalties[Configuration.l2[0].label]
    let l1 = penalties[Configuration.l1[0].label]
    TestedClaim(
      "claim.l1-below-l2",
      "The test accuracy is a bit smaller than that of L2, and the test loss is bigger than L2",
      from: "section 5.2", test: "Both as stated, \(unpaired).",
      outcome: try .all([
        .better(("L2", accuracies(l2)), than: ("L1", accuracies(l1)), by: .accuracy.on(.test)),
        .better(("L2", losses(l2)), than: ("L1", losses(l1)), by: .loss.on(.test)),
      ]))
    TestedClaim(
      "claim.sparse", "L1 penalty might lead to sparse weights, making some of the weights 0", from: "section 5.2",
      test: "The share of weights with |w| < 0.001 under L1, under L2 and without a penalty, λ as stated, run by run.",
      outcome: sparse(penalties))
    TestedClaim(
      "claim.l2-overfit",
      "the training loss keeps decreasing and the validation loss first goes down and at a point, it starts increasing "
        + "because of the increasing complexity of the weights",
      from: "section 5.1",
      test: "In each run as stated: whether the training loss falls from the best epoch to the stop, and whether Σw² "
        + "grows.",
      outcome: overfits(l2))
  }

  private func accuracies(_ runs: [ReportRun]) -> [Double] { runs.map { $0.stopped().testAccuracy } }
  private func losses(_ runs: [ReportRun]) -> [Double] { runs.map { $0.stopped().testLoss } }

  private func similar(_ pair: [(String, [ReportRun])]) -> ClaimOutcome {
    let medians = pair.map { name, runs in
      (name: name, accuracy: Spread(accuracies(runs)).median, loss: Spread(losses(runs)).median)
    }
    let sentence = medians.map {
      "\($0.name): \(NumberText.percent($0.accuracy, decimals: 2)) and \(NumberText.fixed($0.loss, decimals: 4))"
    }.joined(separator: "; ")
    let holds = medians.allSatisfy { abs($0.accuracy - 0.975) <= 0.005 && abs($0.loss - 0.08) <= 0.005 }
    return holds ? .holds(sentence) : .fails(sentence)
  }

  private func sparse(_ penalties: StudyRuns) -> ClaimOutcome {
    let labels = [Configuration.l1[0].label, Configuration.l2[0].label, Configuration.noPenalty]
    let shares = labels.map { label in penalties[label].map { $0.measurements.values["near zero"]?[1] ?? .nan } }
    let pairs = zip(shares[0], zip(shares[1], shares[2]))
    let more = pairs.count { $0 > $1.0 && $0 > $1.1 }
    let medians = shares.map { NumberText.percent(Spread($0).median) }
    let sentence =
      "medians: \(medians[0]) under L1, \(medians[1]) under L2, \(medians[2]) without; L1 has most in \(more) of "
      + "\(shares[0].count) runs"
    if more == shares[0].count { return .holds(sentence) }
    return more == 0 ? .fails(sentence) : .undecided(sentence)
  }

  private func overfits(_ runs: [ReportRun]) -> ClaimOutcome {
    var (falling, growing, ended) = (0, 0, 0)
    for run in runs where !run.hasDiverged {
      let outcome = StopRule.rises.outcome(of: run.measurements.curves[StopQuantity.loss.rawValue]?.y ?? [])
      guard let stop = outcome.stop, outcome.best > 0, let penalty = run.measurements.curves["penalty"]?.y else {
        continue
      }
      ended += 1
      let epochs = run.history.epochs
      if epochs[stop - 1].runningTrainingLoss < epochs[outcome.best - 1].runningTrainingLoss { falling += 1 }
      if penalty[stop - 1] > penalty[outcome.best - 1] { growing += 1 }
    }
    let sentence =
      "three rises in a row end \(ended) of \(runs.count) runs; from the best epoch to the stop the training loss "
      + "falls in \(falling) and Σw² grows in \(growing) of them"
    if ended == 0 { return .undecided(sentence) }
    if 2 * min(falling, growing) > ended { return .holds(sentence) }
    return 4 * min(falling, growing) < ended ? .fails(sentence) : .undecided(sentence)
  }

  /// Where the report contradicts itself.
  @BlockBuilder
  func contradictions(_ penalties: StudyRuns) -> [any ReportBlock] {
    Contradiction(
      "twice.gradients", "Whether the gradients agree",
      [
        .init("the absolute difference … is within 10⁻⁴", from: "section 3"),
        .init("absolute differences 0.000327, 0.00028, 0.0003585 and 0.000102", from: "table 1"),
      ],
      finding:
        "four of six printed differences are above 10⁻⁴, in three of them the two gradients have opposite signs: "
        + "that check failed for the hidden layer, while the output layer passes")
    Contradiction(
      "twice.difference", "The last row of table 1",
      [
        .init("numerical 0.0204, backprop 0.02035", from: "table 1"),
        .init("absolute difference 0.000102", from: "table 1"),
      ],
      finding: "the two columns are 0.00005 apart as printed; 0.000102 fits only if 0.0204 was rounded by almost its "
        + "whole half unit")
    Contradiction(
      "twice.l1", "The gradient of the L1 penalty",
      [
        .init("λ/2 · ∂|w|/∂w", from: "equation 7, left side"), .init("λ · sign(w)", from: "equation 7, right side"),
      ],
      finding: l1Finding(penalties))
    Contradiction(
      "twice.gradient-sign", "The sign of the momentum step",
      [
        .init("w(t+1) = w(t) − learning rate · mean gradient", from: "algorithm 1"),
        .init("Δw(t) = γ·Δw(t−1) + (1 − γ)·α·∂E/∂w", from: "equation 5"),
      ], excludeEachOther: false,
      finding: "with a plus before the gradient Δw has to be taken off the weights; that is what is run")
  }

  private func l1Finding(_ penalties: StudyRuns) -> String {
    let medians = Configuration.l1.prefix(2).map { way in
      NumberText.percent(Spread(accuracies(penalties[way.label])).median, decimals: 2)
    }
    return
      "the left side gives λ/2 · sign(w), half of the right one; with λ the median test accuracy is \(medians[0]), "
      + "with λ/2 it is \(medians[1]), published is 95.18 %"
  }
}
