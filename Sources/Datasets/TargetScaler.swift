/// Mean and standard deviation of a real-valued target over a training set.
///
/// A network learns `(y − mean) · scale`, which is of the size of 1 whatever the unit of y; its outputs are scaled back.
public struct TargetScaler: Codable, Sendable, Equatable {
  public let mean: Double
  /// 1 / σ, with division by n; 1 where all targets are equal.
  public let scale: Double

  public init(mean: Double, scale: Double) {
    self.mean = mean
    self.scale = scale
  }

  /// Measures the targets of a training set.
  public init(fitting training: Dataset) {
    let values = training.exactTargetValues
    let count = Double(max(1, values.count))
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    self.init(mean: mean, scale: variance.squareRoot() <= mean.magnitude * 1e-12 ? 1 : 1 / variance.squareRoot())
  }

  public func scaled(_ value: Double) -> Double { (value - mean) * scale }

  /// The value that a network's output stands for.
  public func unscaled(_ output: Double) -> Double { output / scale + mean }
}
