import FledgeDatasets
public import FledgeFormats
public import FledgeTraining

extension Experiment {
  /// Trains with checkpoints from the trainer's present state, then measures the test set once.
  ///
  /// - Parameters:
  ///   - folder: where checkpoints are written.
  ///   - writer: the name and version of the program.
  ///   - onEvent: called after every step and epoch; may stop the training.
  /// - Returns: the result, or `nil` where `onEvent` stopped the training: the newest checkpoint then holds the state
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

  /// A checkpoint of the training, with its settings and the SHA-256 of its data.
  ///
  /// - Parameter notes: stored with it; `Checkpoint.notes` returns them.
  public func checkpoint(writer: String, notes: JSONValue? = nil) -> Checkpoint {
    var context: JSONObject = [
      "settings": .object(frozenSettings), "data": .object(dataOrigin), "numerics": .integer(RunRecord.currentNumerics),
    ]
    context["notes"] = notes
    return trainer.checkpoint(writer: writer, context: context)
  }

  /// Restores the state of a checkpoint.
  ///
  /// Threads, the path of the data and the checkpoint interval do not change the result, so they may differ. So may the
  /// number of epochs where the schedule does not depend on it.
  /// - Throws: `CheckpointError` with every difference between the settings, the data or the networks.
  public func restore(_ checkpoint: Checkpoint) throws {
    var settings = stored(checkpoint.context["settings"]?.objectValue ?? JSONObject())
    var frozen = frozenSettings
    if !self.settings.schedule.schedule.dependsOnEpochs { (settings["epochs"], frozen["epochs"]) = (nil, nil) }
    let origin = checkpoint.context["data"]?.objectValue ?? JSONObject()
    var dataOrigin = dataOrigin
    // Checkpoints of earlier versions do not know the test files.
    if origin[Self.testFilesKey] == nil { dataOrigin[Self.testFilesKey] = nil }
    let differences =
      Checkpoint.differences(from: settings, to: frozen) + Checkpoint.differences(from: origin, to: dataOrigin)
    guard differences.isEmpty else { throw CheckpointError.differs(path: checkpoint.path, differences: differences) }
    try trainer.restore(checkpoint)
  }

  private static let testFilesKey = "test files (SHA-256)"

  private var frozenSettings: JSONObject { settings.values.withoutOperation }

  /// A checkpoint's settings as this version would have written them.
  private func stored(_ object: JSONObject) -> JSONObject {
    var settings = TrainingSettings()
    if (try? settings.apply(object, isRun: true)) != nil { return settings.values.withoutOperation }
    // A later version's settings are compared as they stand.
    var values = TrainingSettings().values.withoutOperation
    for member in object.members { values[member.key] = member.value }
    return values
  }

  /// The SHA-256 of each data file, or how the data were generated, and the number of examples of each set.
  private var dataOrigin: JSONObject {
    let provenance = data.training.provenance
    let origin: JSONValue =
      switch provenance.origin {
      case .files: .array(provenance.files.map { .string($0.sha256) })
      case .generated(let seed): .string("\(provenance.name), generated with seed \(seed)")
      }
    let testFiles = data.test?.provenance.files ?? []
    return [
      "data files (SHA-256)": origin, Self.testFilesKey: .array(testFiles.map { .string($0.sha256) }),
      "training examples": .integer(data.training.count),
      "validation examples": .integer(data.validation?.count ?? 0),
      "test examples": .integer(data.test?.count ?? 0),
    ]
  }
}

extension Checkpoint {
  /// The notes that `Experiment.checkpoint(writer:notes:)` stored.
  public var notes: JSONValue? { context["notes"] }

  /// The version of the arithmetic that trained; the first one did not write it.
  public var numerics: Int { context["numerics"]?.integerValue ?? 1 }
}

extension TrainingSettings {
  /// The settings that do not change the result: threads, the path of the data, the checkpoint interval.
  public static let operationKeys = keys(deciding: .operation)

  /// The differences in settings that decide the result, one line each.
  public func differences(from other: TrainingSettings) -> [String] {
    Checkpoint.differences(from: other.values.withoutOperation, to: values.withoutOperation)
  }
}

extension JSONObject {
  /// The settings that decide the result.
  var withoutOperation: JSONObject {
    var object = self
    for key in TrainingSettings.operationKeys { object[key] = nil }
    return object
  }
}
