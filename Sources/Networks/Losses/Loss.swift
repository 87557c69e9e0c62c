public import FledgeKernels
public import FledgeTensors

/// What a network's output is compared with, and how far off it is.
///
/// A loss gives one number for each example; what is trained on is their weighted mean Σ w·ℓ / Σ w over the batch,
/// and `gradientScale` carries the factor 1 / Σ w into the gradient.
public protocol Loss: Sendable {
  /// The loss's name in configuration files, such as `softmax-cross-entropy`.
  var name: String { get }
  /// Whether labels must be given as one-hot rows in `targets`.
  var needsOneHot: Bool { get }
  /// Whether targets can only be labels, never rows of values.
  var needsLabels: Bool { get }
  /// What the network's output means, for whoever turns it into a prediction.
  var outputMeaning: OutputMeaning { get }

  /// Computes the loss of each example and its gradient.
  ///
  /// - Parameters:
  ///   - output: the network's output, `[batch, outputs]`.
  ///   - labels: `[batch]`, or empty where `targets` is given.
  ///   - targets: `[batch, outputs]`, or empty where `labels` is given.
  ///   - weights: one factor for each example, or empty for one each.
  ///   - gradientScale: what the gradient is multiplied with.
  ///   - losses: `[batch]`, overwritten with w·ℓ.
  ///   - gradient: ∂/∂output of Σ w·ℓ, times `gradientScale`; `[batch, outputs]`, or empty where nobody needs it.
  func evaluate(
    _ output: Span<Float>, labels: Span<Int32>, targets: Span<Float>, weights: Span<Float>, gradientScale: Float,
    losses: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>, batch: Int, threads: ThreadPool)
}

/// How the last values of a network are to be read.
public enum OutputMeaning: Sendable, Equatable {
  /// Scores; softmax makes probabilities of them.
  case logits
  /// Scores; the logistic function makes a probability of each.
  case independentLogits
  /// Logarithms of probabilities.
  case logProbabilities
  /// Probabilities.
  case probabilities
  /// The predicted values themselves.
  case values
}

extension Loss {
  /// Most losses take labels as they are, or have none.
  public var needsOneHot: Bool { false }

  /// Most losses take rows of values.
  public var needsLabels: Bool { false }

  /// Makes sure that the loss can compare this output with these targets.
  ///
  /// - Throws: `NetworkError.loss`.
  public func check(network: Network, targets: TargetKind) throws(NetworkError) {
    if outputMeaning == .logits, let last = network.nodes.last?.layer, last is Softmax || last is LogSoftmax {
      throw .loss(
        "\(name) holds its softmax within it, but the network ends with \(last.name); leave that layer out, "
          + "or use \(last is Softmax ? "probability-cross-entropy" : "negative-log-likelihood")")
    }
    let outputs = network.outputShape.count
    switch targets {
    case .labels(let classes):
      guard outputs == classes else {
        throw .loss("the data have \(classes) classes, the network has \(outputs) outputs; make them equal")
      }
    case .values(let shape):
      guard !needsLabels else {
        throw .loss("\(name) takes labels, the data have values of shape \(shape); use another loss or other data")
      }
      guard outputs == shape.count else {
        throw .loss("the data have targets of shape \(shape), the network has \(outputs) outputs; make them equal")
      }
    }
  }
}
