import FledgeCharts
import FledgeMetrics
import FledgeModels
import FledgePages
import FledgeTraining

extension VeraMinai {
  /// Where the report contradicts itself.
  @BlockBuilder
  func contradictions(
    _ probable: ReadingRuns, _ autoencoder: ReadingRuns, _ digits: AutoencoderOutcome
  ) throws -> [any ReportBlock] {
    let medians = try [Probe.trainingError, Probe.testError].map { curve in
      NumberText.fixed(Spread(try probable.runs.map { try $0.last(curve) }).median, decimals: 3)
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
      "twice.slightly", "How much worse the test set is",
      [
        .init("The test set has slightly more errors than the training set", from: "section 1.3"),
        .init("a training error of 0.012 and a test error of 0.069", from: "section 1.1"),
      ],
      finding: "0.069 is 5.8 times 0.012, and figures 1 and 2 count errors of these two sets; " + ours)
    Contradiction(
      "twice.hard-digits", "Which digits are hard and which easy",
      [
        .init(
          "digits such as “1” and “7” are reconstructed with the least error … digits like “5” and “8” exhibit higher "
            + "reconstruction errors", from: "section 2.5"),
        .init("1: 0.0019, 9: 0.0044, 7: 0.0053; 2: 0.0072, 5: 0.0064, 0: 0.0061, 8: 0.0060", from: "table I"),
      ],
      finding: "in our runs \(names(digits, lowest: true)) are reconstructed best, \(names(digits, lowest: false)) "
        + "worst")
    Contradiction(
      "twice.mean", "The error on the test set",
      [
        .init("the test set achieved an MRE of 0.0050", from: "section 2.2"),
        .init("0.0061, 0.0019, 0.0072, 0.0056, 0.0058, 0.0064, 0.0059, 0.0053, 0.0060, 0.0044", from: "table I"),
      ], finding: meanFinding(digits, autoencoder))
    Contradiction(
      "twice.figure5", "What figure 5 shows",
      [
        .init("the error fraction curve in Figure 5 demonstrates steady improvement over epochs", from: "section 2.5"),
        .init("MRE Over Epochs for Autoencoder Training", from: "figure 5"),
      ], finding: "it is the MRE: an autoencoder has no error fraction")
    Contradiction(
      "twice.early-stopping", "Early stopping",
      [
        .init("Early stopping was used to end training when validation loss stopped improving", from: "section 1.1"),
        .init("200 epochs", from: "section 1.1"),
      ], excludeEachOther: false,
      finding:
        "the code has no validation set; it stops when the test error is 0.001 or less at a tenth epoch, which happens in "
        + "\(probable.runs.count { $0.history.endReason == .interrupted }) of our \(probable.runs.count) runs")
  }

  private func names(_ digits: AutoencoderOutcome, lowest: Bool) -> String {
    ranked(digits, lowest: lowest).prefix(2).map { "\($0)" }.joined(separator: " and ")
  }

  private func meanFinding(_ digits: AutoencoderOutcome, _ autoencoder: ReadingRuns) -> String {
    let published = Self.publishedDigits.map(\.mean.value).mean
    let means = digits.means[0].indices.map { run in digits.means.map { $0[run] }.mean }
    return
      "each digit has as many test images; the mean of the ten printed errors is \(NumberText.fixed(published, decimals: 5)); in our runs the mean over "
      + "digits is that over the test set, \(NumberText.fixed(Spread(means).median, decimals: 4)) (median)"
  }
}
