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
  /// The means before they were rounded to floats.
  public let exactMeans: [Double]
  /// The factors before they were rounded to floats.
  public let exactScales: [Double]

  public init(means: [Float], scales: [Float]) {
    self.init(exactMeans: means.map { Double($0) }, exactScales: scales.map { Double($0) })
  }

  public init(exactMeans: [Double], exactScales: [Double]) {
    precondition(
      exactMeans.count == exactScales.count,
      "FeatureScaler: \(exactMeans.count) means and \(exactScales.count) scales")
    self.exactMeans = exactMeans
    self.exactScales = exactScales
    means = exactMeans.map { Float($0) }
    scales = exactScales.map { Float($0) }
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
    case .floats(let floats): return fit(training, width: width, count: count) { Double(floats[$0]) }
    case .doubles(let doubles): return fit(training, width: width, count: count) { doubles[$0] }
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
      exactMeans: sums.map { Double($0) / (n * 255) },
      exactScales: zip(sums, squares).map { sum, square in
        // count · Σx² − (Σx)² is exact in integers, so a constant feature gives exactly zero.
        let spread = Double(count * square - sum * sum)
        return spread == 0 ? 1 : n * 255 / spread.squareRoot()
      })
  }

  private static func fit(
    _ training: Dataset, width: Int, count: Int, value: (Int) -> Double
  ) -> FeatureScaler {
    var means = [Double](repeating: 0, count: width)
    var variances = [Double](repeating: 0, count: width)
    for example in 0..<count {
      let start = training.row(of: example) * width
      for feature in 0..<width { means[feature] += value(start + feature) }
    }
    for feature in 0..<width { means[feature] /= Double(count) }
    for example in 0..<count {
      let start = training.row(of: example) * width
      for feature in 0..<width {
        let difference = value(start + feature) - means[feature]
        variances[feature] += difference * difference
      }
    }
    return FeatureScaler(
      exactMeans: means,
      exactScales: zip(means, variances).map { mean, sum in
        // A standard deviation at the level of rounding errors is that of a constant feature.
        let standardDeviation = (sum / Double(count)).squareRoot()
        return standardDeviation <= mean.magnitude * 1e-12 ? 1 : 1 / standardDeviation
      })
  }
}
