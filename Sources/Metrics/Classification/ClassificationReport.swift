/// Everything that is said about one classifier on one set, as a value to store and to print.
public struct ClassificationReport: Codable, Equatable, Sendable {
  /// The names of the classes, in the order of the labels.
  public let classNames: [String]
  /// The counts that all scores but those of the probabilities come from.
  public let confusion: ConfusionMatrix
  /// N.
  public let exampleCount: Int
  /// The number of wrong predictions.
  public let errorCount: Int
  /// Correct / N.
  public let classificationAccuracy: Double
  /// Wilson's 95 % interval of the accuracy over examples; `nil` for an empty set.
  ///
  /// It speaks of the draw of the examples for this one classifier, not of the spread over seeds.
  public let accuracyInterval: Interval?
  /// Errors / N.
  public let errorFraction: Double
  /// The mean over classes of (TP + TN) / N; not comparable with `classificationAccuracy`.
  public let meanOneVersusRestAccuracy: Double
  /// The mean recall of the classes that occur.
  public let balancedAccuracy: Double
  /// The multi-class Matthews correlation; `nil` when it is 0/0.
  public let matthewsCorrelation: Double?
  /// Cohen's kappa; `nil` when it is 0/0.
  public let cohensKappa: Double?
  /// Precision, recall, F1, support and counts of each class.
  public let classes: [ClassScores]
  /// The unweighted means over classes.
  public let macroMeans: ScoreMeans
  /// The means weighted by support.
  public let weightedMeans: ScoreMeans
  /// What the probabilities say; `nil` when only labels were given.
  public let probabilities: ProbabilitySummary?

  /// Reports predicted labels.
  ///
  /// - Parameter classNames: one name for each class; the labels themselves when empty.
  /// - Throws: `MetricsError` when the number of names is not that of the classes.
  public init(_ confusion: ConfusionMatrix, classNames: [String] = []) throws(MetricsError) {
    try self.init(confusion, classNames: classNames, probabilities: nil)
  }

  /// Reports predicted probabilities.
  ///
  /// - Parameter topCounts: the k of each top-k accuracy; those above the number of classes are left out.
  public init(
    _ scores: ProbabilityScores, classNames: [String] = [], topCounts: [Int] = [3, 5]
  ) throws(MetricsError) {
    let summary = ProbabilitySummary(scores, topCounts: topCounts.filter { $0 < scores.classCount })
    try self.init(scores.confusion, classNames: classNames, probabilities: summary)
  }

  private init(
    _ confusion: ConfusionMatrix, classNames: [String], probabilities: ProbabilitySummary?
  ) throws(MetricsError) {
    guard classNames.isEmpty || classNames.count == confusion.classCount else {
      throw .countMismatch(what: "class names", expected: confusion.classCount, found: classNames.count)
    }
    self.classNames = classNames.isEmpty ? (0..<confusion.classCount).map { "\($0)" } : classNames
    self.confusion = confusion
    self.probabilities = probabilities
    exampleCount = confusion.exampleCount
    errorCount = confusion.errorCount
    classificationAccuracy = confusion.classificationAccuracy
    accuracyInterval =
      confusion.exampleCount == 0
      ? nil : Interval.wilson(successes: confusion.correctCount, trials: confusion.exampleCount)
    errorFraction = confusion.errorFraction
    meanOneVersusRestAccuracy = confusion.meanOneVersusRestAccuracy
    balancedAccuracy = confusion.balancedAccuracy
    matthewsCorrelation = confusion.matthewsCorrelation
    cohensKappa = confusion.cohensKappa
    classes = confusion.classScores
    macroMeans = .macro(classes)
    weightedMeans = .weighted(classes)
  }

  /// The scores that are 0/0 and shown as 0, such as "precision of 3".
  public var undefinedScores: [String] {
    zip(classNames, classes).flatMap { name, scores in
      [("precision", scores.precisionIsDefined), ("recall", scores.recallIsDefined), ("F1", scores.f1IsDefined)]
        .filter { !$0.1 }.map { "\($0.0) of \(name)" }
    }
  }
}

/// The scores of predicted probabilities that a report keeps.
public struct ProbabilitySummary: Codable, Equatable, Sendable {
  /// The mean negative log-likelihood in nats.
  public let logLoss: Double
  /// The Brier score summed over classes, 0 to 2.
  public let brierScore: Double
  /// The expected calibration error over `calibrationBins`.
  public let expectedCalibrationError: Double
  /// The bins of equal width that the calibration error comes from.
  public let calibrationBins: [CalibrationBin]
  /// The fraction of examples whose label is among the k most probable classes, for some k.
  public let topAccuracies: [TopAccuracy]

  /// Takes the summary of accumulated scores.
  public init(_ scores: ProbabilityScores, topCounts: [Int]) {
    logLoss = scores.logLoss
    brierScore = scores.brierScore
    expectedCalibrationError = scores.expectedCalibrationError
    calibrationBins = scores.calibrationBins
    topAccuracies = topCounts.map { TopAccuracy(count: $0, accuracy: scores.topAccuracy($0)) }
  }
}

/// A top-k accuracy with its k.
public struct TopAccuracy: Codable, Equatable, Sendable {
  /// k.
  public let count: Int
  /// The fraction of examples whose label is among the k most probable classes.
  public let accuracy: Double
}
