/// How two classes are told apart at one threshold: an example is predicted positive where its score is at least that.
public struct ThresholdCounts: Codable, Equatable, Sendable {
  /// The least score that counts as positive; infinite where none does.
  public let threshold: Double
  public let truePositives: Int
  public let falsePositives: Int
  public let falseNegatives: Int
  public let trueNegatives: Int

  public init(
    threshold: Double, truePositives: Int, falsePositives: Int, falseNegatives: Int, trueNegatives: Int
  ) {
    self.threshold = threshold
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
    self.trueNegatives = trueNegatives
  }

  /// TP / (TP + FP); `nil` where nothing is predicted positive.
  public var precision: Double? { share(truePositives, truePositives + falsePositives) }

  /// TP / (TP + FN), the true positive rate; `nil` without positive examples.
  public var recall: Double? { share(truePositives, truePositives + falseNegatives) }

  /// FP / (FP + TN), the false positive rate; `nil` without negative examples.
  public var falsePositiveRate: Double? { share(falsePositives, falsePositives + trueNegatives) }

  /// 2·TP / (2·TP + FP + FN); `nil` where there is nothing to find and nothing was found.
  public var f1: Double? { share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives) }

  /// (TP + TN) / N; `nil` without examples.
  public var accuracy: Double? {
    share(truePositives + trueNegatives, truePositives + falsePositives + falseNegatives + trueNegatives)
  }

  private func share(_ part: Int, _ whole: Int) -> Double? { whole == 0 ? nil : Double(part) / Double(whole) }
}
