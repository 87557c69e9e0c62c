import ArgumentParser
import Fledge
import FledgeExchange
import Foundation

/// `fledge train --folds K`: a training for each fold, then one table.
extension TrainCommand {
  /// Trains all folds in a new folder.
  func trainFolds(_ settings: TrainingSettings, console: Console) throws {
    for (flag, isOn) in [
      ("--explain", explain), ("--overfit-one-batch", overfitOneBatch), ("--find-learning-rate", findLearningRate),
    ] where isOn {
      throw SettingError.conflict("\(flag) looks at one training, and --folds has several; choose one with --fold 1")
    }
    // Settings that contradict each other are found before a folder is made.
    try settings.checkFolds()
    if dryRun { return try dryRunFolds(settings, console: console) }
    for fold in 1...(settings.folds ?? 1) { try events(ofFold: fold)?.check() }
    let folder = try FoldsFolder(creating: self.folder, replacing: overwrite, settings)
    do {
      try train(in: folder, isResumed: false, console: console)
    } catch {
      if !(error is ExitStatusError) { folder.abandon() }
      throw error
    }
  }

  /// Goes on with the folds of a folder that are not finished.
  func goOnFolds(with path: String, console: Console) throws {
    let folder = try FoldsFolder(resuming: path)
    var asked = folder.settings
    try flags.apply(to: &asked, file: file)
    let differences = asked.differences(from: folder.settings)
    guard differences.isEmpty else { throw CheckpointError.differs(path: path, differences: differences) }
    try train(in: folder, isResumed: true, console: console)
  }

  /// What the folds of one training share.
  private struct Shared {
    var contract: DataContract?
    /// What was said of the data.
    var notes: Set<String> = []
    /// Whether the next fold is the first that is trained.
    var isFirst = true
  }

  private func train(in folder: FoldsFolder, isResumed: Bool, console: Console) throws {
    Interruption.catchSignals()
    let count = folder.settings.folds ?? 0
    var results = FoldResults(folder.settings)
    var shared = Shared()
    for fold in 1...count {
      let path = folder.run(fold)
      if folder.isFinished(fold), let record = try RunFolder.record(in: path) {
        console.say("Fold \(fold) of \(count) is finished in \(path).")
        shared.contract = try shared.contract ?? RunFolder(existing: path).contract()
        results.add(record, folder: folder.finalRun(fold))
        continue
      }
      if Interruption.isRequested { try interrupted(folder, fold: fold, console: console) }
      console.say((shared.isFirst ? "" : "\n") + "Fold \(fold) of \(count), in \(path)")
      var settings = folder.settings
      settings.fold = fold
      // The command may go on in another folder than it began in.
      if isResumed, let contract = shared.contract { try RunData.locate(contract, run: path, in: &settings) }
      var ofFold = console
      ofFold.prefix = "fold \(fold) of \(count): "
      results.add(
        try train(fold: settings, of: folder, shared: &shared, console: ofFold), folder: folder.finalRun(fold))
      shared.isFirst = false
    }
    var json = results.json
    json["output"] = .string(folder.path)
    for note in try folder.write(.object(json)) { console.warn(note) }
    console.say("\n" + FoldTable(results).text + "\n\nThe runs are in \(folder.path).")
    if output.json { console.give(.object(json)) }
    try checkStrict(results, in: folder)
  }

  /// Ends with the warnings of all folds where they are errors.
  private func checkStrict(_ results: FoldResults, in folder: FoldsFolder) throws {
    let warned = results.records.enumerated().filter { $0.element.warnings?.isEmpty == false }
    guard strict, let first = warned.first, let warning = first.element.warnings?.first else { return }
    let others =
      warned.count > 1 ? "; so has fold \(warned.dropFirst().map { "\($0.offset + 1)" }.joined(separator: ", "))" : ""
    throw DatasetError.badData(
      "fold \(first.offset + 1) of \(results.records.count) has a warning: \(warning)\(others) (--strict); all runs are complete "
        + "and kept in \(folder.path)")
  }

  /// The folder of a fold's event files.
  private func events(ofFold fold: Int) throws -> EventFolder? {
    try tensorboard.map { try EventFolder("\($0)/fold-\(fold)") }
  }

  /// Trains one fold from its newest checkpoint, or from the beginning.
  private func train(
    fold settings: TrainingSettings, of folder: FoldsFolder, shared: inout Shared, console: Console
  ) throws -> RunRecord {
    let path = folder.run(settings.fold ?? 1)
    let isBegun = FileManager.default.fileExists(atPath: path + "/config.yaml")
    let run = try isBegun ? RunFolder(resuming: path) : RunFolder(creating: path)
    do {
      if isBegun { try run.removeLeftovers() } else { try run.begin(settings) }
      let checkpoint = try isBegun ? run.checkpoints.newest { console.warn($0) } : nil
      let experiment = try Experiment(settings)
      if let checkpoint {
        try experiment.restore(checkpoint)
        warnOfNumerics(checkpoint.numerics, in: path, console: console)
        console.say("Going on after step \(experiment.trainer.state.step).")
      } else {
        try run.begin(experiment.settings)
      }
      if let contract = shared.contract { try RunData.checkSame(contract, experiment.data, run: folder.path) }
      if let found = experiment.data.contract { try run.writeContract(found) }
      shared.contract = shared.contract ?? experiment.data.contract
      // Later folds say what the first has not said.
      for note in experiment.data.notes where !shared.isFirst && !shared.notes.contains(note) { console.warn(note) }
      shared.notes.formUnion(experiment.data.notes)
      var session = try session(experiment, console: console, isFirst: shared.isFirst)
      session.resumePath = folder.path
      session.events = try log(
        events(ofFold: settings.fold ?? 1), experiment, isResumed: isBegun, console: console)
      // The other folds are trained first.
      session.isStrict = false
      let (_, record, warnings) = try session.train(in: run)
      try session.tell(warnings, of: run)
      return record
    } catch {
      if !(error is ExitStatusError) { run.abandon() }
      throw error
    }
  }

  private func interrupted(_ folder: FoldsFolder, fold: Int, console: Console) throws -> Never {
    console.warn("interrupted before fold \(fold); go on with `fledge train --resume \(shellWord(folder.path))`")
    if output.json {
      console.give(["end_reason": "interrupted", "fold": .integer(fold), "output": .string(folder.path)])
    }
    throw ExitStatusError(status: .interrupted)
  }
}

/// The folds, their mean and its interval as a table.
struct FoldTable {
  let text: String

  init(_ results: FoldResults) {
    let metrics = results.measured
    var rows = [["fold", "training", "test"] + metrics.map(\.title)]
    func shown(_ name: String, _ value: Double) -> String {
      name == "test_accuracy" ? percent(value) : scientific(value)
    }
    let found = metrics.compactMap { results.folds($0.name) }
    for (index, record) in results.records.enumerated() {
      rows.append(
        ["\(index + 1)", grouped(record.trainingExamples), grouped(record.testExamples)]
          + zip(metrics, found).map { shown($0.name, $1.values.values[index]) })
    }
    rows.append(["mean", "", ""] + zip(metrics, found).map { shown($0.name, $1.mean) })
    for (title, end) in [("from", \Interval.lower), ("to", \Interval.upper)] {
      rows.append(
        [title, "", ""]
          + zip(metrics, found).map { metric, values in
            values.interval().map { shown(metric.name, $0[keyPath: end]) } ?? "–"
          })
    }
    text =
      tableText(rows, rightAligned: 1)
      + "\n(from, to: 95 % interval of the mean by the corrected resampled t of Nadeau and Bengio, which allows for the training "
      + "rows\nthat folds share; it says nothing about other rows than these)"
  }
}
