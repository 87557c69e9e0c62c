import FledgeCharts
import FledgeMetrics
import FledgePages
import FledgeTraining

extension Paterson {
  /// Section 5: the analysis in words.
  @BlockBuilder
  func claims(_ test: [Evaluation], learningRates: StudyRuns) throws -> [any ReportBlock] {
    TestedClaim(
      "claim.four-nine", "4s and 9s are often confused", from: "section 5",
      test: "The pairs of digits by the errors between them, both ways, on the first 4,000 test images of each run.",
      outcome: fourAndNine(test))
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

  private func fourAndNine(_ test: [Evaluation]) -> ClaimOutcome {
    let ranks = test.map { evaluation in 1 + evaluation.pairErrors.count { $0.errors > evaluation.errors(4, 9) } }
    let errors = test.map { Double($0.errors(4, 9)) }
    let first = ranks.count { $0 == 1 }
    let sentence =
      "4 and 9 are the pair with most errors in \(first) of \(test.count) runs and among the first three in "
      + "\(ranks.count { $0 <= 3 }), with a median of \(NumberText.fixed(Spread(errors).median, decimals: 0)) errors"
    return 2 * ranks.count { $0 <= 3 } > test.count ? .holds(sentence) : .fails(sentence)
  }

  private func precision(_ test: [Evaluation]) -> String {
    let accuracies = test.compactMap(\.accuracy)
    let spread = Spread(accuracies)
    let width = 100 * (spread.upperQuartile - spread.lowerQuartile)
    return
      "one image of 4,000 is 0.025 points; the quartiles of our \(accuracies.count) runs lie "
      + "\(NumberText.fixed(width, decimals: 2)) points apart, so the print of one decimal hides little; what was "
      + "computed with too little precision the report does not say"
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
      finding: "it is the accuracy: our runs end with \(median) right, and mere guessing is 90 % wrong")
    Contradiction(
      "twice.xavier", "Xavier initialization",
      [
        .init("The weight matrices were initialized using Xavier Weight Initialization", from: "section 3"),
        .init("a uniform distribution between -1/√n and 1/√n, n the nodes of the previous layer", from: "section 3"),
      ],
      finding: "the formula is run; Glorot and Bengio's own, ±√(6/(n_in + n_out)), is one of the readings")
    Contradiction(
      "twice.output", "The activation of the output layer",
      [
        .init(
          "the activation function between the last hidden layer and the output layer is softmax", from: "section 2"),
        .init("ŷ = φ((W³)ᵀx + W₀³), φ the ReLU", from: "section 2.3.1"),
      ],
      finding: "softmax is run; ReLU before the softmax is one of the readings")
  }
}

extension Evaluation {
  /// Errors between two digits, both ways.
  fileprivate func errors(_ first: Int32, _ second: Int32) -> Int {
    zip(labels, predicted).count { ($0 == first && $1 == second) || ($0 == second && $1 == first) }
  }

  /// Errors between all pairs of digits.
  fileprivate var pairErrors: [(pair: (Int32, Int32), errors: Int)] {
    (0..<10).flatMap { first in (0..<first).map { ((Int32($0), Int32(first)), errors(Int32($0), Int32(first))) } }
  }
}
