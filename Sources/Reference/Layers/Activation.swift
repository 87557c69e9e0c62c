/// A layer that applies one function to each value: y = f(x), ∂x = ∂y · f′(x).
///
/// A new activation says `value` and `derivative`; forward and backward follow.
public protocol ReferenceActivation: ReferenceLayer {
  /// f(x).
  func value(_ x: Double) -> Double

  /// f′(x); at a kink, the value that PyTorch takes.
  func derivative(_ x: Double) -> Double
}

extension ReferenceActivation {
  /// y = f(x).
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    input.map { value($0) }
  }

  /// ∂x = ∂y · f′(x).
  public func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    ReferenceGradients(input: zip(outputGradient, input).map { $0 * derivative($1) })
  }
}
