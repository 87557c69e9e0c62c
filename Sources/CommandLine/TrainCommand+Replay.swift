import Fledge
import Foundation

/// `fledge train --replay RUN`: the same settings, the same changes by hand at the same steps, the same bits.
extension TrainCommand {
  func repeatRun(_ path: String, console: Console) throws {
    guard flags.recipe == nil else {
      throw SettingError.conflict("--replay takes all settings from its run; leave out --recipe")
    }
    let original = try RunFolder(existing: path)
    guard let record = try original.record() else {
      throw RunFolderError.unusable("\(path): expected a record of its weights, found a run of an earlier version")
    }
    let settings = try RunFolder.settings(in: path, checkedBy: record)
    var asked = settings
    try flags.apply(to: &asked, file: nil)
    let contract = try original.contract()
    if let contract, asked.data == settings.data, asked.test == settings.test {
      try RunData.locate(contract, run: path, in: &asked)
    }
    let differences = asked.differences(from: settings)
    guard differences.isEmpty else { throw CheckpointError.differs(path: path, differences: differences) }

    let run = try folder.map { try RunFolder(creating: $0, replacing: overwrite) } ?? RunFolder(numberedIn: "runs")
    let interventions = record.interventions ?? []
    do {
      try run.begin(asked)
      if !interventions.isEmpty { try run.write(interventions) }
      Interruption.catchSignals()
      let experiment = try Experiment(asked)
      if let contract { try RunData.checkSame(contract, experiment.data, run: path) }
      experiment.trainer.interventions = interventions
      let session = try session(experiment, console: console)
      try run.begin(experiment.settings)
      if !interventions.isEmpty { try run.write(interventions) }
      if let contract = experiment.data.contract { try run.writeContract(contract) }
      warnOfNumerics(record.numerics, in: path, console: console)
      let (_, repeated, warnings) = try session.train(in: run)
      try session.tell(warnings, of: run)
      try compare(repeated, with: record, of: path, run: run, console: console)
    } catch {
      if !(error is ExitStatusError) { run.abandon() }
      throw error
    }
  }

  private func compare(
    _ repeated: RunRecord, with record: RunRecord, of path: String, run: RunFolder, console: Console
  ) throws {
    let isEqual = repeated.weightsSha256 == record.weightsSha256
    let changes = record.interventions?.count ?? 0
    let text = changes == 0 ? "no change by hand" : "\(changes) change\(changes == 1 ? "" : "s") by hand"
    console.say("The run is in \(run.path).")
    if isEqual {
      console.say("With \(text) the weights equal those of \(path), SHA-256 \(record.weightsSha256.prefix(12))….")
    }
    if output.json {
      console.give([
        "replayed": .string(path), "output": .string(run.path), "equal": .bool(isEqual),
        "interventions": .integer(changes), "weights_sha256": .string(repeated.weightsSha256),
        "expected_sha256": .string(record.weightsSha256),
      ])
    }
    guard isEqual else {
      console.warn(
        "\(path): expected weights of SHA-256 \(record.weightsSha256.prefix(12))…, found \(repeated.weightsSha256.prefix(12))… "
          + "in \(run.path); was the run trained by another version, or its data changed?")
      throw ExitStatusError(status: .failed)
    }
  }
}
