package import FledgeModels
import FledgePages

extension Shi {
  /// The report's settings, section by section, and what each scale runs of them.
  package enum Configuration {
    /// Sections 1 and 2.4: the settings that all experiments share.
    static let shared = TrainingSettings([
      "dataset": "mnist",
      "scaling": "per-image",
      "validation": "0.2",
      "loss": "softmax-cross-entropy",
      "batch-size": "128",
      "epochs": "100",
      "patience": "3",
      "stop-rule": "rises-in-a-row",
      "monitor": "validation-loss",
    ])

    /// Section 2: no hidden layer, and weights that start at 0 (algorithm 1).
    static let softmax = shared.changing([
      "layers": "none", "optimizer": "sgd", "learning-rate": "0.05", "init": "constant:0",
    ])

    /// Section 4: 128 tanh units, Δw ← γΔw + (1 − γ)·α·∂E/∂w.
    package static let momentum = shared.changing([
      "layers": "128", "activation": "tanh", "optimizer": "momentum-damped", "momentum": "0.9",
      "learning-rate": "0.1", "init": "xavier",
    ])

    /// Section 5: the probe ends these trainings, since early stopping does not know the loss plus the penalty.
    static let penalized = momentum.changing(["learning-rate": "0.05", "patience": "none"])

    /// One row of the report's results.
    struct Experiment: Sendable {
      let id: String
      let label: String
      let settings: TrainingSettings
    }

    static let softmaxPlain = Experiment(id: "softmax", label: "softmax regression", settings: softmax)
    static let softmaxMomentum = Experiment(
      id: "softmax-momentum", label: "softmax regression, momentum 0.9",
      settings: softmax.changing(["optimizer": "momentum-damped", "momentum": "0.9"]))
    static let tanh = Experiment(id: "momentum", label: "momentum (tanh)", settings: momentum)
    static let sigmoid = Experiment(
      id: "sigmoid", label: "sigmoid",
      settings: momentum.changing(["activation": "sigmoid", "learning-rate": "0.5"]))
    static let relu = Experiment(id: "relu", label: "ReLU", settings: momentum.changing(["activation": "relu"]))

    /// Sections 2, 4 and 6.
    static func experiments(_ scale: ReportScale) -> PaperStudy {
      study(
        "shi, experiments", scale, [softmaxPlain, softmaxMomentum, tanh, sigmoid, relu].map { ($0.label, $0.settings) })
    }

    /// One reading of λ = 0.01.
    struct PenaltyReading: Sendable {
      let id: String
      let label: String
      let setting: String
      let strength: String
      /// Where the report has it; `nil` where it does not.
      var source: String? { id == "stated" ? "section 5" : id == "half" ? "equation 7, left side" : nil }
    }

    static let noPenalty = "no penalty"
    /// What λ may have been divided by.
    static let batchSize = 128.0
    static let l2: [PenaltyReading] = [
      PenaltyReading(id: "stated", label: "L2, λw as stated", setting: "weight-decay", strength: "0.01"),
      PenaltyReading(id: "batch", label: "L2, λw / 128", setting: "weight-decay", strength: "0.000078125"),
    ]
    static let l1: [PenaltyReading] = [
      PenaltyReading(id: "stated", label: "L1, λ sign(w) as stated", setting: "l1", strength: "0.01"),
      PenaltyReading(id: "half", label: "L1, λ/2 sign(w)", setting: "l1", strength: "0.005"),
      PenaltyReading(id: "batch", label: "L1, λ sign(w) / 128", setting: "l1", strength: "0.000078125"),
    ]

    /// Section 5: every reading of λ, and the same without a penalty.
    static func penalties(_ scale: ReportScale) -> PaperStudy {
      let readings = (l2 + l1).map { ($0.label, penalized.changing([$0.setting: $0.strength])) }
      return study("shi, penalties", scale, [(noPenalty, penalized)] + readings)
    }

    private static func study(
      _ name: String, _ scale: ReportScale, _ variants: [(String, TrainingSettings)]
    ) -> PaperStudy {
      let variants = variants.map { label, settings in
        switch scale {
        case .full: PaperStudy.Variant(label, settings)
        case .quick:
          PaperStudy.Variant(label, settings.changing(["examples": "5_000", "test-examples": "2_000", "epochs": "8"]))
        case .smoke:
          PaperStudy.Variant(label, settings.changing(["examples": "400", "test-examples": "200", "epochs": "2"]))
        }
      }
      return PaperStudy(name, seeds: scale == .full ? 5 : 2, probe: .stopRules, variants)
    }

    /// The settings as the page lists them.
    static let table = SettingsTable(
      "Data, networks and training",
      [
        .stated("data", "48,000 / 12,000 / 10,000 images", in: "section 1"),
        .chosen("split", "at random, another one for each seed", because: "only the shares are given"),
        .stated("pixels", "each image by its own mean and deviation", in: "section 1"),
        .stated("softmax regression", "learning rate 0.05, weights begin at 0", in: "sections 2.3 and 2.4"),
        .chosen(
          "momentum in softmax regression", "none; 0.9 as a second reading",
          because: "algorithm 1 has none; the code behind the other experiments has it"),
        .stated("hidden layer", "128 units", in: "section 3"),
        .stated("momentum", "Δw ← γΔw + (1 − γ)·α·∂E/∂w, γ 0.9", in: "section 4.1"),
        .stated("learning rates", "tanh 0.1; penalties 0.05; sigmoid 0.5; ReLU 0.1", in: "sections 4 to 6"),
        .chosen(
          "initial weights", "Glorot and Bengio's, uniform ±√(6/(n_in + n_out)); biases 0",
          because: "none are named for the hidden layer, and the 0 of algorithm 1 would leave all units equal"),
        .stated("batch size", "128", in: "section 2.4"),
        .stated(
          "early stopping", "3 epochs in a row of rising validation loss; the best weights are returned",
          in: "section 2.4"),
        .chosen(
          "the other stop rule", "3 epochs without a new best, read off the same runs",
          because: "it is what such code often does, and it ends much earlier"),
        .stated("most epochs", "100", in: "section 2.4"),
        .stated("λ", "0.01 for L2 and for L1", in: "section 5"),
        .chosen(
          "where λ goes", "into the mean gradient of each step, as stated; also divided by the batch size",
          because: "the formulas stand beside the sum over a batch, and the code may have divided both"),
        .chosen("penalty on biases", "none", because: "the formulas name w alone"),
        .chosen(
          "training loss and accuracy in the curves", "the mean over an epoch's batches while they are learned from",
          because: "the report does not say how its curves were measured"),
      ])
  }
}
