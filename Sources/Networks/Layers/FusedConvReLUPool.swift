import FledgeKernels
package import FledgeTensors

/// `Conv2d`, `ReLU` and `MaxPool2d` as one layer: how a network runs the three where they follow one another.
///
/// What comes out has the bits of the three; pixels that do not win are neither written out nor multiplied in `backward`.
/// The windows of the pooling must not overlap.
package struct FusedConvReLUPool: Layer {
  /// How many nodes of a network it stands for.
  static let nodes = 3

  package let layer: Conv2d
  package let pool: Int
  private var pooled: ConvReLUPool?

  /// Makes one layer of three.
  package init(_ layer: Conv2d, pool: Int) {
    self.layer = layer
    self.pool = pool
    pooled = layer.convolution.map { ConvReLUPool($0, pool: pool) }
  }

  /// The layer that the nodes from `index` on can be run as; `nil` where they are something else.
  package init?(_ nodes: [Node], at index: Int) {
    guard index + 2 < nodes.count, let layer = nodes[index].layer as? Conv2d, nodes[index + 1].layer is ReLU,
      let pooling = nodes[index + 2].layer as? MaxPool2d, let pool = pooling.sideWithoutOverlap,
      pool <= ConvReLUPool.mostPool
    else { return nil }
    // A residual block may end between them, or read a value from between them later.
    for later in index + 1..<nodes.count {
      for input in nodes[later].inputs where (later > index + 2 || input != later) && (index + 1...index + 2) ~= input {
        return nil
      }
    }
    self.init(layer, pool: pool)
  }

  /// The three kinds.
  package var name: String { "conv2d-relu-max-pool2d" }
  /// The convolution's settings, and the pooling's window.
  package var summary: String { "\(layer.summary), \(pool)×\(pool)" }
  /// The convolution's.
  package var parameters: [ParameterSpec] { layer.parameters }

  /// What the convolution keeps, and which pixels won.
  ///
  /// The first three serve the convolution alone as well.
  package var saved: [SavedValues] {
    guard let pooled else { return [] }
    let alone = pooled.convolution
    return [
      .perBatch(pooled.packedCount), .perBatch(max(pooled.scratchCount, alone.scratchCount)),
      .perBatch(max(pooled.gradientScratchCount, alone.gradientScratchCount)), .perExample(pooled.winnerCount),
    ]
  }

  /// What the pooling makes of the convolution's shape.
  package func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape {
    try MaxPool2d(pool).outputShape(for: layer.outputShape(for: input, path: path), path: path)
  }

  /// The layer for images of one size.
  package func fitted(to input: TensorShape) -> any Layer {
    guard let fitted = layer.fitted(to: input) as? Conv2d else { return self }
    return FusedConvReLUPool(fitted, pool: pool)
  }

  /// The convolution's.
  package func multiplyAdds(for input: TensorShape) -> Int { layer.multiplyAdds(for: input) }

  /// The largest of each window's outputs, or 0 where none is above it.
  package func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    var packed = context.saved.mutable(0)
    var scratch = context.saved.mutable(1)
    var winners = context.saved.mutable(3)
    FledgeNetworks.fitted(pooled, name).forward(
      input, context.parameters[0], bias: layer.hasBias ? context.parameters[1] : Span(), into: &output,
      packed: &packed,
      scratch: &scratch, winners: &winners, batch: context.batch, threads: context.threads)
  }

  /// The gradient goes through the winners alone.
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
