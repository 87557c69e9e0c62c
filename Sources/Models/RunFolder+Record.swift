public import FledgeFormats
import Foundation

extension RunFolder {
  /// The record of a training that has ended in a folder, diverged ones included; `nil` where there is none.
  ///
  /// - Throws: `FormatError` where it is damaged.
  public static func record(in path: String) throws(FormatError) -> RunRecord? {
    try RunFolder(path: path).record()
  }

  /// Whether a training has ended in a folder.
  public static func hasRecord(in path: String) -> Bool {
    FileManager.default.fileExists(atPath: RunFolder(path: path).recordPath)
  }

  /// The names of the files that a record describes, and of the record.
  public static func fileNames(_ record: RunRecord) -> [String] { record.files.keys.sorted() + [recordName] }

  /// The settings of a run that has ended in a folder, compared with the checksum in its record.
  ///
  /// - Throws: `FormatError`, `SettingError`.
  public static func settings(in path: String, checkedBy record: RunRecord) throws -> TrainingSettings {
    let folder = RunFolder(path: path)
    try folder.verify(configurationName, by: record)
    return try folder.settings()
  }

  /// Copies the files of a finished run, with its record in place of the one there.
  ///
  /// - Throws: `FormatError` where a file is damaged or cannot be written.
  public func copy(from path: String, _ record: RunRecord) throws {
    let other = RunFolder(path: path)
    for name in record.files.keys.sorted() {
      try other.verify(name, by: record)
      try AtomicFile.write(FileBytes.read(other.file(name)), to: "\(workPath)/\(name)")
    }
    try AtomicFile.write(record.encoded(), to: "\(workPath)/\(RunFolder.recordName)")
  }

  /// Writes the record of a training without weights, such as one that diverged.
  ///
  /// - Throws: `FormatError` where a file cannot be written.
  public func write(recordOnly record: RunRecord, settings: TrainingSettings) throws {
    try writeConfiguration(settings)
    try AtomicFile.write(Array(RunFolder.csv(record.history).utf8), to: "\(workPath)/\(RunFolder.historyName)")
    var record = record
    for name in [RunFolder.configurationName, RunFolder.historyName] {
      record.files[name] = try RunFolder.digest("\(workPath)/\(name)")
    }
    try AtomicFile.write(record.encoded(), to: "\(workPath)/\(RunFolder.recordName)")
    try checkpoints.removeAll()
    if workPath != path { try publish() }
  }

  /// Takes the folder back with everything in it.
  public func remove() {
    try? FileManager.default.removeItem(atPath: workPath)
    lock?.release()
  }
}

extension Measurements {
  private struct Notes: Codable {
    var measurements: Measurements
  }

  /// The measurements as the notes of a checkpoint.
  package var notes: JSONValue {
    get throws { try JSONValue(parsing: [UInt8](RunRecord.encoder.encode(Notes(measurements: self)))) }
  }

  /// Reads what `notes` wrote.
  package init(notes: JSONValue) throws {
    self = try RunRecord.decoder.decode(Notes.self, from: Data(notes.text().utf8)).measurements
  }
}
