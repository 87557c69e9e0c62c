import FledgeExperiments
import FledgeFormats
import FledgeRuns
import FledgeTraining
import Foundation

/// The files of one attempt at a cell: `FOLDER/STUDY/cell 12/attempt 1/…`.
///
/// Each attempt has its own folder, so that a slow worker never overwrites the files of its successor.
struct CellFiles {
  private let studyFolder: String
  private let cellFolder: String
  private let attemptFolder: String

  init(folder: String, study: String, lease: Lease) {
    let root = folder.hasPrefix("/") ? folder : FileManager.default.currentDirectoryPath + "/" + folder
    studyFolder = "\(root)/\(CellFiles.fileName(study))"
    cellFolder = "\(studyFolder)/cell \(lease.cell.index)"
    attemptFolder = "\(cellFolder)/attempt \(lease.attempt)"
  }

  /// A study's name as a folder name.
  static func fileName(_ name: String) -> String {
    let safe = name.unicodeScalars.map { scalar in
      scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || " -_".unicodeScalars.contains(scalar)
        ? String(scalar) : "%" + String(scalar.value, radix: 16)
    }
    return safe.joined()
  }

  /// Writes a file, whole or not at all.
  func write(_ file: CellMeasurements.File) throws -> Artifact {
    try FileManager.default.createDirectory(atPath: attemptFolder, withIntermediateDirectories: true)
    let path = attemptFolder + "/" + CellFiles.fileName(file.name)
    try AtomicFile.write(file.bytes, to: path)
    return Artifact(
      name: file.name, path: path, bytes: Int64(file.bytes.count), sha256: SHA256.hash(file.bytes).hex)
  }

  /// Saves a checkpoint of a training; returns nil where it cannot be written, since a checkpoint only saves time.
  func save(_ task: any CellTask, writer: String) -> StoredCheckpoint? {
    let path = attemptFolder + "/checkpoint.safetensors"
    let checkpoint: Checkpoint
    do {
      checkpoint = try task.checkpoint(writer: writer)
      try FileManager.default.createDirectory(atPath: attemptFolder, withIntermediateDirectories: true)
      try checkpoint.write(to: path)
    } catch {
      return nil
    }
    return StoredCheckpoint(path: path, epoch: checkpoint.state.epoch, step: checkpoint.state.step)
  }

  /// Restores a checkpoint; where it is missing, damaged or of another training, the training starts over.
  ///
  /// A path outside of this cell's checkpoint folders is not followed: a store may come from an untrusted source.
  func resume(_ task: any CellTask, from checkpoint: StoredCheckpoint) {
    guard let attempt = Int(checkpoint.path.dropFirst(cellFolder.count + 9).prefix { $0.isASCII && $0.isNumber }),
      checkpoint.path == "\(cellFolder)/attempt \(attempt)/checkpoint.safetensors"
    else { return }
    guard let saved = try? Checkpoint(contentsOf: checkpoint.path) else { return }
    try? task.restore(saved)
  }

  /// Removes checkpoints and the folders that are empty without them.
  func removeCheckpoints() {
    let manager = FileManager.default
    for attempt in (try? manager.contentsOfDirectory(atPath: cellFolder)) ?? [] {
      let folder = "\(cellFolder)/\(attempt)"
      try? manager.removeItem(atPath: folder + "/checkpoint.safetensors")
      _ = unsafe rmdir(folder)
    }
    // `rmdir` refuses folders that are not empty, so that other workers' files stay.
    for folder in [cellFolder, studyFolder] {
      _ = unsafe rmdir(folder)
    }
  }
}
