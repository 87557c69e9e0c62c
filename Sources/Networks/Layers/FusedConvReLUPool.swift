import FledgeKernels
package import FledgeTensors

/// `Conv2d`, `ReLU` and `MaxPool2d` in one pass over each image; `FuseConvReLUPool` puts it into a plan.
///
/// The output has the bits of the three layers. Pixels that are not a window's largest are never written, and `backward`
/// does not multiply them. The windows of the pooling must not overlap.
package struct FusedConvReLUPool: Layer {
  package let layer: Conv2d
  package let pool: Int
  private var pooled: ConvReLUPool?

  package init(_ layer: Conv2d, pool: Int) {
    self.layer = layer
    self.pool = pool
    pooled = layer.convolution.map { ConvReLUPool($0, pool: pool) }
  }

  /// The largest side of a pooling window that the kernel takes.
  static var largestPool: Int { ConvReLUPool.mostPool }

  package var name: String { "conv2d-relu-max-pool2d" }
  package var summary: String { "\(layer.summary), \(pool)×\(pool)" }
  package var parameters: [ParameterSpec] { layer.parameters }

  /// Packed weights, scratch, gradient scratch, and the index of each window's largest pixel.
  ///
  /// The first three are large enough for the convolution by itself, which has the same context.
  package var saved: [SavedValues] {
    guard let pooled else { return [] }
    let alone = pooled.convolution
    return [
      .perBatch(pooled.packedCount), .perBatch(max(pooled.scratchCount, alone.scratchCount)),
      .perBatch(max(pooled.gradientScratchCount, alone.gradientScratchCount)), .perExample(pooled.winnerCount),
    ]
  }

  package func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape {
    try MaxPool2d(pool).outputShape(for: layer.outputShape(for: input, path: path), path: path)
  }

  package func fitted(to input: TensorShape) -> any Layer {
    guard let fitted = layer.fitted(to: input) as? Conv2d else { return self }
    return FusedConvReLUPool(fitted, pool: pool)
  }

  package func multiplyAdds(for input: TensorShape) -> Int { layer.multiplyAdds(for: input) }

  /// y = max(0, max over the window of the convolution).
  package func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    var packed = context.saved.mutable(0)
    var scratch = context.saved.mutable(1)
    var winners = context.saved.mutable(3)
    FledgeNetworks.fitted(pooled, name).forward(
      input, context.parameters[0], bias: layer.hasBias ? context.parameters[1] : Span(), into: &output,
      packed: &packed,
      scratch: &scratch, winners: &winners, batch: context.batch, threads: context.threads)
  }

  /// Only each window's largest pixel has a gradient, and only if it is above 0.
  package func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>,
    input: Span<Float>, output: Span<Float>, context: LayerContext
  ) {
    var packed = context.saved.mutable(0)
    var scratch = context.saved.mutable(1)
    var gradientScratch = context.saved.mutable(2)
    var winners = context.saved.mutable(3)
    var weightGradient = context.gradients.mutable(0)
    var biasGradient = layer.hasBias ? context.gradients.mutable(1) : MutableSpan()
    FledgeNetworks.fitted(pooled, name).backward(
      outputGradient, x: input, packed: &packed, winners: &winners, into: &inputGradient, dw: &weightGradient,
      db: &biasGradient, scratch: &scratch, gradientScratch: &gradientScratch, batch: context.batch,
      threads: context.threads)
  }
}
