public import FledgeKernels

/// How an elementwise loss is reduced to one number for each example.
public enum ElementReduction: String, Sendable, CaseIterable, Codable {
  /// The mean over the example's values; over a batch that is PyTorch's `mean`, the mean over all elements.
  case meanOverElements = "mean"
  /// The sum over the example's values; over a batch the mean of these sums.
  case sumOverFeatures = "sum"
}

/// A loss that compares each predicted value with its target; labels become one-hot rows.
public protocol ElementLoss: Loss {
  var reduction: ElementReduction { get }
  /// The function of one prediction and its target.
  var function: ElementLossFunction { get }
}

extension ElementLoss {
  public var needsOneHot: Bool { true }
  public var outputMeaning: OutputMeaning { .values }

  /// Σ or mean of ℓ(prediction, target) over an example's values.
  public func evaluate(
    _ output: Span<Float>, labels: Span<Int32>, targets: Span<Float>, weights: Span<Float>, gradientScale: Float,
    losses: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>, batch: Int, threads: ThreadPool
  ) {
    let columns = output.count / batch
    let share: Float = reduction == .meanOverElements ? 1 / Float(columns) : 1
    elementLoss(
      function, predictions: output, targets: targets, weights: weights, gradientScale: gradientScale * share,
      losses: &losses, gradient: &gradient, rows: batch, columns: columns, threads: threads)
    if share != 1 { for example in 0..<batch { losses[example] *= share } }
  }
}

/// Squared error: ℓ = (x − t)².
public struct SquaredError: ElementLoss {
  public let reduction: ElementReduction

  public init(_ reduction: ElementReduction = .meanOverElements) {
    self.reduction = reduction
  }

  public var name: String { "squared-error" }
  /// (x − t)².
  public var function: ElementLossFunction { .squaredError }
}

/// Absolute error: ℓ = |x − t|; the derivative at 0 is 0.
public struct AbsoluteError: ElementLoss {
  public let reduction: ElementReduction

  public init(_ reduction: ElementReduction = .meanOverElements) {
    self.reduction = reduction
  }

  public var name: String { "absolute-error" }
  /// |x − t|.
  public var function: ElementLossFunction { .absoluteError }
}

/// Huber's loss: ½·d² for |d| ≤ δ, δ·(|d| − ½·δ) beyond, with d = x − t.
///
/// Huber, 1964.
public struct HuberLoss: ElementLoss {
  /// The distance from which the loss is linear.
  public let delta: Float
  public let reduction: ElementReduction

  public init(delta: Float = 1, _ reduction: ElementReduction = .meanOverElements) {
    self.delta = delta
    self.reduction = reduction
  }

  public var name: String { "huber" }
  /// Huber's function.
  public var function: ElementLossFunction { .huber(delta: delta) }
}

/// The logistic function and binary cross-entropy in one step, on logits:
/// ℓ = −t·ln σ(x) − (1 − t)·ln(1 − σ(x)), with the gradient σ(x) − t.
public struct SigmoidBinaryCrossEntropy: ElementLoss {
  public let reduction: ElementReduction

  public init(_ reduction: ElementReduction = .meanOverElements) {
    self.reduction = reduction
  }

  public var name: String { "sigmoid-binary-cross-entropy" }
  /// Scores, each with a probability of its own.
  public var outputMeaning: OutputMeaning { .independentLogits }
  /// Binary cross-entropy of σ(x).
  public var function: ElementLossFunction { .sigmoidBinaryCrossEntropy }
}
