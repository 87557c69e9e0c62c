/// How well one score ranks the examples of a positive class above all others, at every threshold.
///
/// Examples of equal score pass a threshold together, so that no order of the examples changes a number.
public struct BinaryRanking: Equatable, Sendable {
  /// The counts at each distinct score, the highest first; the first point is that of an infinite threshold.
  public let points: [ThresholdCounts]
  public let positiveCount: Int
  public let negativeCount: Int

  /// Twice the number of pairs that are ranked rightly, ties counting half.
  private let doubledWins: Int

  /// Ranks examples by their scores.
  ///
  /// - Parameters:
  ///   - scores: one for each example; the higher, the more likely positive.
  ///   - isPositive: whether each example is of the positive class.
  /// - Throws: `MetricsError` for lists of different lengths, or a score that is NaN or infinite.
  public init(scores: [Double], isPositive: [Bool]) throws(MetricsError) {
    guard scores.count == isPositive.count else {
      throw .countMismatch(what: "scores", expected: isPositive.count, found: scores.count)
    }
    if let position = scores.firstIndex(where: { !$0.isFinite }) { throw .notFinite(what: "score", position: position) }
    let positives = isPositive.count { $0 }
    let negatives = scores.count - positives
    let order = scores.indices.sorted { scores[$0] > scores[$1] }
    var points = [
      ThresholdCounts(
        threshold: .infinity, truePositives: 0, falsePositives: 0, falseNegatives: positives, trueNegatives: negatives)
    ]
    var (found, alarms, wins) = (0, 0, 0)
    var start = 0
    while start < order.count {
      let score = scores[order[start]]
      var (tiedPositives, tiedNegatives) = (0, 0)
      while start < order.count, scores[order[start]] == score {
        if isPositive[order[start]] { tiedPositives += 1 } else { tiedNegatives += 1 }
        start += 1
      }
      found += tiedPositives
      alarms += tiedNegatives
      wins += tiedPositives * (2 * (negatives - alarms) + tiedNegatives)
      points.append(
        ThresholdCounts(
          threshold: score, truePositives: found, falsePositives: alarms, falseNegatives: positives - found,
          trueNegatives: negatives - alarms))
    }
    (self.points, doubledWins) = (points, wins)
    (positiveCount, negativeCount) = (positives, negatives)
  }

  /// The area under the ROC curve: the share of pairs (positive, negative) in which the positive example has the higher
  /// score, ties counting half; `nil` where one class is absent.
  ///
  /// It is Mann and Whitney's U divided by the number of pairs, and the curve's area by the trapezoidal rule.
  /// Source: J. Hanley, B. McNeil, The meaning and use of the area under a ROC curve, 1982.
  public var rocArea: Double? {
    guard positiveCount > 0, negativeCount > 0 else { return nil }
    return Double(doubledWins) / (2 * Double(positiveCount) * Double(negativeCount))
  }

  /// Average precision: Σ (recallₙ − recallₙ₋₁)·precisionₙ over the distinct scores; `nil` without positive examples.
  ///
  /// The area of the steps below the precision–recall curve, without interpolation, as scikit-learn defines it.
  public var averagePrecision: Double? {
    guard positiveCount > 0 else { return nil }
    var sum = 0.0
    for (before, point) in zip(points, points.dropFirst()) where point.truePositives > before.truePositives {
      sum += Double(point.truePositives - before.truePositives) * (point.precision ?? 0)
    }
    return sum / Double(positiveCount)
  }

  /// The counts where an example is positive from `threshold` on.
  public func counts(at threshold: Double) -> ThresholdCounts {
    // The last point whose own score reaches the threshold.
    var (low, high) = (0, points.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if points[middle].threshold >= threshold { low = middle } else { high = middle - 1 }
    }
    let point = points[low]
    return ThresholdCounts(
      threshold: threshold, truePositives: point.truePositives, falsePositives: point.falsePositives,
      falseNegatives: point.falseNegatives, trueNegatives: point.trueNegatives)
  }

  /// The point of the highest F1, of equal ones that of the highest threshold; `nil` without positive examples.
  public var bestF1: ThresholdCounts? {
    guard positiveCount > 0 else { return nil }
    return points.dropFirst().reduce(nil) { best, point in
      (point.f1 ?? 0) > (best?.f1 ?? -1) ? point : best
    }
  }

  /// Some of the points: the first, the last and those between at equal steps of their place.
  public func sampled(_ most: Int) -> [ThresholdCounts] {
    guard points.count > most, most > 1 else { return points }
    return (0..<most).map { points[$0 * (points.count - 1) / (most - 1)] }
  }
}
