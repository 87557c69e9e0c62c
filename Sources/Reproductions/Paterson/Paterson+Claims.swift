import FledgeCharts
import FledgeMetrics
import FledgePages
import FledgeTraining

extension Paterson {
  /// Section 5: the analysis in words.
  @BlockBuilder
  func claims(_ test: [Evaluation], learningRates: StudyRuns) throws -> [any ReportBlock] {
    let confusions = try test.map { try $0.confusion }
    TestedClaim(
      "claim.four-nine", "4s and 9s are often confused", from: "section 5",
      test:
        "By the errors between two digits, both ways, on the first 4,000 test images, 4–9 is among the first three of "
        + "45 pairs: it is compared with every other pair.",
      outcome: ClaimOutcome(
        Claim.rank(
          ["4–9"], amongFirst: 3, highest: true, of: ConfusionMatrix.pairGroups(confusions),
          by: Claim.Design(.plain("errors"), paired: true))))
    TestedClaim(
      "claim.similar-shapes", "In general, it seems that digits with similar shapes were confused.", from: "section 5",
      test: SimilarDigits.words + " More than 13.3 % of a run's errors are between them, their share if all pairs were "
        + "confused alike.",
      outcome: ClaimOutcome(SimilarDigits.claim(confusions, moreThan: SimilarDigits.chance)))
    TestedClaim(
      "claim.precision", "The accuracy was not accurately calculated as there was not enough precision",
      from: "section 5",
      test: "The smallest step that an accuracy over 4,000 images can make, beside the spread between runs.",
      outcome: .undecided(precision(test)))
    TestedClaim(
      "claim.learning-rate",
      "testing which learning rate best achieved a 97% testing accuracy over the fewest number of epochs",
      from: "section 3",
      test: "Four learning rates with the same seeds: 0.13 against each other one, by the accuracy on all test images.",
      outcome: try bestLearningRate(learningRates))
  }

  private func precision(_ test: [Evaluation]) -> String {
    let accuracies = test.compactMap(\.accuracy)
    let spread = Spread(accuracies)
    let width = 100 * (spread.upperQuartile - spread.lowerQuartile)
    return
      "one image of 4,000 is 0.025 points; the quartiles of our \(accuracies.count) runs lie "
      + "\(NumberText.fixed(width, decimals: 2)) points apart, so one printed decimal loses little; the report does not "
      + "say which computation lacked precision"
  }

  /// Fails where another learning rate is better, holds where 0.13 is better than all, and is undecided otherwise.
  private func bestLearningRate(_ study: StudyRuns) throws -> ClaimOutcome {
    let own = Configuration.learningRates[0]
    let outcomes = try Configuration.learningRates.dropFirst().map { other in
      try ClaimOutcome.better("η \(own)", ("η \(own)", study[own]), ("η \(other)", study[other]))
    }
    return .all(outcomes)
  }

  /// Where the report contradicts itself.
  @BlockBuilder
  func contradictions(_ test: [Evaluation]) -> [any ReportBlock] {
    let median = NumberText.percent(Spread(test.compactMap(\.accuracy)).median, decimals: 2)
    Contradiction(
      "twice.error", "97.2 % of what",
      [
        .init("Final average classification error on testing dataset: 97.2%", from: "section 4"),
        .init("Even though I achieved 97% accuracy", from: "section 5"),
      ],
      finding: "it is the accuracy: ours is \(median), and guessing has a classification error of 90 %")
    Contradiction(
      "twice.xavier", "Xavier initialization",
      [
        .init("The weight matrices were initialized using Xavier Weight Initialization", from: "section 3"),
        .init(
          "the range of the weight values … are a uniform distribution between −1/sqrt(N) and 1/sqrt(N), where N is the "
            + "number of nodes in the previous layer", from: "section 3"),
      ],
      finding: "the formula is run; Glorot and Bengio's own, ±√(6/(n_in + n_out)), is one of the readings")
    Contradiction(
      "twice.output", "The activation of the output layer",
      [
        .init(
          "The activation function … between the last hidden layer … and the output layer … is the softmax activation "
            + "function", from: "section 2"),
        .init("ŷ = φ((W³)ᵀx + W₀³), φ the ReLU", from: "section 2.3.1"),
      ],
      finding: "softmax is run; ReLU before the softmax is one of the readings")
  }
}
