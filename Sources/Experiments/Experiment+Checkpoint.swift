import FledgeDatasets
public import FledgeFormats
public import FledgeTraining

extension Experiment {
  /// Trains with checkpoints, from wherever the trainer stands, then measures the test set once.
  ///
  /// - Parameters:
  ///   - folder: where checkpoints go.
  ///   - writer: the program that writes them.
  ///   - watch: told of every step and epoch; may ask to stop.
  /// - Returns: the result, or `nil` where `onEvent` has stopped the training: the newest checkpoint then holds the state
  ///   after the last step.
  /// - Throws: `TrainingError.diverged`; `FormatError` where a checkpoint cannot be written.
  public func run(
    checkpoints folder: CheckpointFolder, writer: String,
    onEvent: (TrainingEvent) throws -> TrainingCommand = { _ in .proceed }
  ) throws -> ExperimentResult? {
    var timer = CheckpointTimer(settings.checkpointEvery)
    let history = try trainer.run { event in
      if timer.isDue(after: event, state: trainer.state) { try folder.save(checkpoint(writer: writer)) }
      return try onEvent(event)
    }
    if history.endReason == .interrupted {
      try folder.save(checkpoint(writer: writer))
      return nil
    }
    return try measured(history)
  }

  /// Everything that the training needs to go on, with its settings and the SHA-256 of its data.
  ///
  /// - Parameter notes: what the caller wants to find in `Checkpoint.notes` again.
  public func checkpoint(writer: String, notes: JSONValue? = nil) -> Checkpoint {
    var context: JSONObject = ["settings": .object(frozenSettings), "data": .object(dataOrigin)]
    context["notes"] = notes
    return trainer.checkpoint(writer: writer, context: context)
  }

  /// Puts the training where a checkpoint was taken.
  ///
  /// Threads, the place of the data and the interval of checkpoints change no bit of the result, so they may differ.
  /// - Throws: `CheckpointError` with every difference between the settings, the data or the networks.
  public func restore(_ checkpoint: Checkpoint) throws {
    var settings = TrainingSettings().values.withoutOperation
    for member in checkpoint.context["settings"]?.objectValue?.members ?? [] { settings[member.key] = member.value }
    let origin = checkpoint.context["data"]?.objectValue ?? JSONObject()
    let differences =
      Checkpoint.differences(from: settings, to: frozenSettings) + Checkpoint.differences(from: origin, to: dataOrigin)
    guard differences.isEmpty else { throw CheckpointError.differs(path: checkpoint.path, differences: differences) }
    try trainer.restore(checkpoint)
  }

  private var frozenSettings: JSONObject { settings.values.withoutOperation }

  /// The data's origin: the SHA-256 of each file, or what they were generated from, and how many examples there are.
  private var dataOrigin: JSONObject {
    let provenance = data.training.provenance
    let origin: JSONValue =
      switch provenance.origin {
      case .files: .array(provenance.files.map { .string($0.sha256) })
      case .generated(let seed): .string("\(provenance.name), generated with seed \(seed)")
      }
    return [
      "data files (SHA-256)": origin,
      "training examples": .integer(data.training.count),
      "validation examples": .integer(data.validation?.count ?? 0),
      "test examples": .integer(data.test?.count ?? 0),
    ]
  }
}

extension Checkpoint {
  /// What the caller of `Experiment.checkpoint(writer:notes:)` noted.
  public var notes: JSONValue? { context["notes"] }
}

extension TrainingSettings {
  /// The settings that say how a training is carried out and change no bit of its result.
  public static let operationKeys = ["threads", "data", "checkpoint-every"]

  /// How these settings differ from others in what decides the result, one text for each.
  public func differences(from other: TrainingSettings) -> [String] {
    Checkpoint.differences(from: other.values.withoutOperation, to: values.withoutOperation)
  }
}

extension JSONObject {
  /// The settings that decide a training's result.
  var withoutOperation: JSONObject {
    var object = self
    for key in TrainingSettings.operationKeys { object[key] = nil }
    return object
  }
}
