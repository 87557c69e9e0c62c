internal import CFledgeKernels

/// What is done to gradients and weights in the same pass as an optimizer's step.
///
/// The rule sees g′ = scale · g + l2 · w + l1 · sign(w), and w is multiplied by `keep` before the rule's step.
public struct GradientCoefficients: Sendable, Equatable {
  /// What the gradient is multiplied with first, to clip its norm.
  public var scale: Float
  /// The factor of sign(w).
  public var l1: Float
  /// The factor of w: the gradient of ½ · l2 · w².
  public var l2: Float
  /// What the weights are multiplied with: 1 − η · λ for a decoupled weight decay λ (Loshchilov and Hutter, 2019).
  public var keep: Float

  /// Gradients and weights are left as they are unless told otherwise.
  public init(scale: Float = 1, l1: Float = 0, l2: Float = 0, keep: Float = 1) {
    self.scale = scale
    self.l1 = l1
    self.l2 = l2
    self.keep = keep
  }
}

/// The numbers of one rule's step, in double precision until a kernel takes them.
public struct UpdateCoefficients: Sendable {
  let rule: fledge_rule
  var rate: Double
  var decay1 = 0.0
  var decay2 = 0.0
  var correction = 1.0
  var epsilon = 0.0
  var gradientRate = 0.0
  var isRectified = false

  func run(
    _ weights: inout MutableSpan<Float>, _ gradients: Span<Float>, _ first: inout MutableSpan<Float>,
    _ second: inout MutableSpan<Float>, _ gradientCoefficients: GradientCoefficients, _ threads: ThreadPool
  ) {
    let count = weights.count
    var job = unsafe step(
      weights: weights.pointer, gradient: gradients.pointer, first: first.pointer, second: second.pointer,
      gradientCoefficients)
    let kernel = unsafe threads.kernels.pointee.optimize
    unsafe withUnsafePointer(to: &job) { job in
      threads.split(count, minimum: minimumElements / 2) { unsafe kernel(job, $0, $1) }
    }
  }

  func run(
    _ weights: inout MutableSpan<Float>, _ gradients: Span<Float>, _ first: inout MutableSpan<Float>,
    _ gradientCoefficients: GradientCoefficients, _ threads: ThreadPool
  ) {
    var none = MutableSpan<Float>()
    run(&weights, gradients, &first, &none, gradientCoefficients, threads)
  }

  func step(
    weights: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, first: UnsafeMutablePointer<Float>?,
    second: UnsafeMutablePointer<Float>?, _ gradientCoefficients: GradientCoefficients
  ) -> fledge_optimizer_step {
    unsafe fledge_optimizer_step(
      rule: Int32(rule.rawValue), weights: weights, gradient: gradient, first: first, second: second,
      gradient_scale: gradientCoefficients.scale, l1: gradientCoefficients.l1, l2: gradientCoefficients.l2,
      keep: gradientCoefficients.keep, rate: Float(rate),
      decay1: Float(decay1), decay2: Float(decay2), one_minus_decay1: Float(1 - decay1),
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
