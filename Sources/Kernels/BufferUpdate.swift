internal import CFledgeKernels

/// One step of a rule, bound to the flat buffers of weights and state that it changes.
@safe
public struct BufferUpdate: Sendable {
  nonisolated(unsafe) let step: fledge_optimizer_step
  private let weights: AlignedBuffer<Float>
  private let state: AlignedBuffer<Float>

  /// Binds a rule's step.
  ///
  /// - Parameters:
  ///   - state: the rule's buffers one behind the other, each as long as `weights`.
  public init(
    _ coefficients: UpdateCoefficients, weights: AlignedBuffer<Float>, state: AlignedBuffer<Float>,
    gradientCoefficients: GradientCoefficients
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
      gradientCoefficients)
  }

  func check(_ offset: Int, count: Int) {
    precondition(
      offset >= 0 && offset + count <= weights.count,
      "BufferUpdate: \(offset)..<\(offset + count) is outside of 0..<\(weights.count)")
  }
}
