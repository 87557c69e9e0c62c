/// y = x: what layers that only rearrange, and random layers in evaluation, compute.
public struct ReferenceIdentity: ReferenceLayer {
  public init() {}

  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] { input }

  public func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    ReferenceGradients(input: outputGradient)
  }
}
