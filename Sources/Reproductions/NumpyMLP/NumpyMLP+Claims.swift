import FledgeCharts
import FledgeMetrics
import FledgePages
import FledgeTraining

extension NumpyMLP {
  /// Section 6.3 and the conclusion: claims in words.
  @BlockBuilder
  func claims(_ runs: [ReportRun], unregularized: [ReportRun]) throws -> [any ReportBlock] {
    TestedClaim(
      "claim.highest-f1", "Highest F1 score: digit 1 (0.993)", from: "section 6.3",
      test: "The digit with the highest F1 in each run.",
      outcome: mostOften(digit: 1, runs, what: "has the highest F1") { scores in
        scores.indices.max { scores[$0].f1 < scores[$1].f1 }
      })
    TestedClaim(
      "claim.lowest-precision", "Lowest precision: digit 9 (0.970)", from: "section 6.3",
      test: "The digit with the lowest precision in each run.",
      outcome: mostOften(digit: 9, runs, what: "has the lowest precision") { scores in
        scores.indices.min { scores[$0].precision < scores[$1].precision }
      })
    TestedClaim(
      "claim.all-classes", "All classes achieve F1 ≥ 0.978", from: "section 6.3",
      test: "The lowest F1 of all digits in each run; what prints as 0.978 is 0.9775 or more.",
      outcome: ClaimOutcome(
        Claim.exceeds(
          "the lowest F1 of a digit", runs.f1Scores.map { $0.min() ?? .nan }, threshold: 0.9775)))
    TestedClaim(
      "claim.similar-digits", "Minor confusion occurs between visually similar digits", from: "section 6.3",
      test: SimilarDigits.words + " More than 13.3 % of a run's errors are between them, their share if all pairs were "
        + "confused alike.",
      outcome: ClaimOutcome(
        SimilarDigits.claim(runs.compactMap { $0.report?.confusion }, moreThan: SimilarDigits.chance)))
    TestedClaim(
      "claim.consistent", "The model performs consistently across all digit classes", from: "section 7",
      test: "The highest and the lowest F1 of a digit are less than 2 points apart; in the report's table they are 1.5 "
        + "points apart.",
      outcome: ClaimOutcome(
        Claim.below(
          "the distance of the highest from the lowest F1",
          runs.f1Scores.map { ($0.max() ?? .nan) - ($0.min() ?? .nan) }, threshold: 0.02, factor: 100, unit: " points"))
    )
    TestedClaim(
      "claim.overfitting",
      "Adam optimization, dropout, L2 regularization, and early stopping effectively control overfitting",
      from: "section 7",
      test: "The same seeds without dropout and L2, early stopping kept; the paired test accuracies.",
      outcome: try overfitting(runs, unregularized))
  }

  /// Whether the digit is the one in more than half of the runs.
  private func mostOften(
    digit: Int, _ runs: [ReportRun], what: String, choose: ([ClassScores]) -> Int?
  ) -> ClaimOutcome {
    let chosen = runs.compactMap { run in run.report.flatMap { choose($0.classes) } }
    let others = Set(chosen).subtracting([digit]).sorted().map { other in "\(other) in \(chosen.count { $0 == other })"
    }
    let outcome = ClaimOutcome(
      Claim.share("show that digit \(digit) \(what)", chosen.map { $0 == digit }))
    return others.isEmpty ? outcome : outcome.adding("of the others " + others.joined(separator: ", "))
  }

  private func overfitting(_ runs: [ReportRun], _ unregularized: [ReportRun]) throws -> ClaimOutcome {
    let outcome = try ClaimOutcome.better(
      Configuration.report, (Configuration.report, runs), (Configuration.unregularized, unregularized))
    let gap = { (runs: [ReportRun]) in NumberText.fixed(100 * Spread(runs.map(\.accuracyGap)).median, decimals: 2) }
    return outcome.adding(
      """
      at the best epoch the training accuracy is \(gap(runs)) points above the validation accuracy with both, \
      \(gap(unregularized)) without
      """)
  }

  /// Where the report contradicts itself.
  @BlockBuilder
  func contradictions(_ runs: [ReportRun]) -> [any ReportBlock] {
    Contradiction(
      "twice.modes", "A training loss and a training accuracy of the same epoch",
      [
        .init("epoch 1: train loss 0.3906", from: "table 1"), .init("epoch 1: train accuracy 0.9650", from: "table 1"),
      ], excludeEachOther: false, finding: modes(runs))
    Contradiction(
      "twice.best-epoch", "The best epoch",
      [
        .init("Best validation accuracy was achieved at epoch 29.", from: "section 5.2"),
        .init("validation loss at epoch 25: 0.0650, at epoch 29: 0.0674", from: "table 1"),
      ], excludeEachOther: false, finding: bestEpochs(runs))
    Contradiction(
      "twice.initialization", "The initial weights",
      [
        .init("Weight initialization (He/Xavier)", from: "section 1"),
        .init("Hidden activations: ReLU", from: "section 4.1"),
      ], excludeEachOther: false,
      finding: "the report does not say which of the two it used; He's is used here, which is meant for ReLU")
  }

  private func modes(_ runs: [ReportRun]) -> String {
    let first = runs.compactMap(\.history.epochs.first)
    let text = { (values: [Double?]) in NumberText.fixed(Spread(values.compactMap(\.self)).median, decimals: 4) }
    return """
      the loss is taken with dropout on and the accuracy with it off; in our first epoch the loss is \
      \(text(first.map(\.runningTrainingLoss))) with dropout on and \(text(first.map(\.trainingLoss))) off, the accuracy \
      \(text(first.map(\.runningTrainingAccuracy))) on and \(text(first.map(\.trainingAccuracy))) off (medians)
      """
  }

  private func bestEpochs(_ runs: [ReportRun]) -> String {
    let later = runs.count { run in
      let lowest = run.history.epochs.min { ($0.validationLoss ?? .infinity) < ($1.validationLoss ?? .infinity) }
      return (lowest?.epoch ?? 0) < run.history.bestEpoch
    }
    return """
      the epoch was chosen by accuracy, so patience counts accuracy; in \(later) of our \(runs.count) runs the lowest \
      validation loss comes before the best validation accuracy, as it does in the report
      """
  }
}

extension ReportRun {
  /// Training accuracy minus validation accuracy at the best epoch, both without dropout.
  fileprivate var accuracyGap: Double {
    let best = history.epochs.first { $0.epoch == history.bestEpoch }
    guard let training = best?.trainingAccuracy, let validation = best?.validationAccuracy else { return .nan }
    return training - validation
  }
}

extension [ReportRun] {
  /// The F1 of each digit, run by run.
  fileprivate var f1Scores: [[Double]] { compactMap { $0.report?.classes.map(\.f1) } }
}
