import FledgeNetworks
public import FledgeTensors

/// The examples that gradients are checked on.
public struct CheckedBatch: Sendable {
  /// One row for each example.
  public let features: Tensor
  /// The classes, or empty where `targets` is given.
  public let labels: [Int]
  /// One row for each example, or `nil` where `labels` is given.
  public let targets: Tensor?

  /// Examples of classes.
  public init(features: Tensor, labels: [Int]) {
    self.features = features
    self.labels = labels
    targets = nil
  }

  /// Examples of values; an autoencoder's targets are its features.
  public init(features: Tensor, targets: Tensor) {
    self.features = features
    labels = []
    self.targets = targets
  }

  /// The number of examples.
  public var count: Int { features.shape.rank == 0 ? 0 : features.shape[0] }

  /// Makes sure that network, loss and examples fit together.
  ///
  /// - Throws: `NetworkError.shapeMismatch`, `NetworkError.loss`.
  func check(network: Network, loss: any Loss) throws(NetworkError) {
    let (inputs, outputs) = (network.inputShape.count, network.outputShape.count)
    guard count > 0, features.shape.count == count * inputs else {
      throw .shapeMismatch(path: "input", expected: "[examples, \(inputs)]", found: features.shape)
    }
    if let targets {
      try loss.check(network: network, targets: .values([targets.shape.count / count]))
      guard targets.shape.count == count * outputs else {
        throw .loss("expected targets of shape [\(count), \(outputs)], found \(targets.shape)")
      }
    } else {
      try loss.check(network: network, targets: .labels(classes: outputs))
      guard labels.count == count else { throw .loss("expected \(count) labels, found \(labels.count)") }
      for label in labels where label < 0 || label >= outputs {
        throw .loss("expected labels in 0..<\(outputs), found \(label)")
      }
    }
  }

  /// The rows of targets, labels as one-hot rows where the loss wants them so; empty where labels are meant.
  func rows(for loss: any Loss, outputs: Int) -> [Float] {
    if let targets { return targets.elements }
    guard loss.needsOneHot else { return [] }
    var rows = [Float](repeating: 0, count: labels.count * outputs)
    for (example, label) in labels.enumerated() { rows[example * outputs + label] = 1 }
    return rows
  }
}
