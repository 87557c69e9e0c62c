import FledgeModels
import FledgePages

extension NumpyMLP {
  /// The report's settings, sections 2 to 5, and what each scale runs of them.
  enum Configuration {
    /// Sections 2.2 to 5.1; the report does not give the optimizer's β and ε, nor how patience counts.
    static let settings = TrainingSettings([
      "dataset": "mnist",
      "scaling": "unit",
      "validation": "0.1",
      "layers": "512,256,128",
      "activation": "relu",
      "dropout": "0.3",
      "init": "he",
      "loss": "softmax-cross-entropy",
      "optimizer": "adam",
      "learning-rate": "0.001",
      "weight-decay": "1e-4",
      "batch-size": "128",
      "epochs": "100",
      "patience": "10",
      "monitor": "validation-accuracy",
      "measure-training": "yes",
    ])

    /// The report's one training, and the same without dropout and L2, which its conclusion credits for little
    /// overfitting.
    static func training(_ scale: ReportScale) -> PaperStudy {
      let (seeds, settings) =
        switch scale {
        case .full: (6, settings)
        case .quick: (3, settings.changing(["examples": "20_000", "epochs": "8"]))
        case .smoke: (2, settings.changing(["examples": "1_000", "test-examples": "1_000", "epochs": "2"]))
        }
      return PaperStudy(
        "numpy-mlp", seeds: seeds,
        [
          .init(report, settings),
          .init(unregularized, settings.changing(["dropout": "0", "weight-decay": "0"])),
        ])
    }

    static let report = "as in the report"
    /// The report's settings without dropout and L2; not part of the report.
    static let unregularized = "without dropout and L2"

    /// The number of digits in the exploration: all, except in a smoke run.
    static func explored(_ scale: ReportScale) -> Int? { scale == .smoke ? 1_000 : nil }

    /// The settings as the page lists them.
    static let table = SettingsTable(
      "The network and its training",
      [
        .stated("data", "MNIST, 54,000 / 6,000 / 10,000 images", in: "section 2.2"),
        .chosen(
          "split", "at random, another one for each seed",
          because: "only the sizes are given; the last 10,000 images of OpenML's file are the official test set"),
        .stated("pixels", "0 to 1", in: "section 2.3"),
        .stated("layers", "784-512-256-128-10, ReLU, softmax", in: "section 4.1"),
        .stated("dropout", "0.3", in: "section 4.1"),
        .chosen("where dropout stands", "behind each hidden layer", because: "only the rate is given"),
        .chosen(
          "initial weights", "He, normal; biases 0", because: "section 1 names He and Xavier; He is meant for ReLU"),
        .stated("optimizer", "Adam, learning rate 0.001", in: "section 5.1"),
        .chosen("Adam's β₁, β₂, ε", "0.9, 0.999, 1e-8", because: "the values of Kingma and Ba, 2015"),
        .stated("L2", "1e-4", in: "section 5.1"),
        .chosen(
          "where L2 goes", "λw into the gradient of weights, not of biases; no loss shown holds it",
          because: "the plainest form"),
        .stated("batch size", "128", in: "section 5.1"),
        .stated("early stopping", "patience 10", in: "section 5.1"),
        .chosen(
          "what patience counts", "epochs without a better validation accuracy; its best weights are kept",
          because: "the best epoch, 29, has the best accuracy of table 1 and not its lowest loss"),
        .chosen("most epochs", "100", because: "none is named; patience ends every run earlier"),
      ])
  }
}
