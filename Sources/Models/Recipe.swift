import FledgeDatasets
import FledgeTraining

/// Named settings to start from.
public enum Recipe: String, Sendable, CaseIterable {
  case plain
  /// The network of the report "MNIST classification using a neural network implemented from scratch (NumPy only)",
  /// 2026: 784-512-256-128-10, ReLU, dropout 0.3, Adam with L2, early stopping on validation accuracy.
  case numpyMLP = "numpy-mlp"

  public var settings: TrainingSettings {
    var settings = TrainingSettings()
    guard self == .numpyMLP else { return settings }
    settings.layers = [512, 256, 128]
    settings.dropout = 0.3
    settings.weightDecay = 1e-4
    settings.validation = .fraction(0.1)
    settings.epochs = 100
    settings.patience = 10
    settings.monitor = .validationAccuracy
    return settings
  }
}
