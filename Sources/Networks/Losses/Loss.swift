public import FledgeKernels
public import FledgeTensors

/// A loss ℓ for each example.
///
/// Training minimises the weighted mean Σ w·ℓ / Σ w over the batch.
public protocol Loss: Sendable {
  /// The name in configuration files, such as `softmax-cross-entropy`.
  var name: String { get }
  /// Whether labels must be given as one-hot rows in `targets`.
  var needsOneHot: Bool { get }
  /// Whether it takes labels only, never rows of values.
  var needsLabels: Bool { get }
  /// How to turn the network's output into a prediction.
  var outputMeaning: OutputMeaning { get }

  /// Computes the loss of each example and its gradient.
  ///
  /// - Parameters:
  ///   - output: the network's output, `[batch, outputs]`.
  ///   - labels: `[batch]`, or empty where `targets` is given.
  ///   - targets: `[batch, outputs]`, or empty where `labels` is given.
  ///   - weights: one factor for each example, or empty for 1 each.
  ///   - gradientScale: a factor for the gradient; 1 / Σ w for the weighted mean.
  ///   - losses: `[batch]`, overwritten with w·ℓ.
  ///   - gradient: ∂/∂output of Σ w·ℓ, times `gradientScale`; `[batch, outputs]`, or empty where it is not needed.
  func evaluate(
    _ output: Span<Float>, labels: Span<Int32>, targets: Span<Float>, weights: Span<Float>, gradientScale: Float,
    losses: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>, batch: Int, threads: ThreadPool)
}

/// What the outputs of a network are.
public enum OutputMeaning: Sendable, Equatable {
  /// Scores; softmax gives the probabilities.
  case logits
  /// Scores; the sigmoid of each is a probability of its own.
  case independentLogits
  /// Logarithms of probabilities.
  case logProbabilities
  /// Probabilities.
  case probabilities
  /// The predicted values themselves.
  case values
}

extension Loss {
  public var needsOneHot: Bool { false }

  public var needsLabels: Bool { false }

  /// Checks that the loss can compare this output with these targets.
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
