import FledgeNetworks
import FledgeTensors
import FledgeTraining

/// What a fixture has that Fledge does not.
struct NotExpressible: Error, CustomStringConvertible {
  let description: String
}

/// What a fixture says of a layer.
struct LayerSpec: Decodable, Sendable {
  let type: String
  let inputs, outputs, owner, features, slopes, channels, height, width, outputChannels, kernel, stride, padding: Int?
  let slope, alpha, beta, lower, upper, probability, epsilon: Float?
  let bias: Bool?
  let layers: [LayerSpec]?

  func module() throws -> any Module {
    switch type {
    case "relu": return ReLU()
    case "selu": return SELU()
    case "gelu": return GELU()
    case "tanhGELU": return TanhGELU()
    case "silu": return SiLU()
    case "sigmoid": return Sigmoid()
    case "tanh": return Tanh()
    case "softmax": return Softmax()
    case "logSoftmax": return LogSoftmax()
    case "leakyReLU": return LeakyReLU(slope: try given(slope))
    case "elu": return ELU(alpha: try given(alpha))
    case "softplus" where beta == 1: return Softplus()
    case "hardTanh" where lower == -1 && upper == 1: return HardTanh()
    case "prelu": return PReLU(try given(slopes))
    case "dropout": return Dropout(try given(probability))
    case "linear": return Linear(try given(inputs), try given(outputs), bias: bias ?? true)
    case "tiedLinear": return TiedLinear(try given(inputs), try given(outputs), tiedTo: "\(try given(owner)).weight")
    case "layerNorm" where epsilon == 1e-5: return LayerNorm(try given(features))
    case "batchNorm" where epsilon == 1e-5: return BatchNorm(try given(features))
    case "residual": return Residual(try given(layers).map { try $0.module() })
    case "conv2d":
      return Conv2d(
        try given(channels), try given(outputChannels), kernel: try given(kernel), stride: try given(stride),
        padding: try given(padding), bias: bias ?? true)
    case "maxPool2d": return MaxPool2d(try given(kernel), stride: try given(stride), padding: try given(padding))
    case "averagePool2d":
      return Flattened(AveragePool2d(try given(kernel), stride: try given(stride), padding: try given(padding)))
    default: throw NotExpressible(description: "layer \(type)")
    }
  }

  private func given<T>(_ number: T?) throws -> T {
    guard let number else { throw NotExpressible(description: "layer \(type) without one of its numbers") }
    return number
  }
}

/// A layer whose output is one row: fixtures do not list layers that flatten.
struct Flattened: Layer {
  let layer: any Layer

  init(_ layer: any Layer) { self.layer = layer }

  var name: String { layer.name }
  func outputShape(for input: TensorShape, path: String) throws(NetworkError) -> TensorShape {
    [try layer.outputShape(for: input, path: path).count]
  }
  func fitted(to input: TensorShape) -> any Layer { Flattened(layer.fitted(to: input)) }
  func forward(_ input: Span<Float>, into output: inout MutableSpan<Float>, context: LayerContext) {
    layer.forward(input, into: &output, context: context)
  }
  func backward(
    _ outputGradient: Span<Float>, into inputGradient: inout MutableSpan<Float>, input: Span<Float>,
    output: Span<Float>, context: LayerContext
  ) {
    layer.backward(outputGradient, into: &inputGradient, input: input, output: output, context: context)
  }
}

/// What a fixture says of the loss.
struct LossSpec: Decodable, Sendable {
  let type: String
  let reduction: String?
  let labelSmoothing, margin, delta: Float?
  let classWeights: [Float]?

  func make() throws -> any Loss {
    let reduction: ElementReduction = reduction == "meanOverElements" ? .meanOverElements : .sumOverFeatures
    switch type {
    case "softmaxCrossEntropy":
      if classWeights != nil, labelSmoothing != nil {
        throw NotExpressible(description: "class weights within label smoothing")
      }
      return SoftmaxCrossEntropy(labelSmoothing: labelSmoothing ?? 0)
    case "denseSoftmaxCrossEntropy": return SoftmaxCrossEntropy()
    case "negativeLogLikelihood": return NegativeLogLikelihood()
    case "sigmoidBinaryCrossEntropy": return SigmoidBinaryCrossEntropy(reduction)
    case "meanSquaredError": return SquaredError(reduction)
    case "meanAbsoluteError": return AbsoluteError(reduction)
    case "huber": return HuberLoss(delta: delta ?? .nan, reduction)
    case "hinge": return HingeLoss(margin: margin ?? .nan)
    case "kullbackLeiblerDivergence" where reduction == .sumOverFeatures: return KullbackLeiblerDivergence()
    default: throw NotExpressible(description: "loss \(type)")
    }
  }
}

/// What a fixture says of the optimizer.
struct OptimizerSpec: Decodable, Sendable {
  let type: String
  let learningRate: Double
  let momentum, decay, epsilon, beta1, beta2, weightDecay, momentumDecay, l2Penalty, clipGlobalNorm: Double?

  /// The optimizer; a number that is missing becomes NaN, which the trainer refuses.
  func make() throws -> any Optimizer {
    let (momentum, decay, epsilon) = (momentum ?? .nan, decay ?? .nan, epsilon ?? .nan)
    let (beta1, beta2) = (beta1 ?? .nan, beta2 ?? .nan)
    let rate = learningRate
    switch type {
    case "sgd": return SGD(learningRate: rate)
    case "classicalMomentum": return ClassicalMomentum(learningRate: rate, momentum: momentum)
    case "nesterov": return Nesterov(learningRate: rate, momentum: momentum)
    case "rmsProp": return RMSProp(learningRate: rate, decay: decay, epsilon: epsilon)
    case "adaGrad": return AdaGrad(learningRate: rate, epsilon: epsilon)
    case "adaDelta": return AdaDelta(learningRate: rate, decay: decay, epsilon: epsilon)
    case "adam": return Adam(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    case "adamW":
      return AdamW(
        learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay ?? .nan)
    case "adaMax": return AdaMax(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    case "rAdam": return RAdam(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    case "nAdam" where momentumDecay == 0.004:
      return NAdam(learningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    default: throw NotExpressible(description: "optimizer \(type)")
    }
  }
}
