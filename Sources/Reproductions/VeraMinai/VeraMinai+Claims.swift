import FledgeCharts
import FledgeMetrics
import FledgeModels
import FledgePages
import FledgeTraining

extension VeraMinai {
  /// Section 1.3: the claims in words about the classifier.
  @BlockBuilder
  func classifierClaims(_ probable: ReadingRuns, _ confusion: ClassifierOutcome) throws -> [any ReportBlock] {
    let training = ("the training error", try probable.runs.map { try $0.last(Probe.trainingError) })
    let test = ("the test error", try probable.runs.map { try $0.last(Probe.testError) })
    TestedClaim(
      "claim.similar-digits", "Misclassifications … mainly occur between similar digits, such as 5 and 3 or 4 and 9",
      from: "section 1.3",
      test: SimilarDigits.words + " “Mainly” is more than half of a run's errors on its test images.",
      outcome: similarDigits(confusion))
    TestedClaim(
      "claim.test-slightly-worse", "The test set has slightly more errors than the training set", from: "section 1.3",
      test: "The test error is above the training error and below twice the training error, after the last log.",
      outcome: .all([
        .better(training, than: test, by: .error.on(.test), parts: 2),
        .better(test, than: ("twice the training error", training.1.map { 2 * $0 }), by: .error.on(.test), parts: 2),
      ]))
    TestedClaim(
      "claim.steep", "The error fraction plot shows a steep drop in the first few epochs", from: "section 1.3",
      test: "Of the fall of the test error from the first to the last log, more than half is made by the second log, "
        + "after epoch 11.",
      outcome: ClaimOutcome(
        Claim.exceeds(
          "the share of the fall that is made by epoch 11",
          try testErrors(probable).map { CurveShape.fall(of: $0, to: 1) },
          threshold: 0.5, factor: 100, unit: " %")))
    TestedClaim(
      "claim.overfitting", "the model generalized well without significant overfitting", from: "section 1.3",
      test: "The training error is no more than 2 points below the test error.",
      outcome: .notBetter(training, than: test, by: .error.on(.test), within: 0.02))
  }

  /// Sections 2.2 to 2.5: the claims in words about the autoencoder.
  @BlockBuilder
  func autoencoderClaims(_ autoencoder: ReadingRuns, _ digits: AutoencoderOutcome) throws -> [any ReportBlock] {
    let quarters = try testErrors(autoencoder).map { errors in
      let quarter = (errors.count - 1) / 4
      return quarter > 0
        ? (
          CurveShape.fall(of: errors, to: quarter),
          CurveShape.fall(of: errors, from: errors.count - 1 - quarter, to: errors.count - 1)
        ) : (.nan, .nan)
    }
    TestedClaim(
      "claim.flattens", "rapid decline in error during the early stages of training, followed by a gradual convergence",
      from: "section 2.2.2",
      test: "More than half of the whole fall of the test error comes in the first quarter of the epochs, less than a "
        + "tenth in the last.",
      outcome: ClaimOutcome(
        .all([
          Claim.exceeds(
            "the share of the fall in the first quarter", quarters.map(\.0), threshold: 0.5, factor: 100, unit: " %"),
          Claim.below(
            "that in the last quarter", quarters.map(\.1), threshold: 0.1, factor: 100, unit: " %"),
        ])))
    TestedClaim(
      "claim.consistent",
      "The results show consistent performance across all digits, with slight variations depending on digit complexity",
      from: "section 2.2.1",
      test: "In each run the highest MRE of a digit is less than twice the lowest. In the report's own table it is 3.8 "
        + "times the lowest.",
      outcome: ClaimOutcome(
        Claim.below("the ratio of the highest to the lowest MRE of a digit", digits.ratios, threshold: 2)))
    TestedClaim(
      "claim.aligned", "the training and test errors are low and closely aligned", from: "section 2.5",
      test: "The test MRE is less than a fifth above the training MRE. The report's own two are a ninth apart.",
      outcome: ClaimOutcome(
        Claim.below(
          "the ratio of test to training MRE",
          try autoencoder.runs.map { try $0.last(Probe.testError) / $0.last(Probe.trainingError) }, threshold: 1.2)))
    TestedClaim(
      "claim.easiest", "digits such as “1” and “7” are reconstructed with the least error", from: "section 2.5",
      test: "1 and 7 have the two lowest MREs of all digits: each is compared with every other digit.",
      outcome: ClaimOutcome(digits.rank([1, 7], highest: false)))
    TestedClaim(
      "claim.hardest", "digits like “5” and “8” exhibit higher reconstruction errors", from: "section 2.5",
      test: "5 and 8 have the two highest MREs of all digits: each is compared with every other digit.",
      outcome: ClaimOutcome(digits.rank([5, 8], highest: true)))
    TestedClaim(
      "claim.reconstructions", "The reconstructed images in Figure 7 closely resemble the original inputs",
      from: "section 2.5",
      test:
        "Of all test images of the run, the nearest one to a reconstruction by squared distance is its original, for "
        + "more than 95 % of them.",
      outcome: ClaimOutcome(
        Claim.exceeds(
          "the share of reconstructions that are nearest to their original", digits.recovered, as: .share,
          threshold: 0.95,
          factor: 100, unit: " %")))
  }

  private func testErrors(_ reading: ReadingRuns) throws -> [[Double]] {
    try reading.runs.map { try $0.curve(Probe.testError).y }
  }

  private func similarDigits(_ confusion: ClassifierOutcome) -> ClaimOutcome {
    let first = confusion.worstPairs.prefix(5).map { "\($0.first)–\($0.second) \($0.errors)" }
    return ClaimOutcome(SimilarDigits.claim(confusion.tests, moreThan: 0.5))
      .adding("most errors over all runs: " + first.joined(separator: ", "))
  }

  func ranked(_ digits: AutoencoderOutcome, lowest: Bool) -> [Int] {
    let medians = digits.means.map { Spread($0).median }
    return (0..<10).sorted { lowest ? medians[$0] < medians[$1] : medians[$0] > medians[$1] }
  }
}
