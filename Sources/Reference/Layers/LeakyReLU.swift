/// A rectifier that lets a little through: f(x) = x for positive x, otherwise slope · x.
///
/// Source: Maas, Hannun and Ng, "Rectifier Nonlinearities Improve Neural Network Acoustic Models" (2013).
public struct ReferenceLeakyReLU: ReferenceActivation {
  /// The slope for negative x.
  public let slope: Double

  /// Sets the slope for negative x.
  public init(slope: Double = 0.01) {
    self.slope = slope
  }

  /// x, or slope · x where x is negative.
  public func value(_ x: Double) -> Double { x > 0 ? x : slope * x }

  /// 1 for positive x, otherwise the slope, also at 0.
  public func derivative(_ x: Double) -> Double { x > 0 ? 1 : slope }
}
