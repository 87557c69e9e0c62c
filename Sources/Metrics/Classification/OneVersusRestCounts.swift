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

  /// Creates the counts.
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
