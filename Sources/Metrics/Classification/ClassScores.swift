/// Precision, recall, F1 and support of one class.
///
/// A quotient 0/0 counts as 0 and its flag says so: a class that is never predicted has no precision, a class
/// without examples no recall.
public struct ClassScores: Codable, Equatable, Sendable {
  public let label: Int
  /// The counts that the scores come from.
  public let counts: OneVersusRestCounts
  /// TP / (TP + FP): how many predictions of the class are right.
  public let precision: Double
  /// TP / (TP + FN): how many examples of the class are found.
  public let recall: Double
  /// 2·TP / (2·TP + FP + FN): the harmonic mean of precision and recall.
  public let f1: Double
  /// The number of examples of the class.
  public let support: Int
  /// False when the class is never predicted, so that precision is 0/0 and counts as 0.
  public let precisionIsDefined: Bool
  /// False when the class has no examples, so that recall is 0/0 and counts as 0.
  public let recallIsDefined: Bool
  /// False when the class neither occurs nor is predicted, so that F1 is 0/0 and counts as 0.
  public let f1IsDefined: Bool

  /// Computes the scores of one class from its counts.
  public init(label: Int, counts: OneVersusRestCounts) {
    self.label = label
    self.counts = counts
    let hits = counts.truePositives
    let predicted = hits + counts.falsePositives
    support = hits + counts.falseNegatives
    precision = fraction(hits, of: predicted)
    recall = fraction(hits, of: support)
    f1 = fraction(2 * hits, of: predicted + support)
    precisionIsDefined = predicted > 0
    recallIsDefined = support > 0
    f1IsDefined = predicted + support > 0
  }
}

/// Precision, recall and F1 averaged over classes.
public struct ScoreMeans: Codable, Equatable, Sendable {
  /// The averaged precision.
  public let precision: Double
  /// The averaged recall.
  public let recall: Double
  /// The averaged F1 (the mean of the F1 scores, not the F1 of the means).
  public let f1: Double

  /// Averages with one weight for each class; 0 when all weights are 0.
  private init(_ scores: [ClassScores], weights: [Double]) {
    let total = weights.reduce(0, +)
    func mean(_ score: (ClassScores) -> Double) -> Double {
      total == 0 ? 0 : zip(scores, weights).reduce(0) { $0 + score($1.0) * $1.1 } / total
    }
    precision = mean(\.precision)
    recall = mean(\.recall)
    f1 = mean(\.f1)
  }

  /// The unweighted mean over all classes, those without examples included with their 0.
  public static func macro(_ scores: [ClassScores]) -> ScoreMeans {
    ScoreMeans(scores, weights: scores.map { _ in 1 })
  }

  /// The mean weighted by the number of examples of each class; its recall equals the accuracy.
  public static func weighted(_ scores: [ClassScores]) -> ScoreMeans {
    ScoreMeans(scores, weights: scores.map { Double($0.support) })
  }
}
