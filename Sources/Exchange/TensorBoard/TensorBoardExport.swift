import FledgeDatasets
import FledgeFormats
import FledgeModels
import FledgeTensors
import FledgeTraining
import Foundation

/// Event files of trainings that have ended.
public struct TensorBoardExport {
  /// What is written beside the event files, and what is not.
  public struct Outcome: Sendable, Equatable {
    /// The number of event files.
    public var files = 0
    /// What could not be written, one line each.
    public var notes: [String] = []

    public init(files: Int = 0) { self.files = files }
  }

  private var outcome = Outcome()

  /// Writes one run into a folder, or each of several runs into a folder of its own below it.
  ///
  /// - Parameter path: the folder of the run, for weights and data; `nil` for runs of a store, which have none.
  /// - Throws: `RunFolderError`, `FormatError` where files cannot be written or the run is damaged.
  public static func write(_ tracked: TrackedRuns, folder path: String?, to target: String) throws -> Outcome {
    var export = TensorBoardExport()
    if let path, tracked.runs.count == 1, !FoldsFolder.isOne(path) {
      try export.write(tracked.runs[0], of: path, to: target)
      return export.outcome
    }
    var taken: Set<String> = []
    for run in tracked.runs {
      // A name such as `a/b` or `..` must not lead to another folder; equal names get a number.
      let name = run.name.split(separator: "/").map(safeName).joined(separator: "/")
      var free = name
      var number = 2
      while !taken.insert(free).inserted { (free, number) = ("\(name)-\(number)", number + 1) }
      try export.write(run, [], to: EventFolder("\(target)/\(free)").exportPath())
    }
    return export.outcome
  }

  private static func safeName(_ part: Substring) -> String {
    let text = PrintableText.line(String(part)).replacing("\\", with: "-")
    return ["", ".", ".."].contains(text) ? "-" : String(text.prefix(100))
  }

  /// Everything: numbers, weights, and where the data can be read what the network makes of them.
  private mutating func write(_ tracked: TrackedRun, of path: String, to target: String) throws {
    let run: TrainedRun
    do {
      run = try RunFolder(existing: path).load()
    } catch RunFolderError.missing(let reason) {
      outcome.notes.append("numbers alone: \(reason)")
      return try write(tracked, [], to: EventFolder(target).exportPath())
    }
    let folder = try EventFolder(target)
    let file = try folder.exportPath()
    var values = TensorBoardLog.histograms("weights", run.parameters)
    var shown: ShownExamples?
    do {
      shown = try ShownExamples(run)
    } catch {
      outcome.notes.append("neither embeddings nor reconstructions: \(error)")
    }
    let shape = run.contract.map { TensorShape($0.shape) } ?? shown?.examples.featureShape
    let pictures = shape.flatMap { NetworkPictures(run.network, shape: $0) }
    values += [pictures?.firstLayer(run.parameters)].compactMap { $0 }
    if let shown {
      if run.settings.isAutoencoder, let pictures {
        values += [try pictures.reconstructions(run.predictor, of: shown.examples, part: shown.part)].compactMap { $0 }
      }
      if let projector = try ProjectorFiles(run, examples: shown.examples) {
        try projector.write(to: folder.path)
      } else {
        outcome.notes.append("the network has no hidden layer, so there are no embeddings")
      }
    }
    try write(tracked, values, to: file)
  }

  private mutating func write(_ run: TrackedRun, _ last: [SummaryValue], to path: String) throws {
    let history = run.record.history
    let step = history.epochs.last?.step ?? 0
    var records = EventRecords()
    records.appendVersion(at: run.startedAt)
    records.append(
      [
        HyperparameterValues.experiment(
          run.settings,
          metrics: ScalarTags.metrics(
            hasTest: run.record.testLoss != nil, hasLabels: history.epochs.last?.runningTrainingAccuracy != nil,
            hasValidation: run.record.validationExamples > 0)),
        HyperparameterValues.start(run.settings, at: run.startedAt),
      ], step: 0, at: run.startedAt)
    for (epoch, time) in run.timedEpochs { records.append(ScalarTags.values(epoch), step: epoch.step, at: time) }
    let status: HyperparameterValues.Status = run.record.divergence == nil ? .success : .failure
    records.append(
      ScalarTags.values(run.record.results) + last + [HyperparameterValues.end(status, at: run.endedAt)], step: step,
      at: run.endedAt)
    try AtomicFile.write(records.bytes, to: path)
    outcome.files += 1
  }
}
