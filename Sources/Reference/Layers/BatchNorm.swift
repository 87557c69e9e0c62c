/// Normalises each feature over the batch: y = γ (x − μ) / √(σ² + ε) + β.
///
/// In training, μ and σ² are the batch's mean and biased variance, and gradients flow through them; in evaluation they
/// are given, and constant.
///
/// **Shapes**: `input`, `output: [batch, features]`, or images `[batch, features, positions]`, whose channels are
/// normalised over batch and positions; `weight` (γ) and `bias` (β): `[features]`, starting at 1 and 0.
///
/// Source: Ioffe and Szegedy, "Batch Normalization" (2015), algorithm 1 and the gradients in section 3.
public struct ReferenceBatchNorm: ReferenceLayer {
  /// Where the mean and the variance come from.
  public enum Mode: Sendable, Equatable {
    /// From the batch.
    case training
    /// From what was collected in training.
    case evaluation(ReferenceBatchStatistics)
  }

  /// Features of one example.
  public let features: Int
  /// ε, added to the variance.
  public let epsilon: Double
  /// Training or evaluation.
  public let mode: Mode
  /// The pixels of a channel; 1 for rows of features.
  public let positions: Int

  public init(features: Int, positions: Int = 1, epsilon: Double = 1e-5, mode: Mode = .training) {
    self.features = features
    self.positions = positions
    self.epsilon = epsilon
    self.mode = mode
  }

  /// `weight` (γ) and `bias` (β).
  public var parameterList: [ReferenceParameter] {
    [ReferenceParameter("weight", shape: [features]), ReferenceParameter("bias", shape: [features])]
  }

  /// y = γ x̂ + β with x̂ = (x − μ) / √(σ² + ε).
  public func forward(_ input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    let output = forward(rows: rows(input, batch: batch), batch: batch * positions, parameters: parameters)
    return images(output, batch: batch)
  }

  private func forward(rows input: [Double], batch: Int, parameters: [[Double]]) -> [Double] {
    let (weight, bias) = (parameters[0], parameters[1])
    let statistics = statistics(input, batch: batch)
    var output = [Double](repeating: 0, count: input.count)
    for f in 0..<features {
      let standardDeviation = (statistics.variance[f] + epsilon).squareRoot()
      for n in 0..<batch {
        let normalised = (input[n * features + f] - statistics.mean[f]) / standardDeviation
        output[n * features + f] = weight[f] * normalised + bias[f]
      }
    }
    return output
  }

  /// Training: ∂x = γ (∂y − mean(∂y) − x̂ mean(∂y x̂)) / √(σ² + ε), means over the batch; evaluation: ∂x = γ ∂y / √(σ² + ε).
  ///
  /// In both, ∂γ = Σₙ ∂y x̂ and ∂β = Σₙ ∂y.
  public func backward(
    _ outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    let gradients = backward(
      rows: rows(outputGradient, batch: batch), input: rows(input, batch: batch), batch: batch * positions,
      parameters: parameters)
    return ReferenceGradients(input: images(gradients.input, batch: batch), parameters: gradients.parameters)
  }

  private func backward(
    rows outputGradient: [Double], input: [Double], batch: Int, parameters: [[Double]]
  ) -> ReferenceGradients {
    let weight = parameters[0]
    let statistics = statistics(input, batch: batch)
    var inputGradient = [Double](repeating: 0, count: input.count)
    var weightGradient = [Double](repeating: 0, count: features)
    var biasGradient = [Double](repeating: 0, count: features)
    for f in 0..<features {
      let standardDeviation = (statistics.variance[f] + epsilon).squareRoot()
      for n in 0..<batch {
        let k = n * features + f
        weightGradient[f] += outputGradient[k] * (input[k] - statistics.mean[f]) / standardDeviation
        biasGradient[f] += outputGradient[k]
      }
      for n in 0..<batch {
        let k = n * features + f
        var gradient = outputGradient[k]
        if mode == .training {
          let normalised = (input[k] - statistics.mean[f]) / standardDeviation
          gradient -= (biasGradient[f] + normalised * weightGradient[f]) / Double(batch)
        }
        inputGradient[k] = weight[f] * gradient / standardDeviation
      }
    }
    return ReferenceGradients(input: inputGradient, parameters: [weightGradient, biasGradient])
  }

  /// Images as one row of channels for each pixel.
  private func rows(_ images: [Double], batch: Int) -> [Double] {
    var rows = images
    for n in 0..<batch {
      for f in 0..<features {
        for p in 0..<positions { rows[(n * positions + p) * features + f] = images[(n * features + f) * positions + p] }
      }
    }
    return rows
  }

  private func images(_ rows: [Double], batch: Int) -> [Double] {
    var images = rows
    for n in 0..<batch {
      for f in 0..<features {
        for p in 0..<positions { images[(n * features + f) * positions + p] = rows[(n * positions + p) * features + f] }
      }
    }
    return images
  }

  /// The mean and variance that this mode normalises with.
  private func statistics(_ input: [Double], batch: Int) -> ReferenceBatchStatistics {
    switch mode {
    case .training: ReferenceBatchStatistics(of: input, batch: batch)
    case .evaluation(let statistics): statistics
    }
  }
}

/// A mean and a variance for each feature: of one batch, or running over many.
///
/// **Shapes**: `mean`, `variance: [features]`.
public struct ReferenceBatchStatistics: Sendable, Equatable {
  /// The mean of each feature.
  public var mean: [Double]
  /// The variance of each feature.
  public var variance: [Double]

  /// Takes the two as they are; PyTorch's running statistics start at mean 0 and variance 1.
  public init(mean: [Double], variance: [Double]) {
    self.mean = mean
    self.variance = variance
  }

  /// Computes the mean and the biased variance (divided by the batch) of each feature of `[batch, features]`.
  public init(of input: [Double], batch: Int) {
    let features = input.count / batch
    mean = [Double](repeating: 0, count: features)
    variance = [Double](repeating: 0, count: features)
    for f in 0..<features {
      for n in 0..<batch { mean[f] += input[n * features + f] / Double(batch) }
      for n in 0..<batch {
        let centred = input[n * features + f] - mean[f]
        variance[f] += centred * centred / Double(batch)
      }
    }
  }

  /// Moves running statistics towards a batch: running ← (1 − momentum) · running + momentum · batch.
  ///
  /// As in PyTorch the batch's variance enters unbiased, times n / (n − 1), although the layer normalises with the biased
  /// one; so the batch needs at least two examples.
  public mutating func update(with input: [Double], batch: Int, momentum: Double = 0.1) {
    precondition(batch > 1, "running statistics: expected at least 2 examples, found \(batch)")
    let statistics = ReferenceBatchStatistics(of: input, batch: batch)
    let correction = Double(batch) / Double(batch - 1)
    for f in mean.indices {
      mean[f] = (1 - momentum) * mean[f] + momentum * statistics.mean[f]
      variance[f] = (1 - momentum) * variance[f] + momentum * correction * statistics.variance[f]
    }
  }
}
