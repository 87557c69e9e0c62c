internal import CFledgeMPI
internal import Fledge
import Foundation

/// One rank of a training: rank 0 reads and writes the run's folder, all train.
struct RankTraining {
  private let flags: TrainFlags
  private let world: World

  init(_ flags: TrainFlags, _ world: World) {
    (self.flags, self.world) = (flags, world)
  }

  /// - Returns: `.done`, or `.interrupted` after a signal.
  /// - Throws: `RankError` and `TrainingError` on all ranks; anything else on one, which must then end the others.
  func run() throws -> Status {
    var folder: RunFolder?
    do {
      var settings = TrainingSettings()
      var checkpoint: Checkpoint?
      if let path = flags.resume {
        (folder, settings, checkpoint) = try resume(path)
        if try world.broadcast([folder?.isFinished ?? false ? 1 : 0]) == [1] {
          if let folder { try reportFinished(folder) }
          return .done
        }
      } else {
        settings = try world.agree { try checked(settings) }
        folder = try world.agree { try create(settings) }
      }
      return try train(settings, from: checkpoint, in: folder)
    } catch {
      if flags.resume == nil, error is RankError { folder?.abandon() }
      throw error
    }
  }

  private func checked(_ start: TrainingSettings) throws -> TrainingSettings {
    var settings = start
    try flags.apply(to: &settings)
    guard settings.folds == nil || settings.fold != nil else {
      throw SettingError.conflict("folds: ranks share one training; choose a fold with --set fold=N")
    }
    guard settings.shards.isMultiple(of: world.rankCount) else {
      throw SettingError.conflict(
        "shards: \(world.rankCount) ranks cannot share \(settings.shards) \(settings.shards == 1 ? "leaf" : "leaves"); start a number of ranks that divides shards "
          + "(--set shards=8 lets 1, 2, 4 or 8 share a training)")
    }
    return settings
  }

  /// The new run's folder, on rank 0.
  private func create(_ settings: TrainingSettings) throws -> RunFolder? {
    guard world.rank == 0 else { return nil }
    let folder =
      try flags.output.map { try RunFolder(creating: $0, replacing: flags.overwrite) }
      ?? RunFolder(numberedIn: "runs")
    try folder.begin(settings)
    return folder
  }

  /// The run's folder on rank 0, and its settings and newest checkpoint on all.
  private func resume(_ path: String) throws -> (RunFolder?, TrainingSettings, Checkpoint?) {
    let (folder, text, bytes) = try world.agree { () -> (RunFolder?, [UInt8], [UInt8]) in
      guard world.rank == 0 else { return (nil, [], []) }
      let folder = try RunFolder(resuming: path)
      try folder.removeLeftovers()
      guard try folder.interventions().isEmpty else {
        throw SettingError.conflict(
          "\(path): this run was changed by hand while it trained; go on with `fledge train --resume`")
      }
      let settings = try folder.settings()
      let checkpoint = try folder.checkpoints.newest { say("fledge-mpi: \($0)") }
      return (folder, Array(settings.yaml.utf8), try checkpoint?.encoded() ?? [])
    }
    let stored = try world.broadcast(text)
    let newest = try world.broadcast(bytes)
    let settings = try world.agree {
      var settings = TrainingSettings()
      try settings.apply(yaml: String(decoding: stored, as: UTF8.self), name: path, isRun: true)
      let before = settings
      let asked = try checked(settings)
      let differences = asked.differences(from: before)
      guard differences.isEmpty else { throw CheckpointError.differs(path: path, differences: differences) }
      return asked
    }
    let checkpoint = try world.agree { newest.isEmpty ? nil : try Checkpoint(bytes: newest, path: path) }
    return (folder, settings, checkpoint)
  }

  private func train(_ settings: TrainingSettings, from checkpoint: Checkpoint?, in folder: RunFolder?) throws -> Status
  {
    let experiment = try world.agree {
      let experiment = try Experiment(settings, restores: checkpoint != nil, exchange: world)
      if let checkpoint { try experiment.restore(checkpoint) }
      return experiment
    }
    try world.compare(try world.agree { try Fingerprint(experiment) })
    guard let folder else {
      let history = try experiment.trainer.run { _ in command }
      return history.endReason == .interrupted ? .interrupted : .done
    }
    let contract = experiment.data.contract
    if checkpoint == nil { try folder.begin(experiment.settings) }
    if let contract { try folder.writeContract(contract) }
    let file = try folder.startHistory(experiment.trainer.state.history)
    let result = try experiment.run(checkpoints: folder.checkpoints, writer: programName) { event in
      if case .epoch(let record, _) = event {
        try file.append(record)
        show(record)
      }
      return command
    }
    guard let result else {
      let state = experiment.trainer.state
      say(
        "fledge-mpi: interrupted after step \(state.step); go on with `mpirun … fledge-mpi train --resume \(folder.path)`"
      )
      if flags.json {
        give([
          "end_reason": .string(EndReason.interrupted.rawValue), "step": .integer(state.step),
          "epochs": .integer(state.epoch), "output": .string(folder.path),
        ])
      }
      return .interrupted
    }
    try folder.checkpoints.save(experiment.checkpoint(writer: programName))
    var record = experiment.record(result, writer: programName)
    let warnings = experiment.warnings + experiment.warnings(after: result)
    record.warnings = warnings.isEmpty ? nil : warnings
    try folder.write(
      result, settings: experiment.settings, record: record, contract: contract,
      keptCheckpoint: experiment.trainer.state.step)
    for warning in warnings { say("fledge-mpi: warning: \(warning)") }
    report(record, experiment.settings, folder)
    return .done
  }

  private var command: TrainingCommand { fledge_mpi_was_interrupted() != 0 ? .stop : .proceed }

  private func show(_ record: EpochRecord) {
    guard !flags.quiet else { return }
    let validation = record.validationLoss.map { ", validation loss \(rounded($0))" } ?? ""
    say("epoch \(record.epoch): \(rounded(record.seconds)) s, loss \(rounded(record.runningTrainingLoss))\(validation)")
  }

  private func rounded(_ value: Double) -> String { String(format: "%.4g", value) }

  private func report(_ record: RunRecord, _ settings: TrainingSettings, _ folder: RunFolder) {
    guard flags.json else {
      print("weights \(record.weightsSha256)\nThe run is in \(folder.path).")
      return
    }
    var summary = record.summary
    summary["settings"] = .object(settings.values)
    summary["output"] = .string(folder.path)
    summary["ranks"] = .integer(world.rankCount)
    summary["mpi"] = .string(world.library)
    give(summary)
  }

  private func reportFinished(_ folder: RunFolder) throws {
    let summary = try folder.summary()
    say("fledge-mpi: the run in \(folder.path) is finished")
    if flags.json { give(summary) }
  }

  private func give(_ object: JSONObject) { print(JSONValue.object(object).text(.indented)) }
}
