import FledgeCharts
import FledgeMetrics
import FledgeModels
import FledgePages
import FledgeTraining

extension VeraMinai {
  /// The report's claims in words.
  @BlockBuilder
  func claims(
    _ probable: ReadingRuns, _ autoencoder: ReadingRuns, _ confusion: ClassifierOutcome,
    _ digits: AutoencoderOutcome, _ context: ReproductionContext
  ) throws -> [any ReportBlock] {
    TestedClaim(
      "claim.similar-digits", "Misclassifications … mainly occur between similar digits, such as 5 and 3 or 4 and 9",
      from: "section 1.3",
      test:
        "The pairs of digits by the errors between them, both ways, over the test images of all runs: 3–5 and 4–9 are "
        + "among the first five of 45.",
      outcome: similarDigits(confusion))
    TestedClaim(
      "claim.test-slightly-worse", "The test set has slightly more errors than the training set", from: "section 1.3",
      test: "Test and training error after the last log, run by run; “slightly” is less than twice as many.",
      outcome: slightlyWorse(probable))
    TestedClaim(
      "claim.flattens", "rapid decline in error during the early stages of training, followed by a gradual convergence",
      from: "section 2.2.2",
      test: "More than half of the whole fall of the test error comes in the first quarter of the epochs, less than a "
        + "tenth in the last.",
      outcome: flattens(autoencoder))
    TestedClaim(
      "claim.easiest", "digits such as “1” and “7” are reconstructed with the least error", from: "section 2.5",
      test: "The two digits with the lowest median MRE over runs.",
      outcome: extremes(digits, claimed: [1, 7], lowest: true))
    TestedClaim(
      "claim.hardest", "digits like “5” and “8” exhibit higher reconstruction errors", from: "section 2.5",
      test: "The two digits with the highest median MRE over runs.",
      outcome: extremes(digits, claimed: [5, 8], lowest: false))
  }

  private func similarDigits(_ confusion: ClassifierOutcome) -> ClaimOutcome {
    let pairs = confusion.worstPairs
    let first = pairs.prefix(5)
    let sentence = "most errors: " + first.map { "\($0.first)–\($0.second) \($0.errors)" }.joined(separator: ", ")
    let found = [(3, 5), (4, 9)].count { pair in first.contains { $0.first == pair.0 && $0.second == pair.1 } }
    return found == 2 ? .holds(sentence) : found == 0 ? .fails(sentence) : .undecided(sentence)
  }

  private func slightlyWorse(_ probable: ReadingRuns) -> ClaimOutcome {
    let pairs = probable.runs.map { ($0.last(Probe.trainingError), $0.last(Probe.testError)) }
    let more = pairs.count { $0.1 > $0.0 }
    let slightly = pairs.count { $0.1 > $0.0 && $0.1 < 2 * $0.0 }
    let ratio = Spread(pairs.map { $0.1 / $0.0 }).median
    let sentence =
      "the test error is the higher one in \(more) of \(pairs.count) runs and less than twice as high in \(slightly); "
      + (ratio.isFinite
        ? "the median ratio is \(NumberText.fixed(ratio, decimals: 1))" : "the training error falls to 0")
    return 2 * slightly > pairs.count ? .holds(sentence) : .fails(sentence)
  }

  private func flattens(_ autoencoder: ReadingRuns) -> ClaimOutcome {
    let shares = autoencoder.runs.compactMap { run -> (first: Double, last: Double)? in
      guard let errors = run.measurements.curves[Probe.testError]?.y, errors.count >= 5,
        let start = errors.first, let end = errors.last, start > end
      else { return nil }
      let quarter = (errors.count - 1) / 4
      return ((start - errors[quarter]) / (start - end), (errors[errors.count - 1 - quarter] - end) / (start - end))
    }
    guard !shares.isEmpty else { return .notTested("too few epochs were logged") }
    let (first, last) = (Spread(shares.map(\.first)).median, Spread(shares.map(\.last)).median)
    let sentence =
      "\(NumberText.percent(first)) of the fall come in the first quarter, \(NumberText.percent(last)) in the last (medians)"
    return first > 0.5 && last < 0.1 ? .holds(sentence) : .fails(sentence)
  }

  private func extremes(_ digits: AutoencoderOutcome, claimed: Set<Int>, lowest: Bool) -> ClaimOutcome {
    let order = ranked(digits, lowest: lowest)
    let sentence = "in our runs they are " + order.prefix(2).map { "\($0)" }.joined(separator: " and ")
    let found = Set(order.prefix(2)).intersection(claimed).count
    return found == 2 ? .holds(sentence) : found == 0 ? .fails(sentence) : .undecided(sentence)
  }

  private func ranked(_ digits: AutoencoderOutcome, lowest: Bool) -> [Int] {
    let medians = digits.means.map { Spread($0).median }
    return (0..<10).sorted { lowest ? medians[$0] < medians[$1] : medians[$0] > medians[$1] }
  }

  /// Where the report contradicts itself.
  @BlockBuilder
  func contradictions(
    _ probable: ReadingRuns, _ autoencoder: ReadingRuns, _ digits: AutoencoderOutcome
  ) -> [any ReportBlock] {
    let medians = [Probe.trainingError, Probe.testError].map { curve in
      NumberText.fixed(Spread(probable.runs.map { $0.last(curve) }).median, decimals: 3)
    }
    let ours = "ours end at \(medians[0]) on training and \(medians[1]) on test images, as probably run (medians)"
    Contradiction(
      "twice.error", "Which error 0.012 is",
      [
        .init("the best classifier achieved a test error of 0.012", from: "abstract"),
        .init("a training error of 0.012 and a test error of 0.069", from: "section 1.1"),
      ], finding: "0.012 is the training error; " + ours)
    Contradiction(
      "twice.converged", "Where the training error ends",
      [
        .init("both training and test errors converged to around 0.07", from: "section 1.3"),
        .init("a training error of 0.012", from: "section 1.1"),
      ], finding: "only the test error can be near 0.07; " + ours)
    Contradiction(
      "twice.hard-digits", "Which digits are hard and which easy",
      [
        .init("least error: 1 and 7; higher errors: 5 and 8", from: "section 2.5"),
        .init("lowest: 1 (0.0019) and 9 (0.0044); highest: 2 (0.0072) and 5 (0.0064)", from: "table I"),
      ],
      finding: "in our runs the lowest have \(names(digits, lowest: true)), the highest \(names(digits, lowest: false))"
    )
    Contradiction(
      "twice.mean", "The error on the test set",
      [
        .init("the test set achieved an MRE of 0.0050", from: "section 2.2"),
        .init("ten errors of equally many images each, whose mean is 0.0055", from: "table I"),
      ], finding: meanFinding(digits, autoencoder))
    Contradiction(
      "twice.early-stopping", "Early stopping",
      [
        .init("Early stopping was used to end training when validation loss stopped improving", from: "section 1.1"),
        .init(
          "errors are recorded to the end of 200 epochs; there is no validation set", from: "section 1.2 and the code"),
      ],
      finding: "the code stops when the test error is 0.001 or less at a tenth epoch, which happens in "
        + "\(probable.runs.count { $0.history.endReason == .interrupted }) of our \(probable.runs.count) runs")
  }

  private func names(_ digits: AutoencoderOutcome, lowest: Bool) -> String {
    ranked(digits, lowest: lowest).prefix(2).map { "\($0)" }.joined(separator: " and ")
  }

  private func meanFinding(_ digits: AutoencoderOutcome, _ autoencoder: ReadingRuns) -> String {
    let published = Self.publishedDigits.map(\.mean.value).mean
    let means = digits.means[0].indices.map { run in digits.means.map { $0[run] }.mean }
    return
      "the mean of the ten printed errors is \(NumberText.fixed(published, decimals: 5)); in our runs the mean over "
      + "digits is that over the test set, \(NumberText.fixed(Spread(means).median, decimals: 4)) (median)"
  }
}
