/// Scores of predicted probabilities over a whole set: log loss, Brier score, top-k accuracy and calibration.
///
/// Examples are added one after another, so that any split into batches gives the same bits. There is no
/// merge: sums of shards would round differently from one pass. Predicted label: the class of the highest
/// probability, the lowest label among equals.
public struct ProbabilityScores: Sendable {
  /// The number of classes: the length of one row of probabilities.
  public let classCount: Int
  /// The confusion matrix of the predicted labels.
  public private(set) var confusion: ConfusionMatrix
  /// The number of calibration bins of equal width.
  public let calibrationBinCount: Int

  private var lossSum = 0.0
  private var brierSum = 0.0
  private var rankCounts: [Int]
  private var bins: [CalibrationBin]

  /// Creates empty scores for rows of `classCount` probabilities.
  ///
  /// `calibrationBinCount` defaults to 15 bins, as in C. Guo et al., On calibration of modern neural networks, 2017.
  public init(classCount: Int, calibrationBinCount: Int = 15) {
    precondition(calibrationBinCount > 0, "calibration needs at least one bin")
    self.classCount = classCount
    self.calibrationBinCount = calibrationBinCount
    confusion = ConfusionMatrix(classCount: classCount)
    rankCounts = Array(repeating: 0, count: classCount)
    bins = (0..<calibrationBinCount).map { index in
      CalibrationBin(
        lower: Double(index) / Double(calibrationBinCount), upper: Double(index + 1) / Double(calibrationBinCount))
    }
  }

  /// The number of examples added so far.
  public private(set) var exampleCount = 0

  /// Adds a batch of single-precision probabilities.
  ///
  /// **Shapes**: `[batch, classes]` and `[batch]`.
  ///
  /// - Throws: `MetricsError` for wrong counts, a label out of range, or a value that is no probability. The
  ///   examples before the one at fault stay counted.
  public mutating func add(probabilities: Span<Float>, labels: Span<Int>) throws(MetricsError) {
    try checkCounts(probabilities.count, labels.count)
    var row = Array(repeating: 0.0, count: classCount)
    for example in labels.indices {
      for index in 0..<classCount { row[index] = Double(probabilities[example * classCount + index]) }
      try addRow(row, label: labels[example])
    }
  }

  /// Adds a batch of double-precision probabilities.
  ///
  /// **Shapes**: `[batch, classes]` and `[batch]`.
  public mutating func add(probabilities: Span<Double>, labels: Span<Int>) throws(MetricsError) {
    try checkCounts(probabilities.count, labels.count)
    var row = Array(repeating: 0.0, count: classCount)
    for example in labels.indices {
      for index in 0..<classCount { row[index] = probabilities[example * classCount + index] }
      try addRow(row, label: labels[example])
    }
  }

  private func checkCounts(_ probabilities: Int, _ labels: Int) throws(MetricsError) {
    guard probabilities == labels * classCount else {
      throw .countMismatch(what: "probabilities", expected: labels * classCount, found: probabilities)
    }
  }

  private mutating func addRow(_ row: [Double], label: Int) throws(MetricsError) {
    guard label >= 0, label < classCount else {
      throw .labelOutOfRange(label: label, classCount: classCount, position: exampleCount)
    }
    var best = 0
    var rank = 0
    var squares = 0.0
    for (index, probability) in row.enumerated() {
      // The comparison is false for NaN. A softmax in single precision may pass 1 by a rounding error.
      guard probability >= 0, probability <= 1.000_01 else {
        throw .notAProbability(value: probability, position: exampleCount * classCount + index)
      }
      if probability > row[best] { best = index }
      if probability > row[label] || (probability == row[label] && index < label) { rank += 1 }
      let error = probability - (index == label ? 1 : 0)
      squares += error * error
    }
    try confusion.add(predicted: best, label: label)
    exampleCount += 1
    lossSum -= naturalLogarithm(Swift.max(row[label], Self.smallestProbability))
    brierSum += squares
    rankCounts[rank] += 1
    bins[binIndex(of: row[best])].add(confidence: row[best], isCorrect: best == label)
  }

  /// The bin (lower, upper] that holds a confidence.
  private func binIndex(of confidence: Double) -> Int {
    let guess = Int((confidence * Double(calibrationBinCount)).rounded(.up)) - 1
    return Swift.min(Swift.max(guess, 0), calibrationBinCount - 1)
  }
}

extension ProbabilityScores {
  /// Probabilities below 2⁻⁵² count as 2⁻⁵² in the log loss, so that one confident error costs at most 36.04 nats.
  public static let smallestProbability = 0x1p-52

  /// The mean negative log-likelihood in nats: −(1/N) Σ ln p[label]; 0 before the first example.
  public var logLoss: Double { mean(lossSum) }

  /// The mean over examples of Σ over classes (p − y)², 0 to 2, y being 1 for the label and 0 elsewhere.
  ///
  /// For two classes this is twice the score that counts one class alone. Source: G. W. Brier, Verification of
  /// forecasts expressed in terms of probability, 1950, eq. 2.
  public var brierScore: Double { mean(brierSum) }

  /// The fraction of examples whose label is among the `count` classes of highest probability.
  ///
  /// Among equal probabilities the lower label comes first.
  public func topAccuracy(_ count: Int) -> Double {
    precondition(count > 0, "top-k accuracy needs k of at least 1")
    return fraction(rankCounts.prefix(count).reduce(0, +), of: exampleCount)
  }

  /// The expected calibration error: Σ over bins (examples in bin / N)·|accuracy − mean confidence|.
  ///
  /// Confidence is the highest probability of an example; the bins (lower, upper] have equal width between 0
  /// and 1. Source: C. Guo et al., 2017, eq. 3.
  public var expectedCalibrationError: Double {
    guard exampleCount > 0 else { return 0 }
    return bins.reduce(0) { $0 + abs(Double($1.correctCount) - $1.confidenceSum) } / Double(exampleCount)
  }

  /// The calibration bins, for a reliability diagram.
  public var calibrationBins: [CalibrationBin] { bins }

  private func mean(_ sum: Double) -> Double { exampleCount == 0 ? 0 : sum / Double(exampleCount) }
}

/// The examples whose confidence falls in one interval (lower, upper].
public struct CalibrationBin: Codable, Equatable, Sendable {
  /// The lower edge, outside the bin (the first bin holds 0 as well).
  public let lower: Double
  /// The upper edge, inside the bin.
  public let upper: Double
  /// The number of examples in the bin.
  public private(set) var count = 0
  /// The number of those predicted rightly.
  public private(set) var correctCount = 0
  /// The sum of their confidences.
  public private(set) var confidenceSum = 0.0

  init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// The fraction predicted rightly; `nil` for an empty bin.
  public var accuracy: Double? { count == 0 ? nil : Double(correctCount) / Double(count) }

  /// The mean confidence; `nil` for an empty bin.
  public var meanConfidence: Double? { count == 0 ? nil : confidenceSum / Double(count) }

  mutating func add(confidence: Double, isCorrect: Bool) {
    count += 1
    correctCount += isCorrect ? 1 : 0
    confidenceSum += confidence
  }
}
