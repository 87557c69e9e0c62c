/// The mean squared error of each example, as for reconstructions: (1/outputs) Σ (predicted − expected)².
///
/// **Shapes**: `predicted` and `expected` are `[examples, outputs]`, the result is `[examples]`.
///
/// - Throws: `MetricsError` when the counts differ or are no whole number of examples.
public func meanSquaredErrorPerExample(
  predicted: Span<Float>, expected: Span<Float>, outputCount: Int
) throws(MetricsError) -> [Double] {
  precondition(outputCount > 0, "an example needs at least one output")
  let examples = expected.count / outputCount
  guard expected.count == examples * outputCount else {
    throw .countMismatch(
      what: "expected values in whole examples", expected: (examples + 1) * outputCount, found: expected.count)
  }
  guard predicted.count == expected.count else {
    throw .countMismatch(what: "predicted values", expected: expected.count, found: predicted.count)
  }
  return (0..<examples).map { example in
    var sum = 0.0
    for index in (example * outputCount)..<((example + 1) * outputCount) {
      let error = Double(predicted[index]) - Double(expected[index])
      sum += error * error
    }
    return sum / Double(outputCount)
  }
}

/// Mean and spread of one number per example, over the examples of one class.
public struct ClassSpread: Codable, Equatable, Sendable {
  public let label: Int
  /// The number of examples of the class.
  public let count: Int
  /// The mean; `nil` without examples.
  public let mean: Double?
  /// σ with divisor n (NumPy's default); `nil` without examples.
  public let populationStandardDeviation: Double?
  /// s with divisor n − 1; `nil` with fewer than two examples.
  public let sampleStandardDeviation: Double?

  /// Mean and spread of `values` for each class, in the order of the labels.
  ///
  /// - Throws: `MetricsError` for lists of different lengths, a label out of range, or a value that is not finite.
  public static func byClass(
    values: [Double], labels: [Int], classCount: Int
  ) throws(MetricsError) -> [ClassSpread] {
    guard values.count == labels.count else {
      throw .countMismatch(what: "values", expected: labels.count, found: values.count)
    }
    var groups = Array(repeating: [Double](), count: classCount)
    for (position, (value, label)) in zip(values, labels).enumerated() {
      guard label >= 0, label < classCount else {
        throw .labelOutOfRange(label: label, classCount: classCount, position: position)
      }
      guard value.isFinite else { throw .notFinite(what: "value", position: position) }
      groups[label].append(value)
    }
    return groups.enumerated().map { ClassSpread(label: $0.offset, values: $0.element) }
  }

  private init(label: Int, values: [Double]) {
    self.label = label
    count = values.count
    let divisor = Double(values.count)
    let centre = values.isEmpty ? nil : values.reduce(0, +) / divisor
    let squares = centre.map { centre in values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } }
    mean = centre
    populationStandardDeviation = squares.map { ($0 / divisor).squareRoot() }
    sampleStandardDeviation = values.count < 2 ? nil : squares.map { ($0 / (divisor - 1)).squareRoot() }
  }
}
