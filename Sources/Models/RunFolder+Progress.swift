public import FledgeFormats
public import FledgeTraining
import Foundation

extension RunFolder {
  static let progressName = "progress.json"

  /// What goes on in a run's folder.
  public enum State: String, Sendable {
    /// A training is at work.
    case running
    /// A training waits to be continued.
    case paused
    /// The training has come to its end.
    case finished
    /// A training was begun, and no process is at work on it.
    case unfinished
  }

  /// What goes on in a folder.
  ///
  /// A training holds the lock `.lock`, which names its process. A killed one leaves its lock's file and `progress.json`; its
  /// process is gone then.
  public static func state(at path: String) -> State {
    if let text = try? FileBytes.readSmall(path + "/.lock", limit: 4096) {
      let words = String(decoding: text, as: UTF8.self).split(separator: " ")
      if words.count > 1, let process = Int32(words[1]), kill(process, 0) == 0 || errno == EPERM {
        return progress(at: path)?["state"]?.stringValue == State.paused.rawValue ? .paused : .running
      }
    }
    return RunFolder(path: path).isFinished ? .finished : .unfinished
  }

  /// How far a running training has come, as it last said; `nil` where none has said so, or the file is half a line.
  public static func progress(at path: String) -> JSONValue? {
    guard let bytes = try? FileBytes.readSmall("\(path)/\(progressName)", limit: 1 << 16) else { return nil }
    return try? JSONValue(parsing: bytes)
  }
}

/// `progress.json` of a running training: written at most ten times a second, so that any process can watch.
///
/// It never ends a training: where it cannot be written, the watcher sees an old one.
public final class ProgressFile {
  private let path: String
  private let examples: Int
  private let clock = ContinuousClock()
  private var start: ContinuousClock.Instant
  private var written: ContinuousClock.Instant?
  private var pausedAt: ContinuousClock.Instant?
  private var stepsBefore: Int?
  private var latest: (progress: StepProgress, learningRate: Double)?
  private var hasFailed = false
  private let onFailure: (String) -> Void

  /// - Parameters:
  ///   - examples: the examples of one epoch.
  ///   - onFailure: called once where the file cannot be written.
  public init(_ folder: RunFolder, examples: Int, onFailure: @escaping (String) -> Void = { _ in }) {
    self.onFailure = onFailure
    path = "\(folder.path)/\(RunFolder.progressName)"
    self.examples = examples
    start = clock.now
  }

  /// Takes what the trainer tells after a step, and writes it where the last time is a tenth of a second ago.
  public func show(_ progress: StepProgress, learningRate: Double) {
    if stepsBefore == nil { stepsBefore = ProgressFile.steps(progress) - (progress.step > 0 ? 1 : 0) }
    latest = (progress, learningRate)
    let now = clock.now
    if let written, now - written < .milliseconds(100) { return }
    write(.running)
  }

  /// Says that the training waits, or goes on; a pause does not count as time of training.
  public func show(isPaused: Bool) {
    let now = clock.now
    if isPaused {
      pausedAt = now
    } else if let begin = pausedAt {
      start += now - begin
      pausedAt = nil
    }
    write(isPaused ? .paused : .running)
  }

  /// Takes the file away.
  public func remove() { _ = unsafe unlink(path) }

  /// The steps since the beginning of the training.
  private static func steps(_ progress: StepProgress) -> Int { (progress.epoch - 1) * progress.steps + progress.step }

  /// Replaced by renaming, and not forced to the disk: nothing is lost with it.
  private func write(_ state: RunFolder.State) {
    guard let (progress, learningRate) = latest else { return }
    let now = pausedAt ?? clock.now
    written = clock.now
    let (done, all) = (ProgressFile.steps(progress), progress.steps * progress.epochs)
    let seconds = (now - start) / .seconds(1)
    let here = Double(done - (stepsBefore ?? done))
    let pace = here > 0 ? here / max(seconds, 1e-9) : nil
    let object: JSONObject = [
      "state": .string(state.rawValue), "step": .integer(done), "steps": .integer(all),
      "epoch": .integer(progress.epoch), "epochs": .integer(progress.epochs),
      "loss": progress.step > 0 ? .number(progress.loss) : .null,
      "accuracy": progress.accuracy.map { .number($0) } ?? .null, "learning_rate": .number(learningRate),
      "images_per_second": pace.map { .number($0 * Double(examples) / Double(max(1, progress.steps))) } ?? .null,
      "seconds": .number(seconds), "eta_seconds": pace.map { .number(Double(all - done) / $0) } ?? .null,
      "pid": .integer(Int(getpid())), "updated": .number(Date().timeIntervalSince1970),
    ]
    let temporary = path + ".\(getpid()).tmp"
    let contents = Data(JSONValue.object(object).text().utf8)
    let isWritten = FileManager.default.createFile(atPath: temporary, contents: contents)
    guard isWritten, unsafe rename(temporary, path) == 0 else {
      _ = unsafe unlink(temporary)
      if !hasFailed { onFailure("\(path): cannot be written; the training goes on, and nobody can watch it") }
      hasFailed = true
      return
    }
  }
}
