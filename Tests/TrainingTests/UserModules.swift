import FledgeKernels
import FledgeNetworks
import FledgeReference
import FledgeTensors

/// A layer as a user of the library would write it: y = x for positive x, otherwise a·x, a learned for each feature.
struct PReLU: Layer {
  let features: Int

  init(_ features: Int) {
    self.features = features
  }

  var kind: String { "prelu" }
  var parameters: [ParameterSpec] { [ParameterSpec("weight", [features], role: .scale, initializer: .constant(0.25))] }

  func outputShape(for input: Shape, path: String) throws(NetworkError) -> Shape {
    guard input == [features] else { throw .shapeMismatch(path: path, expected: "[\(features)]", found: input) }
    return input
  }

  func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, pass: Pass) {
    let slopes = pass.parameters[0]
    for place in input.indices {
      output[place] = input[place] > 0 ? input[place] : slopes[place % features] * input[place]
    }
  }

  func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>, input: Span<Float>,
    output: Span<Float>, pass: Pass
  ) {
    let slopes = pass.parameters[0]
    var slopeGradient = pass.gradients.mutable(0)
    for place in input.indices {
      let isPositive = input[place] > 0
      if !isPositive { slopeGradient[place % features] += outputGradient[place] * input[place] }
      if !inputGradient.isEmpty {
        inputGradient[place] = outputGradient[place] * (isPositive ? 1 : slopes[place % features])
      }
    }
  }

  var reference: (any ReferenceLayer)? { ReferencePReLU(slopes: features) }
}

/// A loss as a user of the library would write it: ℓ = Σ_k max(0, m − x_label + x_k) / classes over the other k.
struct HingeLoss: Loss {
  let margin: Float

  var kind: String { "hinge" }
  var needsLabels: Bool { true }
  var outputMeaning: OutputMeaning { .values }

  func evaluate(
    _ output: Span<Float>, labels: Span<Int32>, targets: Span<Float>, weights: Span<Float>, gradientScale: Float,
    losses: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>, batch: Int, team: ThreadTeam
  ) {
    let classes = output.count / batch
    fill(&gradient, with: 0)
    for example in 0..<batch {
      let label = example * classes + Int(labels[example])
      let weight = (weights.isEmpty ? 1 : weights[example]) / Float(classes)
      losses[example] = 0
      for place in example * classes..<(example + 1) * classes where place != label {
        let excess = margin - output[label] + output[place]
        guard excess > 0 else { continue }
        losses[example] += weight * excess
        if !gradient.isEmpty {
          gradient[place] += weight * gradientScale
          gradient[label] -= weight * gradientScale
        }
      }
    }
  }
}

/// Another: ℓ = Σ_k t_k·(ln t_k − x_k) on logarithms of probabilities.
struct KullbackLeiblerDivergence: Loss {
  var kind: String { "kullback-leibler" }
  var outputMeaning: OutputMeaning { .logProbabilities }

  func evaluate(
    _ output: Span<Float>, labels: Span<Int32>, targets: Span<Float>, weights: Span<Float>, gradientScale: Float,
    losses: inout MutableSpan<Float>, gradient: inout MutableSpan<Float>, batch: Int, team: ThreadTeam
  ) {
    let columns = output.count / batch
    for example in 0..<batch {
      let weight = weights.isEmpty ? 1 : weights[example]
      var logarithms = (0..<columns).map { targets[example * columns + $0] }
      var span = logarithms.mutableSpan
      applyInPlace(.log, to: &span)
      losses[example] = 0
      for column in 0..<columns {
        let place = example * columns + column
        if targets[place] > 0 { losses[example] += weight * targets[place] * (logarithms[column] - output[place]) }
        if !gradient.isEmpty { gradient[place] = -weight * targets[place] * gradientScale }
      }
    }
  }
}
