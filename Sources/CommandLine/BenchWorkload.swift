import Fledge

/// A training whose speed is measured.
package struct Workload {
  package let name: String
  package let title: String
  package let settings: TrainingSettings
  /// The number of networks that are trained side by side, one thread each.
  package var networks = 1

  /// The same workloads as for other frameworks.
  package static let all: [Workload] = [
    workload("W1", "784-512-256-128-10, ReLU, dropout 0.3, Adam with L2, batch 128, 54,000 images") {
      $0.layers = [512, 256, 128]
      $0.dropout = 0.3
      $0.weightDecay = 1e-4
      $0.examples = 54_000
    },
    workload("W2", "784-64-32-10, Adam, batch 128, 60,000 images") { $0.layers = [64, 32] },
    workload("W2b", "784-64-32-10, Adam, batch 8, 60,000 images") {
      $0.layers = [64, 32]
      $0.batchSize = 8
    },
    workload("W2c", "784-64-32-10, Adam, batch 64, 60,000 images") {
      $0.layers = [64, 32]
      $0.batchSize = 64
    },
    workload("W3", "784-200-10, sigmoid, momentum, batch 32, 60,000 images") {
      $0.layers = [200]
      $0.activation = "sigmoid"
      $0.optimizer = "momentum"
      $0.learningRate = 0.01
      $0.batchSize = 32
    },
    workload("W4", "784-200-784 autoencoder, momentum, batch 32, 60,000 images") {
      $0.autoencoder = [200]
      $0.codeActivation = "relu"
      $0.outputActivation = "none"
      $0.optimizer = "momentum"
      $0.learningRate = 0.01
      $0.batchSize = 32
    },
    workload("W5", "784-512-256-128-64-32 autoencoder, Adam, batch 128, 60,000 images") {
      $0.autoencoder = [512, 256, 128, 64, 32]
      $0.codeActivation = "relu"
    },
    sideBySide,
    workload("W9", "conv 5×5×32, max-pool 2, conv 5×5×64, max-pool 2, 128, 10, Adam, batch 128, 60,000 images") {
      $0.convolutions = [32, 64]
      $0.layers = [128]
    },
  ]

  /// Fifteen seeds of one small network.
  private static var sideBySide: Workload {
    var work = workload("W8", "fifteen networks 784-64-32-10 side by side, Adam, batch 128, 60,000 images") {
      $0.layers = [64, 32]
    }
    work.networks = 15
    return work
  }

  private static func workload(
    _ name: String, _ title: String, _ change: (inout TrainingSettings) -> Void
  ) -> Workload {
    var settings = TrainingSettings()
    settings.dataset = "digits"
    settings.examples = 60_000
    settings.testExamples = 1
    settings.validation = .count(0)
    change(&settings)
    return Workload(name: name, title: title, settings: settings)
  }
}
