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
