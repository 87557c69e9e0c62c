internal import CFledgeKernels

/// An optimizer step bound to the flat buffers of weights and state, for a backward pass that updates weights itself.
@safe
public struct BufferUpdate: Sendable {
  nonisolated(unsafe) let step: fledge_optimizer_step
  private let weights: AlignedBuffer<Float>
  private let state: AlignedBuffer<Float>

  /// Binds a step to its buffers.
  ///
  /// - Parameters:
  ///   - state: the rule's state buffers in order, each as long as `weights`.
  ///   - transform: what is done to gradients and weights before the rule.
  public init(
    _ coefficients: UpdateCoefficients, weights: AlignedBuffer<Float>, state: AlignedBuffer<Float>,
    transform: GradientTransform
  ) {
    self.weights = weights
    self.state = state
    let count = weights.count
    let buffers = count == 0 ? 0 : state.count / count
    func buffer(_ index: Int) -> UnsafeMutablePointer<Float>? {
      guard index < buffers else { return nil }
      var span = state.mutableSpan(index * count..<(index + 1) * count)
      return unsafe span.pointer
    }
    var all = weights.mutableSpan(0..<count)
    unsafe step = unsafe coefficients.step(
      weights: all.pointer, gradient: UnsafePointer(all.pointer), first: buffer(0), second: buffer(1),
      transform)
  }

  func check(_ offset: Int, count: Int) {
    precondition(
      offset >= 0 && offset + count <= weights.count,
      "BufferUpdate: \(offset)..<\(offset + count) is outside of 0..<\(weights.count)")
  }
}
