import FledgeFormats
import FledgeNetworks
public import FledgeTraining
import Foundation

/// Where a training stands, in one file: weights, statistics and optimizer state as safetensors under the names of the
/// parameters, everything else as JSON in the metadata.
///
/// A training that goes on from it takes the same steps, to the bit, as one that was never interrupted.
public enum CheckpointFile {
  /// Writes a checkpoint, whole or not at all.
  ///
  /// - Parameter identity: what the training is known by; resuming asks for the same.
  /// - Throws: `FormatError` where the file cannot be written.
  public static func write(_ trainer: Trainer, identity: String, to path: String) throws {
    let snapshot = trainer.snapshot()
    let items = snapshot.buffers.flatMap { name, buffer in
      buffer.layout.entries.indices.map { place in
        SafeTensors.Item("\(name)/\(buffer.layout.entries[place].path)", buffer.tensor(at: place))
      }
    }
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let state = String(decoding: try encoder.encode(snapshot.state), as: UTF8.self)
    try SafeTensors.write(items, metadata: ["state": state, "identity": identity], to: path)
  }

  /// Brings a training that has not begun to where the checkpoint left it.
  ///
  /// - Throws: `FormatError` where the file is missing, damaged or that of another training; the trainer is then as it
  ///   was.
  public static func resume(_ trainer: Trainer, identity: String, from path: String) throws {
    let file = try SafeTensors(contentsOf: path)
    guard file.metadata["identity"] == identity, let state = file.metadata["state"] else {
      throw TrainingError.invalidOption("\(path): expected a checkpoint of this training, found that of another")
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var snapshot = trainer.snapshot()
    snapshot.state = try decoder.decode(TrainerState.self, from: Data(state.utf8))
    let hasBest = file.entries.contains { $0.name.hasPrefix("\(TrainerSnapshot.bestParametersName)/") }
    try snapshot.fillBuffers(hasBest: hasBest) { name, path in try file.tensor("\(name)/\(path)") }
    trainer.restore(snapshot)
  }
}
