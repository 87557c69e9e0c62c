import FledgeModels
import FledgePages

extension Paterson {
  /// The report's settings, sections 2 and 3, and what each scale runs of them.
  enum Configuration {
    /// Sections 2 and 3; the report does not give the widths, the biases, the scaling of pixels and the test images.
    static let settings = TrainingSettings([
      "dataset": "mnist",
      "examples": "50_000",
      "validation": "0",
      "scaling": "unit",
      "layers": "100,100",
      "activation": "relu",
      "init": "uniform-fan-in",
      "loss": "softmax-cross-entropy",
      "optimizer": "sgd",
      "learning-rate": "0.13",
      "batch-size": "50",
      "epochs": "2",
    ])

    /// The number of images that the report tests with; it does not say which ones.
    static let testImages = 4_000

    /// One reading of the settings.
    struct Reading {
      /// The last part of the item's id.
      let id: String
      let name: String
      /// Where the report has it, or leaves it open; `nil` where it is in none of its words.
      var source: String? = "section 2, widths and pixels left open"
      let settings: TrainingSettings
    }

    /// All readings that are tried for the published accuracy; the first one is what the text says.
    static let readings = [
      Reading(id: "stated", name: stated, settings: settings),
      Reading(id: "wider", name: "300-300", settings: settings.changing(["layers": "300,300"])),
      Reading(id: "narrower", name: "30-30", settings: settings.changing(["layers": "30,30"])),
      Reading(id: "raw", name: "pixels 0 to 255", settings: settings.changing(["scaling": "none"])),
      Reading(
        id: "standardized", name: "standardized images", source: nil,
        settings: settings.changing(["scaling": "per-image"])),
      Reading(
        id: "relu-output", name: "ReLU on the output", source: "section 2.3.1",
        settings: settings.changing(["output-activation": "relu"])),
      Reading(
        id: "glorot", name: "Glorot's weights", source: "section 3", settings: settings.changing(["init": "xavier"])),
      Reading(id: "he", name: "He's weights", source: nil, settings: settings.changing(["init": "he"])),
      Reading(id: "three-epochs", name: "3 epochs", source: nil, settings: settings.changing(["epochs": "3"])),
    ]

    /// The label of the reading that the figures show.
    static let stated = "100-100"

    /// The run of the figures, measured within its epochs.
    static func figures(_ scale: ReportScale) -> PaperStudy {
      PaperStudy("paterson, figures", seeds: seeds(scale), probe: .withinEpochs, scaled(settings, scale))
    }

    /// One run for each reading and seed.
    static func readings(_ scale: ReportScale) -> PaperStudy {
      PaperStudy(
        "paterson, readings", seeds: seeds(scale), readings.map { .init($0.name, scaled($0.settings, scale)) })
    }

    /// The stated settings for more epochs, to see which epoch reaches the published accuracy.
    static func longer(_ scale: ReportScale) -> PaperStudy {
      let epochs = scale == .full ? "15" : scale == .quick ? "5" : "3"
      return PaperStudy(
        "paterson, longer", seeds: min(5, seeds(scale)), probe: .eachEpoch,
        scaled(settings, scale).changing(["epochs": epochs]))
    }

    /// Other learning rates; the report says that its own was the best of those it tried.
    static func learningRates(_ scale: ReportScale) -> PaperStudy {
      PaperStudy(
        "paterson, learning rates", seeds: seeds(scale),
        learningRates.map { .init($0, scaled(settings.changing(["learning-rate": $0]), scale)) })
    }

    /// From about a third to four times the report's own, which is the first.
    static let learningRates = ["0.13", "0.05", "0.25", "0.5"]

    private static func seeds(_ scale: ReportScale) -> Int {
      switch scale {
      case .full: 10
      case .quick: 3
      case .smoke: 2
      }
    }

    /// Two epochs are few enough for all scales but smoke.
    private static func scaled(_ settings: TrainingSettings, _ scale: ReportScale) -> TrainingSettings {
      scale == .smoke ? settings.changing(["examples": "600", "test-examples": "600"]) : settings
    }

    /// The settings as the page lists them.
    static let table = SettingsTable(
      "The network and its training",
      [
        .stated("training images", "50,000, in 1,000 batches of 50", in: "sections 2.2 and 3"),
        .chosen("which training images", "the first 50,000", because: "the plainest choice"),
        .stated("test images", "4,000", in: "section 3"),
        .chosen(
          "which test images", "the first 4,000; all 10,000 and the last 4,000 beside them",
          because: "the report does not say, and the first half of the official set is clearly the harder one"),
        .stated("layers", "two hidden layers with ReLU, derivative 0 at 0; softmax", in: "sections 2 and 2.3.2"),
        .chosen("widths", "100 and 100 units", because: "none is given; 30 and 300 are tried, too"),
        .stated("loss", "negative log likelihood, mean over the batch", in: "sections 2.1 and 2.2"),
        .stated("initial weights", "uniform in ±1/√n, n the inputs of the layer", in: "section 3"),
        .chosen("initial biases", "the same distribution", because: "the text counts them among the parameters"),
        .chosen("pixels", "0 to 1", because: "the scaling is not given; three are tried"),
        .stated("optimizer", "plain SGD, learning rate 0.13", in: "sections 2.2 and 3"),
        .chosen("learning rate of biases", "0.13", because: "`η₀` stands in section 2.3.3 without a value"),
        .stated("epochs", "2", in: "section 2.2"),
        .chosen("order of batches", "shuffled anew in each epoch", because: "“randomly dividing” is all that is said"),
      ])
  }
}
