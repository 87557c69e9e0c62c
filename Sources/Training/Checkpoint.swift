public import FledgeFormats

/// The complete state of a training between two steps, as one file stores it.
///
/// A resumed training ends with the bits of one that was never interrupted. Random streams need no entry: their numbers
/// are functions of seed, step and index, and the order of examples is a function of seed and epoch.
public struct Checkpoint: Sendable {
  /// The version of the file format that is written, and the latest that can be read.
  public static let formatVersion = 1

  public let state: TrainerState
  /// Everything that determines the rest of the training, by name: each layer, loss, optimizer, options, data.
  public let setup: JSONObject
  /// The caller's own data, such as the settings of a run.
  public let context: JSONObject
  /// The program that wrote it, such as `fledge 0.1.0`.
  public let writer: String
  /// The file that it was read from, for errors.
  public let path: String?
  let buffers: Buffers

  /// Parameters, statistics and optimizer state.
  enum Buffers {
    case memory(TrainerSnapshot)
    case file(SafeTensors)
  }

  /// The differences between two setups, one text for each name, in order.
  public static func differences(from there: JSONObject, to here: JSONObject) -> [String] {
    func text(_ value: JSONValue?) -> String { value.map { $0.stringValue ?? $0.text() } ?? "nothing" }
    let names = there.keys + here.keys.filter { there[$0] == nil }
    return names.filter { there[$0] != here[$0] }.map { "\($0): \(text(there[$0])) there, \(text(here[$0])) here" }
  }
}

/// Why a training cannot resume from a valid checkpoint.
public enum CheckpointError: Error, Equatable, CustomStringConvertible {
  /// The checkpoint is that of another training; one text for each difference.
  case differs(path: String?, differences: [String])

  /// One line: the file, every difference, what to do.
  public var description: String {
    switch self {
    case .differs(let path, let differences):
      (path.map { "\($0): " } ?? "") + "this checkpoint belongs to another training: "
        + differences.joined(separator: "; ") + "; go on with the same settings and data"
        + (differences.contains(where: isOrderOfSums) ? " and the same instructions (FLEDGE_ISA)" : "")
        + ", or start a new run"
    }
  }

  private func isOrderOfSums(_ difference: String) -> Bool {
    difference.hasPrefix("precision: bf16") && difference.contains(" there, bf16")
  }
}

extension Trainer {
  /// The complete state of the training; between two steps, so also from an observer of `run`.
  ///
  /// - Parameters:
  ///   - writer: the program that writes the checkpoint.
  ///   - context: the caller's own data.
  public func checkpoint(writer: String = "Fledge", context: JSONObject = JSONObject()) -> Checkpoint {
    var snapshot = snapshot()
    snapshot.state.secondsInEpoch = secondsInEpoch
    return Checkpoint(
      state: snapshot.state, setup: setup, context: context, writer: writer, path: nil, buffers: .memory(snapshot))
  }

  /// Restores the state of a checkpoint, from which `run` then goes on.
  ///
  /// Changes nothing if it throws.
  /// - Throws: `CheckpointError` where the checkpoint is that of another training, with every difference; `FormatError`
  ///   and `NetworkError` where a tensor is missing or has another shape.
  public func restore(_ checkpoint: Checkpoint) throws {
    var (there, here) = (checkpoint.setup, setup)
    if !options.schedule.dependsOnEpochs { (there["epochs"], here["epochs"]) = (nil, nil) }
    let differences = Checkpoint.differences(from: there, to: here)
    guard differences.isEmpty else { throw CheckpointError.differs(path: checkpoint.path, differences: differences) }
    guard canResume(from: checkpoint.state) else {
      throw FormatError(
        .malformed, path: checkpoint.path, expected: "a state that this training can be in",
        found: "step \(checkpoint.state.step), epoch \(checkpoint.state.epoch), "
          + "step \(checkpoint.state.stepInEpoch) of the epoch", advice: "this is no checkpoint that fledge wrote")
    }
    switch checkpoint.buffers {
    case .memory(let snapshot): restore(snapshot)
    case .file(let file):
      var snapshot = snapshot()
      snapshot.state = checkpoint.state
      try snapshot.fillBuffers(hasBest: file.hasBest) { buffer, path in
        try file.tensor(Checkpoint.tensorName(buffer, path))
      }
      restore(snapshot)
    }
  }

  /// Whether the counters of a state are consistent with each other and the data.
  private func canResume(from state: TrainerState) -> Bool {
    (0...options.epochs).contains(state.epoch) && (0...stepsPerEpoch).contains(state.stepInEpoch)
      && state.step == state.epoch * stepsPerEpoch + state.stepInEpoch && state.history.epochs.count == state.epoch
      && (state.epoch < options.epochs || state.stepInEpoch == 0)
      // Longer times than thirty years overflow the clock.
      && (0...1e9).contains(state.secondsInEpoch)
  }
}
