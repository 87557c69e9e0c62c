public import FledgeModels
import FledgeNetworks
public import FledgeRunStore

/// One run of a study before it is trained: a variant and a seed, and what its settings do not say.
public struct RunPlan: Sendable {
  /// The variant's name, for progress.
  public var name: String
  /// The settings, seed and threads included.
  public var settings: TrainingSettings
  /// The run as the store keeps it.
  public var definition: StudyRunDefinition
  /// The name of the data provider; empty where the settings say all.
  public var dataName = ""
  /// Makes the examples.
  public var data: @Sendable (TrainingSettings) throws -> ExperimentData
  /// What is measured during training, beside the history of epochs.
  public var probe: Probe?
  /// Where the run's folder goes; `nil` where the store alone keeps it.
  ///
  /// A folder with a record is the finished run.
  public var folder: String?
  /// The name of its study.
  public var study: String?
  /// The name of its variant in the study's file, where that has one.
  public var variant: String?
  /// Tags for the run in the store.
  public var tags: [String] = []

  /// A run that its settings describe in full.
  public init(
    _ name: String, _ settings: TrainingSettings,
    data: @escaping @Sendable (TrainingSettings) throws -> ExperimentData = { try ExperimentData($0) }
  ) {
    self.name = name
    self.settings = settings
    self.data = data
    let stored = RunSettings(settings)
    definition = StudyRunDefinition(configuration: stored.canonicalText, hash: stored.hash, seed: settings.seed)
  }

  /// A rough measure of the work, in parameters times examples: a step also has the cost of the optimizer's pass over
  /// the parameters, about as much as five examples, and of everything else, about as much as 170,000 parameters.
  public func cost(examples: Int, features: Int, outputs: Int = 10) -> Double {
    let count = Double(min(settings.examples ?? examples, examples))
    let network = try? settings.network(features: features, outputs: outputs)
    let parameters = Double(network?.parameterCount ?? 1)
    let steps = (count / Double(settings.batchSize)).rounded(.up)
    return Double(settings.epochs) * (count * parameters + steps * (5 * parameters + 170_000))
  }
}

/// A run with its place in a store.
public struct ScheduledRun: Sendable {
  public let plan: RunPlan
  /// Its row.
  public let cell: StudyRun
  /// The number of runs in its study.
  public let count: Int

  /// Creates a study in the store, or continues it.
  ///
  /// - Throws: `RunStoreError` where the store holds a study of this name with other runs.
  public static func register(
    _ plans: [RunPlan], of definition: StudyDefinition, in store: any RunStore
  ) throws -> (study: Study, runs: [ScheduledRun]) {
    let study = try store.createStudy(definition)
    // Runs of smaller epochs, which the definition no longer has, come behind the others.
    let runs = zip(plans, try store.cells(of: study.id)).map { plan, cell in
      ScheduledRun(plan: plan, cell: cell, count: plans.count)
    }
    return (study, runs)
  }
}
