internal import CFledgeKernels

/// The coefficients of one optimizer step: the rule and its numbers, as one C kernel takes them.
///
/// ```swift
/// let coefficients = UpdateCoefficients.adam(learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 1)
/// coefficients.update(&weights, gradients: gradients, first: &m, second: &v)
/// ```
///
/// The same coefficients drive the fused weight update (`BufferUpdate`), with the same bits. Numbers are doubles until
/// the kernel takes them.
public struct UpdateCoefficients: Sendable {
  let rule: fledge_rule
  /// How many state buffers the rule keeps: 0, 1 (`first`) or 2 (`first` and `second`).
  public let stateCount: Int
  var rate: Double
  var decay1 = 0.0
  var decay2 = 0.0
  var correction = 1.0
  var epsilon = 0.0
  var gradientRate = 0.0
  var isRectified = false

  /// Takes the step over whole buffers.
  ///
  /// - Parameters:
  ///   - gradients: as long as `weights`.
  ///   - first: the rule's first state buffer, as long as `weights`; not used by a rule without state.
  ///   - second: the rule's second state buffer, likewise.
  ///   - transform: what is done to gradients and weights before the rule.
  public func update(
    _ weights: inout MutableSpan<Float>, gradients: Span<Float>, first: inout MutableSpan<Float>,
    second: inout MutableSpan<Float>, transform: GradientTransform = GradientTransform(),
    threads: ThreadPool = .serial
  ) {
    requireCount("UpdateCoefficients.update gradients", gradients.count, weights.count)
    if stateCount > 0 { requireCount("UpdateCoefficients.update first", first.count, weights.count) }
    if stateCount > 1 { requireCount("UpdateCoefficients.update second", second.count, weights.count) }
    let count = weights.count
    var job = unsafe step(
      weights: weights.pointer, gradient: gradients.pointer, first: first.pointer, second: second.pointer, transform)
    let kernel = unsafe threads.kernels.pointee.optimize
    unsafe withUnsafePointer(to: &job) { job in
      threads.split(count, minimum: minimumElements / 2) { unsafe kernel(job, $0, $1) }
    }
  }

  func step(
    weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, first: UnsafeMutablePointer<Float>?,
    second: UnsafeMutablePointer<Float>?, _ transform: GradientTransform
  ) -> fledge_optimizer_step {
    unsafe fledge_optimizer_step(
      rule: Int32(rule.rawValue), weights: weights, gradient: gradient, first: first, second: second,
      gradient_scale: transform.scale, l1: transform.l1, l2: transform.l2, keep: transform.weightFactor,
      rate: Float(rate), decay1: Float(decay1), decay2: Float(decay2), one_minus_decay1: Float(1 - decay1),
      one_minus_decay2: Float(1 - decay2), correction: Float(correction), epsilon: Float(epsilon),
      gradient_rate: Float(gradientRate), rectified: isRectified ? 1 : 0)
  }
}

/// xⁿ by repeated squaring: the same bits everywhere, which the system's `pow` does not promise.
package func power(_ x: Double, _ n: Int) -> Double {
  var (result, square, rest) = (1.0, x, n)
  while rest > 0 {
    if rest & 1 == 1 { result *= square }
    square *= square
    rest >>= 1
  }
  return result
}
