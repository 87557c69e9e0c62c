public import FledgeModels

/// Some variants, each trained with the same seeds.
public struct PaperStudy: Sendable {
  /// One set of settings.
  public struct Variant: Sendable {
    /// The name within the study, as figures show it, such as "tanh".
    public let label: String
    /// The complete settings; each seed of the study replaces the seed in them.
    public let settings: TrainingSettings

    public init(_ label: String, _ settings: TrainingSettings) {
      self.label = label
      self.settings = settings
    }
  }

  /// The name for progress, such as "modular, activations".
  public let name: String
  public let variants: [Variant]
  /// The number of seeds, from 0; `fledge reproduce --seeds` replaces it.
  public let seeds: Int
  public let data: DataProvider
  /// What is measured during training, beside the history of epochs.
  public let probe: Probe?

  public init(
    _ name: String, seeds: Int, data: DataProvider = .standard, probe: Probe? = nil, _ variants: [Variant]
  ) {
    self.name = name
    self.seeds = seeds
    self.data = data
    self.probe = probe
    self.variants = variants
  }

  /// A study of one variant, which needs no label.
  public init(
    _ name: String, seeds: Int, data: DataProvider = .standard, probe: Probe? = nil, _ settings: TrainingSettings
  ) {
    self.init(name, seeds: seeds, data: data, probe: probe, [Variant("", settings)])
  }
}

/// Makes the examples of a training from the context's data.
public struct DataProvider: Sendable {
  /// What is done, such as "first 500 of each class"; runs are identified by it, so it must change when the closure
  /// does.
  public let name: String
  package let make: @Sendable (ReproductionContext, TrainingSettings) throws -> ExperimentData
  /// The digest of the data's files, where they are not those of the context.
  let checksum: (@Sendable (ReproductionContext, TrainingSettings) throws -> String)?

  /// `settings` hold the seed.
  public init(
    _ name: String, make: @escaping @Sendable (ReproductionContext, TrainingSettings) throws -> ExperimentData
  ) {
    self.init(name, checksum: nil, make: make)
  }

  init(
    _ name: String, checksum: (@Sendable (ReproductionContext, TrainingSettings) throws -> String)?,
    make: @escaping @Sendable (ReproductionContext, TrainingSettings) throws -> ExperimentData
  ) {
    (self.name, self.checksum, self.make) = (name, checksum, make)
  }

  /// As the settings say: dataset, number of examples, validation share, scaling.
  public static let standard = DataProvider("standard") { try $0.data(for: $1) }

  /// As `fledge train` reads them: any dataset, with its files, split and augmentation.
  static let asTrained = DataProvider(
    "as trained", checksum: { try $0.trainingData.summary(of: $1).digest }, make: { try $0.trainingData.data(for: $1) })
}
