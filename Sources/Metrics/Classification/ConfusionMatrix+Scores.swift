extension ConfusionMatrix {
  /// The number of examples predicted as another class than their own.
  public var errorCount: Int { exampleCount - correctCount }

  /// The number of examples predicted as their own class (the trace).
  public var correctCount: Int { (0..<classCount).reduce(0) { $0 + self[true: $1, predicted: $1] } }

  /// The fraction of examples predicted as their own class: correct / N; 0 for an empty matrix.
  ///
  /// This is what "test accuracy" means for a task of several classes. It is not
  /// `meanOneVersusRestAccuracy`, which is far higher for the same predictions.
  public var classificationAccuracy: Double { fraction(correctCount, of: exampleCount) }

  /// The fraction of examples predicted as another class: errors / N; 0 for an empty matrix.
  public var errorFraction: Double { fraction(errorCount, of: exampleCount) }

  /// The mean over classes of (TP + TN) / N, each class seen as a task of its own against the rest.
  ///
  /// Each error is one false negative and one false positive, so the value is 1 − 2·errors / (classes·N). With
  /// ten classes, predictions of which 80.97 % are right reach 96.19 % here, and blind guessing reaches 82 %:
  /// never compare it with `classificationAccuracy`. It is 0 for an empty matrix.
  public var meanOneVersusRestAccuracy: Double {
    guard exampleCount > 0 else { return 0 }
    return 1 - 2 * Double(errorCount) / (Double(classCount) * Double(exampleCount))
  }

  /// The mean recall of the classes that occur; classes without examples are left out (0 for an empty matrix).
  public var balancedAccuracy: Double {
    let occurring = classScores.filter { $0.support > 0 }
    guard !occurring.isEmpty else { return 0 }
    return occurring.reduce(0) { $0 + $1.recall } / Double(occurring.count)
  }

  /// The multi-class Matthews correlation, −1 to 1; `nil` when all labels or all predictions are one class (0/0).
  ///
  /// (c·N − Σ tₖpₖ) / √((N² − Σ pₖ²)(N² − Σ tₖ²)), with c correct examples, tₖ examples and pₖ predictions of
  /// class k. Source: J. Gorodkin, Comparing two K-category assignments by a K-category correlation
  /// coefficient, 2004, eq. 8.
  public var matthewsCorrelation: Double? {
    let total = Double(exampleCount)
    let occurring = trueCounts.map(Double.init)
    let predicted = predictedCounts.map(Double.init)
    let covariance = Double(correctCount) * total - zip(occurring, predicted).reduce(0) { $0 + $1.0 * $1.1 }
    let spread =
      (total * total - predicted.reduce(0) { $0 + $1 * $1 }) * (total * total - occurring.reduce(0) { $0 + $1 * $1 })
    return spread > 0 ? covariance / spread.squareRoot() : nil
  }

  /// Cohen's kappa, agreement beyond chance; `nil` when chance alone explains everything (0/0).
  ///
  /// (pₒ − pₑ) / (1 − pₑ), with pₒ the accuracy and pₑ = Σ tₖpₖ / N². Source: J. Cohen, A coefficient of
  /// agreement for nominal scales, 1960, eq. 1.
  public var cohensKappa: Double? {
    let total = Double(exampleCount)
    let chance = zip(trueCounts, predictedCounts).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    let possible = total * total - chance
    return possible > 0 ? (Double(correctCount) * total - chance) / possible : nil
  }

  /// The counts of each class against the rest, in the order of the labels.
  public var oneVersusRest: [OneVersusRestCounts] {
    let occurring = trueCounts
    let predicted = predictedCounts
    let total = exampleCount
    return (0..<classCount).map { label in
      let hits = self[true: label, predicted: label]
      return OneVersusRestCounts(
        truePositives: hits, falsePositives: predicted[label] - hits, falseNegatives: occurring[label] - hits,
        trueNegatives: total - predicted[label] - occurring[label] + hits)
    }
  }

  /// Precision, recall and F1 of each class, in the order of the labels.
  public var classScores: [ClassScores] {
    oneVersusRest.enumerated().map { ClassScores(label: $0.offset, counts: $0.element) }
  }
}

/// The four counts of one class seen as a task of its own against all others.
public struct OneVersusRestCounts: Codable, Equatable, Sendable {
  /// Examples of the class that were predicted as the class.
  public let truePositives: Int
  /// Examples of other classes that were predicted as the class.
  public let falsePositives: Int
  /// Examples of the class that were predicted as another class.
  public let falseNegatives: Int
  /// Examples of other classes that were predicted as any other class, rightly or not.
  public let trueNegatives: Int

  public init(truePositives: Int, falsePositives: Int, falseNegatives: Int, trueNegatives: Int) {
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
    self.trueNegatives = trueNegatives
  }

  /// (TP + TN) / N for this class alone, 0 when N is 0.
  ///
  /// High for every rare class, whatever the classifier does.
  public var oneVersusRestAccuracy: Double {
    fraction(truePositives + trueNegatives, of: truePositives + falsePositives + falseNegatives + trueNegatives)
  }
}

/// The quotient of two counts, with 0/0 taken as 0.
func fraction(_ part: Int, of whole: Int) -> Double {
  whole == 0 ? 0 : Double(part) / Double(whole)
}
