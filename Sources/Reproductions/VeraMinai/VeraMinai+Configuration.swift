import FledgeDatasets
package import FledgeModels
package import FledgePages

/// One reading of the report: its name and its study.
package struct VeraReading: Sendable {
  package let id: String
  package let name: String
  /// Where the report has it: in its text, or in the code that it links to.
  package var source: String { id == "written" ? "sections 1.1 and 2.1" : "the published code" }
  /// Whether outputs near 0 and 1 are rounded before anything is measured.
  package let isThresholded: Bool
  package let study: PaperStudy
}

/// The runs of a reading.
package struct ReadingRuns: Sendable {
  package let reading: VeraReading
  package let runs: [ReportRun]

  package init(reading: VeraReading, runs: [ReportRun]) {
    self.reading = reading
    self.runs = runs
  }
}

extension VeraMinai {
  /// The report's settings, and what each scale runs of them.
  package struct Configuration: Sendable {
    let scale: ReportScale

    package init(_ scale: ReportScale) { self.scale = scale }

    private func pick<Value>(_ full: Value, quick: Value, smoke: Value) -> Value {
      switch scale {
      case .full: full
      case .quick: quick
      case .smoke: smoke
      }
    }

    /// Images of each digit, as many as in the report's file.
    var imagesPerDigit: Int { pick(500, quick: 100, smoke: 20) }
    /// Up to 200 epochs; errors are logged after epochs 1, 11, … 191, and the last log is the result.
    var epochs: Int { pick(191, quick: 31, smoke: 11) }
    /// Ours: one run has no interval.
    var runs: Int { pick(5, quick: 2, smoke: 2) }
    /// Ours: the whole search, 81 trainings, runs for fewer epochs.
    var gridEpochs: Int { pick(31, quick: 11, smoke: 1) }

    /// Sections 1.1 and 2.1; what the text leaves out is from the code.
    var shared: TrainingSettings {
      TrainingSettings([
        "dataset": "mnist",
        "scaling": "unit",
        "validation": "0",
        "init": "normal:0.01",
        "optimizer": "momentum-damped",
        "momentum": "0.9",
        "learning-rate": "0.01",
        "batch-size": "32",
        "order": "shuffled-once",
        "reduction": "sum",
        "epochs": "\(epochs)",
      ])
    }

    /// Section 1.1, 784-200-10: ReLU, sigmoid outputs, squared error.
    package var classifier: TrainingSettings {
      shared.changing([
        "layers": "200", "activation": "relu", "loss": "squared-error", "output-activation": "sigmoid",
      ])
    }

    /// The same under cross-entropy, whose gradient by the weighted sums is p − y; the loss contains the sigmoid.
    var probable: TrainingSettings {
      classifier.changing(["loss": "sigmoid-binary-cross-entropy", "output-activation": "none"])
    }

    /// Section 2.1, 784-200-784.
    var autoencoder: TrainingSettings {
      shared.changing([
        "autoencoder": "200", "code-activation": "relu", "loss": "squared-error", "output-activation": "sigmoid",
      ])
    }

    private func asWritten(_ settings: TrainingSettings) -> TrainingSettings {
      settings.changing([
        "optimizer": "momentum", "validation": "0.1", "order": "shuffled", "patience": "10",
        "epochs": "\(scale == .full ? 200 : epochs)",
      ])
    }

    private func reading(
      _ id: String, _ name: String, _ settings: TrainingSettings, what: String, isThresholded: Bool = true
    ) -> VeraReading {
      VeraReading(
        id: id, name: name, isThresholded: isThresholded,
        study: PaperStudy(
          "vera-minai, \(what) \(name)", seeds: runs, data: subset, probe: isThresholded ? .thresholded : .plain,
          settings))
    }

    package var classifiers: [VeraReading] {
      [
        reading("code", "as the code stands", classifier, what: "classifier"),
        reading("probable", "as probably run", probable, what: "classifier"),
        reading("written", "as written", asWritten(probable), what: "classifier", isThresholded: false),
      ]
    }

    package var autoencoders: [VeraReading] {
      [
        reading("code", "as the code stands", autoencoder, what: "autoencoder"),
        reading("written", "as written", asWritten(autoencoder), what: "autoencoder", isThresholded: false),
      ]
    }

    // The search of section 1.1, under the probable reading.

    static let hiddenSizes = ["100", "200", "500"]
    static let learningRates = ["0.001", "0.01", "0.1"]
    static let momenta = ["0.5", "0.7", "0.9"]
    static let initializations = [(name: "N·0.01", setting: "normal:0.01"), ("Xavier", "xavier-normal"), ("He", "he")]
    /// The chosen settings.
    static let chosen = "200 / 0.01 / 0.9 / N·0.01"

    /// The label of the chosen settings in ``axes``.
    static let asChosen = "as chosen"

    /// One setting changed at a time, all epochs; labels name the difference from 200 units, η 0.01, β 0.9, N·0.01.
    var axes: PaperStudy {
      let changes: [(label: String, setting: String, value: String)] = [
        (Self.asChosen, "layers", "200"), ("100 units", "layers", "100"), ("500 units", "layers", "500"),
        ("η 0.001", "learning-rate", "0.001"), ("η 0.1", "learning-rate", "0.1"), ("β 0.5", "momentum", "0.5"),
        ("β 0.7", "momentum", "0.7"), ("Xavier", "init", "xavier-normal"), ("He", "init", "he"),
      ]
      return PaperStudy(
        "vera-minai, search", seeds: runs, data: subset, probe: .thresholded,
        changes.map { PaperStudy.Variant($0.label, probable.changing([$0.setting: $0.value])) })
    }

    /// The momenta again, undamped: 1/(1 − β) times the step.
    var writtenMomenta: PaperStudy {
      PaperStudy(
        "vera-minai, classical momentum", seeds: runs, data: subset, probe: .plain,
        Self.momenta.map { .init($0, asWritten(probable).changing(["momentum": $0])) })
    }

    /// The values of the whole search.
    var gridHidden: [String] { pick(Self.hiddenSizes, quick: ["100", "200"], smoke: ["100"]) }
    var gridRates: [String] { pick(Self.learningRates, quick: Self.learningRates, smoke: ["0.01", "0.1"]) }
    var gridMomenta: [String] { pick(Self.momenta, quick: ["0.5", "0.9"], smoke: ["0.9"]) }
    var gridInitializations: [(name: String, setting: String)] {
      pick(
        Self.initializations, quick: [Self.initializations[0], Self.initializations[2]],
        smoke: [Self.initializations[0]])
    }

    func gridLabel(_ hidden: String, _ rate: String, _ momentum: String, _ initialization: String) -> String {
      "\(hidden) / \(rate) / \(momentum) / \(initialization)"
    }

    /// Every combination, one run of few epochs each.
    var grid: PaperStudy {
      let variants = gridInitializations.flatMap { initialization in
        gridMomenta.flatMap { momentum in
          gridHidden.flatMap { hidden in
            gridRates.map { rate in
              PaperStudy.Variant(
                gridLabel(hidden, rate, momentum, initialization.name),
                probable.changing([
                  "layers": hidden, "learning-rate": rate, "momentum": momentum, "init": initialization.setting,
                  "epochs": "\(gridEpochs)",
                ]))
            }
          }
        }
      }
      return PaperStudy("vera-minai, whole search", seeds: 1, data: subset, probe: .thresholded, variants)
    }

    /// Section 2.1: the autoencoder's learning rates and initialisations.
    var rates: PaperStudy {
      PaperStudy(
        "vera-minai, autoencoder search", seeds: pick(3, quick: 1, smoke: 1), data: subset, probe: .thresholded,
        [
          .init("η 0.01, N·0.01", autoencoder), .init("η 0.001", autoencoder.changing(["learning-rate": "0.001"])),
          .init("η 0.1", autoencoder.changing(["learning-rate": "0.1"])),
          .init("Xavier", autoencoder.changing(["init": "xavier-normal"])),
          .init("He", autoencoder.changing(["init": "he"])),
        ])
    }

    /// The first images of each digit, split per class.
    package var subset: DataProvider {
      let count = imagesPerDigit
      return DataProvider("first \(count) of each class, 80/20 per class") { context, settings in
        let all = context.digits.training
        var taken = [Int](repeating: 0, count: all.classCount)
        var chosen: [Int32] = []
        for (example, label) in all.labels.enumerated() where taken[Int(label)] < count {
          taken[Int(label)] += 1
          chosen.append(Int32(example))
        }
        let (rest, test) = try all.subset(chosen).split(
          holdingOut: .fraction(0.2), stratified: true, seed: settings.seed)
        let (training, validation) = try rest.split(
          holdingOut: settings.validation, stratified: true, seed: settings.seed)
        let data = ExperimentData(training: training, validation: validation.count > 0 ? validation : nil, test: test)
        return data.scaled(settings.scaling)
      }
    }
  }
}
