import FledgeDatasets
package import FledgeNetworks
import FledgeTraining

/// Activations by name.
package enum ActivationChoice {
  static let names = LayerCatalogue.activations.map(\.name)

  /// The layer of this name; `nil` for `none`.
  package static func layer(_ name: String) -> (any Layer)? {
    LayerCatalogue.activations.first { $0.name == name }
  }
}

/// Losses by name.
package enum LossChoice {
  package static let names = LossCatalogue.all.map(\.name)

  package static func loss(_ name: String, settings: TrainingSettings) -> any Loss {
    switch name {
    case "softmax-cross-entropy": SoftmaxCrossEntropy(labelSmoothing: Float(settings.labelSmoothing))
    case "squared-error": SquaredError(settings.reduction)
    case "absolute-error": AbsoluteError(settings.reduction)
    case "huber": HuberLoss(settings.reduction)
    case "sigmoid-binary-cross-entropy": SigmoidBinaryCrossEntropy(settings.reduction)
    default: LossCatalogue.all.first { $0.name == name }!
    }
  }
}

/// Optimizers by name, configured from the settings.
package enum OptimizerChoice {
  package static let names = OptimizerCatalogue.all.map(\.name)

  static func optimizer(_ settings: TrainingSettings) -> any Optimizer {
    let (beta1, beta2, epsilon) = (settings.beta1, settings.beta2, settings.epsilon)
    let momentum = settings.momentum
    return switch settings.optimizer {
    case "momentum": ClassicalMomentum(momentum)
    case "momentum-damped": DampedMomentum(momentum)
    case "nesterov": Nesterov(momentum)
    case "rmsprop": RMSProp(epsilon: epsilon)
    case "adam": Adam(beta1: beta1, beta2: beta2, epsilon: epsilon)
    case "adamw": AdamW(beta1: beta1, beta2: beta2, epsilon: epsilon)
    case "adagrad": AdaGrad(epsilon: epsilon)
    case "adamax": AdaMax(beta1: beta1, beta2: beta2, epsilon: epsilon)
    case "nadam": NAdam(beta1: beta1, beta2: beta2, epsilon: epsilon)
    case "radam": RAdam(beta1: beta1, beta2: beta2, epsilon: epsilon)
    default: OptimizerCatalogue.all.first { $0.name == settings.optimizer }!
    }
  }

  /// Whether weight decay is decoupled from the gradient.
  static func isDecoupled(_ name: String) -> Bool { name == "adamw" || name == "lion" }
}
