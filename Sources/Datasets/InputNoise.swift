public import FledgeTensors

/// Adds normal noise to every value: `x' = x + σ · ε`.
///
/// ε is the sum of sixteen uniform numbers, scaled to standard deviation 1: close to a normal distribution, and never
/// beyond 6.93 standard deviations.
public struct InputNoise: Augmentation {
  /// The standard deviation of the noise, in units of the values (0...1 for grey levels).
  public let standardDeviation: Float
  /// The range to which values are clipped afterwards, if any.
  public let clipping: ClosedRange<Float>?

  public init(standardDeviation: Float, clipping: ClosedRange<Float>? = nil) {
    precondition(standardDeviation >= 0, "InputNoise: standard deviation \(standardDeviation)")
    self.standardDeviation = standardDeviation
    self.clipping = clipping
  }

  public func apply(
    to values: inout MutableSpan<Float>, shape: TensorShape, random: inout ExampleRandom,
    scratch: inout AugmentationScratch
  ) {
    for index in 0..<values.count {
      let noisy = values[index] + standardDeviation * random.normal()
      values[index] = clipping.map { min(max(noisy, $0.lowerBound), $0.upperBound) } ?? noisy
    }
  }
}
