import FledgeDatasets
import FledgeModels
import FledgePages

extension Modular {
  /// The report's settings, study by study, and what each scale runs of them.
  ///
  /// What the report does not say is marked as ours, here and on the page.
  struct Configuration: Sendable {
    let scale: ReportScale

    init(_ scale: ReportScale) { self.scale = scale }

    private func pick<Value>(_ full: Value, quick: Value, smoke: Value) -> Value {
      switch scale {
      case .full: full
      case .quick: quick
      case .smoke: smoke
      }
    }

    // Sizes, with the report's numbers at full scale.

    /// Runs of figures 2 to 4.
    var simpleRuns: Int { pick(25, quick: 25, smoke: 3) }
    /// Runs of each variant in figures 6 to 9.
    var studyRuns: Int { pick(15, quick: 3, smoke: 2) }
    /// Ours: runs of what the report shows once, so that numbers have intervals.
    var repeatedRuns: Int { pick(5, quick: 3, smoke: 2) }
    /// Training images; all 60,000 when `nil`.
    var examples: Int? { pick(nil, quick: 6_000, smoke: 400) }
    /// Test images; all 10,000 when `nil`.
    var testExamples: Int? { pick(nil, quick: nil, smoke: 300) }
    /// Epochs of figures 5 to 9.
    var epochs: Int { pick(50, quick: 5, smoke: 1) }
    /// Ours: epochs of all autoencoders.
    var autoencoderEpochs: Int { pick(20, quick: 5, smoke: 1) }
    /// The latent sizes of figure 10.
    var latentSizes: [Int] { pick([4, 8, 16, 32, 64], quick: [4, 8, 16, 32, 64], smoke: [4, 32]) }
    /// The depths of figure 10.
    var depths: [Int] { pick([1, 2, 3, 4, 5], quick: [1, 3, 5], smoke: [1, 5]) }
    /// Test codes in the map of figure 12.
    var mappedCodes: Int { pick(10_000, quick: 2_500, smoke: 150) }
    /// Iterations of t-SNE.
    var mapIterations: Int { pick(750, quick: 500, smoke: 100) }
    /// The noise levels at which accuracy is measured.
    var noiseLevels: [Double] {
      pick(
        (0...10).map { Double($0) / 10 }, quick: [0, 0.2, 0.4, 0.6, 0.8, 1], smoke: [0, 0.2, 0.6, 1])
    }

    // Figures 2 to 4.

    /// Ours: points of each simple problem.
    static let linePoints = 200
    static let planePoints = 500

    /// Figure 2: ŷ = Wx + b, squared error, gradient descent.
    var line: PaperStudy {
      let provider = DataProvider("y = 2x + 0.5, noise 0.3, \(Self.linePoints) points, seed 0") { _, _ in
        ExperimentData(training: Toys.line(count: Self.linePoints, noise: 0.3, seed: 0))
      }
      let epochs = pick(200, quick: 200, smoke: 5)
      return PaperStudy(
        "modular, line", seeds: simpleRuns, data: provider, simple("line", Self.linePoints, epochs: epochs))
    }

    /// Figure 3: two linearly separable clouds, softmax and cross-entropy.
    var clouds: PaperStudy {
      let provider = DataProvider("clouds 4 apart, deviation 0.5, \(Self.planePoints) points, seed 0") { _, _ in
        ExperimentData(training: Toys.clouds(count: Self.planePoints, distance: 4, standardDeviation: 0.5, seed: 0))
      }
      return PaperStudy(
        "modular, clouds", seeds: simpleRuns, data: provider,
        simple("clouds", Self.planePoints, epochs: planeEpochs))
    }

    /// Figure 4: four quadrants, one hidden layer of 8 sigmoid units; the optimizer is not named, so both are shown.
    var quadrants: PaperStudy {
      let provider = DataProvider("quadrants, \(Self.planePoints) points, seed 0") { _, _ in
        ExperimentData(training: Toys.xor(count: Self.planePoints, seed: 0))
      }
      let descent = simple("xor", Self.planePoints, epochs: planeEpochs)
        .changing(["layers": "8", "activation": "sigmoid"])
      let adam = descent.changing(["optimizer": "adam"])
      return PaperStudy(
        "modular, quadrants", seeds: simpleRuns, data: provider,
        [.init(Self.gradientDescent, descent), .init(Self.adam, adam)])
    }

    static let gradientDescent = "gradient descent"
    static let adam = "Adam"
    private var planeEpochs: Int { pick(256, quick: 256, smoke: 5) }

    private func simple(_ dataset: String, _ count: Int, epochs: Int) -> TrainingSettings {
      TrainingSettings([
        "dataset": dataset,
        "examples": "\(count)",
        "validation": "0",
        "scaling": "none",
        "layers": "none",
        "optimizer": "sgd",
        "learning-rate": "0.01",
        "batch-size": "32",
        "epochs": "\(epochs)",
        "measure-training": "yes",
      ])
    }
  }
}

// Figures 5 to 9: two hidden layers on MNIST.
extension Modular.Configuration {
  /// 784-64-32-10, ReLU, softmax and cross-entropy, Adam with η 0.001, batches of 128.
  var digits: TrainingSettings {
    var settings = TrainingSettings([
      "dataset": "mnist",
      "scaling": "unit",
      "validation": "0",
      "layers": "64,32",
      "activation": "relu",
      "init": "he",
      "loss": "softmax-cross-entropy",
      "optimizer": "adam",
      "learning-rate": "0.001",
      "batch-size": "128",
      "epochs": "\(epochs)",
    ])
    settings.examples = examples
    settings.testExamples = testExamples
    return settings
  }

  /// Figure 5.
  var classifier: PaperStudy {
    PaperStudy(
      "modular, classifier", seeds: repeatedRuns,
      digits.changing(["validation": "0.1", "measure-training": "yes"]))
  }

  /// Figure 6.
  var activations: PaperStudy {
    study("activations", ["ReLU", "sigmoid", "tanh"]) { ["activation": $0.lowercased()] }
  }

  /// Figure 7.
  var batchSizes: PaperStudy {
    study("batch sizes", ["8", "16", "32", "64", "128", "256"]) { ["batch-size": $0] }
  }

  /// Figure 8.
  var hiddenSizes: PaperStudy {
    study("hidden sizes", ["16", "32", "64", "128"]) { ["layers": "\($0),\($0)"] }
  }

  /// Figure 9; the momentum value is not given.
  var optimizers: PaperStudy {
    study("optimizers", ["SGD", "momentum", "Adam"]) { name in
      ["optimizer": name.lowercased(), "learning-rate": name == "Adam" ? "0.001" : "0.01"]
    }
  }

  private func study(
    _ name: String, _ choices: [String], changing change: (String) -> KeyValuePairs<String, String>
  ) -> PaperStudy {
    PaperStudy(
      "modular, " + name, seeds: studyRuns, choices.map { .init($0, digits.changing(change($0))) })
  }
}
