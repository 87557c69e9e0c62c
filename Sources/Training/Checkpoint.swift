public import FledgeFormats

/// A training between two steps with everything that it needs to go on: what one file keeps.
///
/// A training that goes on from a checkpoint ends with the bits of one that was never interrupted. Random streams need
/// no entry of their own: their numbers are functions of seed, step and index, and the order of examples is one of seed
/// and epoch.
public struct Checkpoint: Sendable {
  /// The version of the file format that is written, and the latest that is read.
  public static let formatVersion = 1

  /// Where the training stands.
  public let state: TrainerState
  /// What decides how the training goes on, by name: each layer, loss, optimizer, options, data.
  public let setup: JSONObject
  /// What the caller has added, such as the settings of a run.
  public let context: JSONObject
  /// The program that wrote it, such as `fledge 0.1.0`.
  public let writer: String
  /// The file that it came from, for errors.
  public let path: String?
  let buffers: Buffers

  /// Weights, statistics and the optimizer's memory.
  enum Buffers {
    case memory(TrainerSnapshot)
    case file(SafeTensors)
  }

  /// What differs between two setups, one text for each name, in order.
  public static func differences(from there: JSONObject, to here: JSONObject) -> [String] {
    func text(_ value: JSONValue?) -> String { value.map { $0.stringValue ?? $0.text() } ?? "nothing" }
    let names = there.keys + here.keys.filter { there[$0] == nil }
    return names.filter { there[$0] != here[$0] }.map { "\($0): \(text(there[$0])) there, \(text(here[$0])) here" }
  }
}

/// Why a training cannot go on from a sound checkpoint.
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
  /// Takes down everything that the training needs to go on; between two steps, so also from a watcher of `run`.
  ///
  /// - Parameters:
  ///   - writer: the program that writes the checkpoint.
  ///   - context: whatever the caller wants to find in it again.
  public func checkpoint(writer: String = "Fledge", context: JSONObject = JSONObject()) -> Checkpoint {
    var snapshot = snapshot()
    snapshot.state.secondsInEpoch = secondsInEpoch
    return Checkpoint(
      state: snapshot.state, setup: setup, context: context, writer: writer, path: nil, buffers: .memory(snapshot))
  }

  /// Puts the training where a checkpoint was taken; `run` then goes on from there.
  ///
  /// Nothing is changed where this throws.
  /// - Throws: `CheckpointError` where the checkpoint is that of another training, with every difference; `FormatError`
  ///   and `NetworkError` where a tensor is missing or has another shape.
  public func restore(_ checkpoint: Checkpoint) throws {
    let differences = Checkpoint.differences(from: checkpoint.setup, to: setup)
    guard differences.isEmpty else { throw CheckpointError.differs(path: checkpoint.path, differences: differences) }
    guard canGoOn(from: checkpoint.state) else {
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
  /// Whether the counters of a state fit each other and the data.
  private func canGoOn(from state: TrainerState) -> Bool {
    (0...options.epochs).contains(state.epoch) && (0...stepsPerEpoch).contains(state.stepInEpoch)
      && state.step == state.epoch * stepsPerEpoch + state.stepInEpoch && state.history.epochs.count == state.epoch
      && (state.epoch < options.epochs || state.stepInEpoch == 0)
      // Longer times than thirty years overflow the clock.
      && (0...1e9).contains(state.secondsInEpoch)
  }
}
