public import FledgeExperiments
public import FledgeTraining

/// Some choices of settings, each trained with the same seeds.
public struct PaperStudy: Sendable {
  /// One choice of settings.
  public struct Variant: Sendable {
    /// What tells it from the others of its study, as figures show it, such as "tanh".
    public let label: String
    /// The complete settings; the seed in them is replaced by each seed of the study.
    public let settings: TrainingSettings

    /// Names settings.
    public init(_ label: String, _ settings: TrainingSettings) {
      self.label = label
      self.settings = settings
    }
  }

  /// The name for progress, such as "modular, activations".
  public let name: String
  /// The settings to train.
  public let variants: [Variant]
  /// How many seeds, from 0; `fledge reproduce --seeds` replaces it.
  public let seeds: Int
  /// Where the examples come from.
  public let data: DataProvider
  /// What is measured while it trains, beside the history of epochs.
  public let probe: Probe?

  /// Makes a study.
  public init(
    _ name: String, seeds: Int, data: DataProvider = .standard, probe: Probe? = nil, _ variants: [Variant]
  ) {
    self.name = name
    self.seeds = seeds
    self.data = data
    self.probe = probe
    self.variants = variants
  }

  /// Makes a study of one choice of settings, which has no name of its own.
  public init(
    _ name: String, seeds: Int, data: DataProvider = .standard, probe: Probe? = nil, _ settings: TrainingSettings
  ) {
    self.init(name, seeds: seeds, data: data, probe: probe, [Variant("", settings)])
  }
}

/// How the examples of a training are made from the laboratory's data.
public struct DataProvider: Sendable {
  /// What is done, such as "first 500 of each class"; trials are found again by it, so it changes with what is done.
  public let name: String
  package let make: @Sendable (ReproductionContext, TrainingSettings) throws -> ExperimentData

  /// Makes a recipe; `settings` hold the seed.
  public init(
    _ name: String, make: @escaping @Sendable (ReproductionContext, TrainingSettings) throws -> ExperimentData
  ) {
    self.name = name
    self.make = make
  }

  /// What the settings say: dataset, how many examples, validation share, scaling.
  public static let standard = DataProvider("standard") { try $0.data(for: $1) }
}

/// Something that is measured while a network trains.
public struct Probe: Sendable {
  /// What is measured, such as "every 50 steps"; trials are found again by it, so it changes with what is done.
  public let name: String
  let look: @Sendable (TrainingEvent, Trainer, ExperimentData, inout Measurements) throws -> TrainingCommand

  /// Makes a watch, called after every step and every epoch; it may end the training.
  ///
  /// `trainer.evaluate(data.test!)` measures the present weights; `measurements` keeps what is found.
  public init(
    _ name: String,
    look: @escaping @Sendable (TrainingEvent, Trainer, ExperimentData, inout Measurements) throws -> TrainingCommand
  ) {
    self.name = name
    self.look = look
  }
}
