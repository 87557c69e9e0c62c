import FledgeReference

/// y = x: what layers that only rearrange, and random layers in evaluation, are in the textbook.
struct TextbookIdentity: ReferenceLayer {
  func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] { input }

  func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    ReferenceGradients(input: outputGradient)
  }
}
