public import FledgeFormats
public import FledgeTraining
import Foundation

extension RunFolder {
  /// The history as CSV, one line for each epoch; what was not measured is left empty.
  package static func csv(_ history: History) -> String {
    var text =
      "epoch,step,learning_rate,training_loss_seen,training_accuracy_seen,training_loss,training_accuracy,"
      + "validation_loss,validation_accuracy,seconds\n"
    for record in history.epochs { text += csvLine(record) }
    return text
  }

  /// The line of one epoch.
  static func csvLine(_ record: EpochRecord) -> String {
    let values: [Double?] = [
      record.learningRate, record.runningTrainingLoss, record.runningTrainingAccuracy, record.trainingLoss,
      record.trainingAccuracy, record.validationLoss, record.validationAccuracy, record.seconds,
    ]
    let cells = ["\(record.epoch)", "\(record.step)"] + values.map { $0.map { "\($0)" } ?? "" }
    return cells.joined(separator: ",") + "\n"
  }

  /// Begins `history.csv` with the epochs that are done.
  ///
  /// - Throws: `FormatError` where it cannot be written.
  public func startHistory(_ history: History) throws -> HistoryFile {
    let file = "\(workPath)/\(RunFolder.historyName)"
    try AtomicFile.write(Array(RunFolder.csv(history).utf8), to: file)
    return try HistoryFile(file)
  }
}

/// `history.csv` while a training runs: it grows by a line for each epoch, so that other processes can watch.
public final class HistoryFile {
  private let path: String
  private let handle: FileHandle

  init(_ path: String) throws(FormatError) {
    self.path = path
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
      try handle.write(contentsOf: Data(RunFolder.csvLine(record).utf8))
    } catch {
      throw HistoryFile.error(path, error)
    }
  }

  private static func error(_ path: String, _ error: any Error) -> FormatError {
    FormatError(.system, path: path, expected: "the line of an epoch to be written", found: error.localizedDescription)
  }
}
