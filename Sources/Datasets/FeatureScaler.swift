import FledgeTensors

/// Mean and standard deviation of each feature, measured on a training set and applied to any set of the same shape.
///
/// `x' = (x − mean) · scale` with `scale = 1 / σ`, σ the population standard deviation (division by n). A feature that
/// is constant in the training set has scale 1, so that it becomes 0 there and stays finite elsewhere. Grey levels are
/// measured in the unit range (0...1).
public struct FeatureScaler: Sendable, Equatable {
  /// The mean of each feature.
  public let means: [Float]
  /// The factor of each feature.
  public let scales: [Float]

  public init(means: [Float], scales: [Float]) {
    precondition(means.count == scales.count, "FeatureScaler: \(means.count) means and \(scales.count) scales")
    self.means = means
    self.scales = scales
  }

  /// Measures every feature of `training`, before normalisation and augmentation.
  ///
  /// Sums are accumulated in double precision (in integers for grey levels), in the order of the examples.
  public static func fit(_ training: Dataset) -> FeatureScaler {
    let width = training.featureShape.count
    let count = training.count
    guard count > 0 else {
      return FeatureScaler(means: Array(repeating: 0, count: width), scales: Array(repeating: 1, count: width))
    }
    switch training.features {
    case .bytes(let bytes): return fit(bytes: bytes, training: training, width: width, count: count)
    case .floats(let floats): return fit(floats: floats, training: training, width: width, count: count)
    }
  }

  private static func fit(bytes: [UInt8], training: Dataset, width: Int, count: Int) -> FeatureScaler {
    var sums = [Int](repeating: 0, count: width)
    var squares = [Int](repeating: 0, count: width)
    for example in 0..<count {
      let start = training.row(of: example) * width
      for feature in 0..<width {
        let value = Int(bytes[start + feature])
        sums[feature] += value
        squares[feature] += value * value
      }
    }
    let n = Double(count)
    return FeatureScaler(
      means: sums.map { Float(Double($0) / (n * 255)) },
      scales: zip(sums, squares).map { sum, square in
        // count · Σx² − (Σx)² is exact in integers, so a constant feature gives exactly zero.
        let spread = Double(count * square - sum * sum)
        return spread == 0 ? 1 : Float(n * 255 / spread.squareRoot())
      })
  }

  private static func fit(floats: [Float], training: Dataset, width: Int, count: Int) -> FeatureScaler {
    var means = [Double](repeating: 0, count: width)
    var variances = [Double](repeating: 0, count: width)
    for example in 0..<count {
      let start = training.row(of: example) * width
      for feature in 0..<width { means[feature] += Double(floats[start + feature]) }
    }
    for feature in 0..<width { means[feature] /= Double(count) }
    for example in 0..<count {
      let start = training.row(of: example) * width
      for feature in 0..<width {
        let difference = Double(floats[start + feature]) - means[feature]
        variances[feature] += difference * difference
      }
    }
    return FeatureScaler(
      means: means.map { Float($0) },
      scales: zip(means, variances).map { mean, sum in
        // A standard deviation at the level of rounding errors is that of a constant feature.
        let standardDeviation = (sum / Double(count)).squareRoot()
        return standardDeviation <= mean.magnitude * 1e-12 ? 1 : Float(1 / standardDeviation)
      })
  }
}
