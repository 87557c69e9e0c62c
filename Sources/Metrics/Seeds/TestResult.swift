/// The outcome of a statistical test of "no difference".
public struct TestResult: Codable, Equatable, Sendable {
  /// The name of the test.
  public let test: SignificanceTest
  /// The statistic of the test; what it is stands with the test.
  public let statistic: Double
  /// The two-sided p-value.
  public let pValue: Double
  /// How the p-value was computed.
  public let method: PValueMethod
}

/// The tests that compare two groups of runs.
public enum SignificanceTest: String, Codable, Sendable {
  /// Wilcoxon's signed-rank test, for pairs.
  case wilcoxonSignedRank
  /// Permutation test over the signs of the differences, for pairs.
  case signFlip
  /// Student's t test of the differences, for pairs.
  case pairedT
  /// Welch's t test, for independent groups whose spreads may differ.
  case welchT
  /// Mann and Whitney's U test, for independent groups.
  case mannWhitney
  /// Permutation test over the assignment to groups, for independent groups.
  case permutation
}

/// How a p-value was computed.
public enum PValueMethod: String, Codable, Sendable {
  /// All outcomes that chance could give were counted.
  case exact
  /// The statistic was taken as normally distributed.
  case normalApproximation
  /// Outcomes were drawn at random; the observed one counts as one of them.
  case monteCarlo
  /// Student's t distribution.
  case studentT
}

/// Which p-value a rank test computes.
public enum RankTestMethod: Sendable {
  /// Exact up to 50 values, the normal approximation beyond.
  case automatic
  /// All outcomes are counted, given the ties that are there.
  case exact
  /// The normal approximation with tie correction.
  case normalApproximation
}

/// Holm's step-down correction: p-values adjusted so that any false alarm among them stays below the level.
///
/// The k-th smallest of m p-values is multiplied by m − k + 1; the results are kept in ascending order by a
/// running maximum, and capped at 1. They come back in the order given. Source: S. Holm, A simple sequentially
/// rejective multiple test procedure, 1979.
public func holmAdjusted(_ pValues: [Double]) -> [Double] {
  let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
  var adjusted = pValues
  var largest = 0.0
  for (position, index) in order.enumerated() {
    largest = Swift.max(largest, Swift.min(1, Double(pValues.count - position) * pValues[index]))
    adjusted[index] = largest
  }
  return adjusted
}
