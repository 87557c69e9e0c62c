public import FledgeFormats
public import FledgeTraining
import Foundation

extension RunFolder {
  /// The history as CSV, one line for each epoch; what was not measured is left empty.
  ///
  /// - Parameter tracked: further columns, by default those that the epochs have.
  package static func csv(_ history: History, tracked: [String]? = nil) -> String {
    let names = tracked ?? trackedNames(history)
    let columns =
      [
        "epoch", "step", "learning_rate", "training_loss_seen", "training_accuracy_seen", "training_loss",
        "training_accuracy", "validation_loss", "validation_accuracy", "seconds",
      ] + names
    return columns.map(CSVCell.field).joined(separator: ",") + "\n"
      + history.epochs.map { csvLine($0, tracked: names) }.joined()
  }

  /// The names of what the epochs have measured on request.
  static func trackedNames(_ history: History) -> [String] {
    var names: [String] = []
    for value in history.epochs.flatMap({ $0.tracked ?? [] }) where !names.contains(value.name) {
      names.append(value.name)
    }
    return names
  }

  /// The line of one epoch.
  static func csvLine(_ record: EpochRecord, tracked names: [String]) -> String {
    let values: [Double?] = [
      record.learningRate, record.runningTrainingLoss, record.runningTrainingAccuracy, record.trainingLoss,
      record.trainingAccuracy, record.validationLoss, record.validationAccuracy, record.seconds,
    ]
    let tracked = names.map { name in record.tracked?.first { $0.name == name }?.value }
    let cells = ["\(record.epoch)", "\(record.step)"] + (values + tracked).map { $0.map { "\($0)" } ?? "" }
    return cells.joined(separator: ",") + "\n"
  }

  /// Begins `history.csv` with the epochs that are done.
  ///
  /// - Parameter tracked: the columns that the training will measure on request.
  /// - Throws: `FormatError` where it cannot be written.
  public func startHistory(_ history: History, tracked: [String] = []) throws -> HistoryFile {
    let file = "\(workPath)/\(RunFolder.historyName)"
    let known = RunFolder.trackedNames(history)
    let names = known + tracked.filter { !known.contains($0) }
    try AtomicFile.write(Array(RunFolder.csv(history, tracked: names).utf8), to: file)
    return try HistoryFile(file, tracked: names)
  }
}

/// `history.csv` while a training runs: it grows by a line for each epoch, so that other processes can watch.
public final class HistoryFile {
  private let path: String
  private let handle: FileHandle
  private let tracked: [String]

  init(_ path: String, tracked: [String]) throws(FormatError) {
    (self.path, self.tracked) = (path, tracked)
    do {
      handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.seekToEnd()
    } catch {
      throw HistoryFile.error(path, error)
    }
  }

  /// Adds the line of an epoch.
  public func append(_ record: EpochRecord) throws(FormatError) {
    do {
      try handle.write(contentsOf: Data(RunFolder.csvLine(record, tracked: tracked).utf8))
    } catch {
      throw HistoryFile.error(path, error)
    }
  }

  private static func error(_ path: String, _ error: any Error) -> FormatError {
    FormatError(.system, path: path, expected: "the line of an epoch to be written", found: error.localizedDescription)
  }
}
