/// Mean squared error, mean absolute error and R² over a whole set of predicted values.
///
/// **Shapes**: predicted and expected are `[batch, outputs]`. Examples are added one after another, so that any
/// split into batches gives the same bits.
public struct RegressionScores: Sendable {
  /// The number of values of one example.
  public let outputCount: Int
  /// The number of examples added so far.
  public private(set) var exampleCount = 0

  private var squaredSums: [Double]
  private var absoluteSum = 0.0
  private var targetMeans: [Double]
  private var targetSquares: [Double]

  /// Creates empty scores for examples of `outputCount` values.
  public init(outputCount: Int) {
    precondition(outputCount > 0, "regression needs at least one output")
    self.outputCount = outputCount
    squaredSums = Array(repeating: 0, count: outputCount)
    targetMeans = squaredSums
    targetSquares = squaredSums
  }

  /// Adds a batch of single-precision values.
  ///
  /// - Throws: `MetricsError` when the counts differ or are no whole number of examples, or for a value that is
  ///   not finite. The examples before the one at fault stay counted.
  public mutating func add(predicted: Span<Float>, expected: Span<Float>) throws(MetricsError) {
    try checkCounts(predicted.count, expected.count)
    for start in stride(from: 0, to: expected.count, by: outputCount) {
      for index in start..<(start + outputCount) where !predicted[index].isFinite || !expected[index].isFinite {
        throw .notFinite(what: "predicted or expected value", position: exampleCount * outputCount + index - start)
      }
      exampleCount += 1
      for output in 0..<outputCount {
        addValue(Double(predicted[start + output]), Double(expected[start + output]), output)
      }
    }
  }

  /// Adds a batch of double-precision values.
  public mutating func add(predicted: Span<Double>, expected: Span<Double>) throws(MetricsError) {
    try checkCounts(predicted.count, expected.count)
    for start in stride(from: 0, to: expected.count, by: outputCount) {
      for index in start..<(start + outputCount) where !predicted[index].isFinite || !expected[index].isFinite {
        throw .notFinite(what: "predicted or expected value", position: exampleCount * outputCount + index - start)
      }
      exampleCount += 1
      for output in 0..<outputCount { addValue(predicted[start + output], expected[start + output], output) }
    }
  }

  /// The mean of (predicted − expected)² over all examples and outputs; 0 for an empty set.
  public var meanSquaredError: Double { squaredSums.reduce(0, +) / valueCount }

  public var rootMeanSquaredError: Double { meanSquaredError.squareRoot() }

  /// The mean of |predicted − expected| over all examples and outputs; 0 for an empty set.
  public var meanAbsoluteError: Double { absoluteSum / valueCount }

  /// R² = 1 − Σ(predicted − expected)² / Σ(expected − mean)², averaged over outputs with equal weight.
  ///
  /// `nil` when an output has a constant target (division by 0). Negative values mean worse than the mean.
  public var rSquared: Double? {
    guard exampleCount > 0, targetSquares.allSatisfy({ $0 > 0 }) else { return nil }
    return zip(squaredSums, targetSquares).reduce(0) { $0 + 1 - $1.0 / $1.1 } / Double(outputCount)
  }

  private var valueCount: Double { Double(Swift.max(1, exampleCount * outputCount)) }

  private func checkCounts(_ predicted: Int, _ expected: Int) throws(MetricsError) {
    let whole = (expected + outputCount - 1) / outputCount * outputCount
    guard expected == whole else {
      throw .countMismatch(what: "expected values in whole examples", expected: whole, found: expected)
    }
    guard predicted == expected else {
      throw .countMismatch(what: "predicted values", expected: expected, found: predicted)
    }
  }

  /// Welford's update keeps the spread of the targets exact where a sum of squares would cancel.
  private mutating func addValue(_ predicted: Double, _ expected: Double, _ output: Int) {
    let error = predicted - expected
    squaredSums[output] += error * error
    absoluteSum += abs(error)
    let before = expected - targetMeans[output]
    targetMeans[output] += before / Double(exampleCount)
    targetSquares[output] += before * (expected - targetMeans[output])
  }
}
