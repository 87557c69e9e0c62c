import FledgeFormats
public import FledgeModels
import Foundation

/// A folder of event files, as TensorBoard reads one run from.
public struct EventFolder: Sendable {
  public let path: String
  private let made: NewFolders

  /// The end of the name of a file that `fledge export` wrote, which the next export replaces.
  private static let exportEnd = ".fledge-export"

  /// Names a folder, and makes it where it is not there.
  ///
  /// - Throws: `RunFolderError` where files cannot be made in it.
  public init(_ path: String) throws(RunFolderError) {
    guard !path.isEmpty else {
      throw .unusable("--tensorboard: expected the name of a folder, found nothing")
    }
    self.path = path
    do throws(NewFolders.Failure) {
      made = try NewFolders(path)
    } catch {
      throw .unusable("\(path): the folder for TensorBoard cannot be made: \(error.reason); name another")
    }
    guard FileManager.default.isWritableFile(atPath: path) else {
      throw .unusable(
        "\(path): the folder for TensorBoard cannot be written to; change its permissions or name another")
    }
  }

  /// Takes back the folders that were made for it, as far as nothing is in them.
  public func discardIfEmpty() { made.discardIfEmpty() }

  /// The names of its event files, sorted as TensorBoard reads them.
  var files: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0.contains("tfevents") }.sorted()
  }

  /// Refuses a folder that holds event files of another training: their curves would be mixed.
  ///
  /// - Parameter label: that of the training that goes on; `nil` for a new one.
  public func check(resuming label: String? = nil) throws(RunFolderError) {
    let end = label.map { "fledge-\($0)." }
    guard let other = files.first(where: { name in end.map { !name.contains($0) } ?? true }) else { return }
    throw .unusable(
      "\(path): expected a folder without event files\(end == nil ? "" : " of other trainings"), found \(other); its curves would "
        + "be mixed with these, so name another folder")
  }

  /// Where `fledge export` writes; files of trainings beside it are refused.
  func exportPath() throws(RunFolderError) -> String {
    guard let other = files.first(where: { !$0.hasSuffix(EventFolder.exportEnd) }) else {
      return "\(path)/events.out.tfevents.0000000000\(EventFolder.exportEnd)"
    }
    throw .unusable(
      "\(path): expected a folder without event files of other programs or of a training, found \(other); its curves would be "
        + "mixed with these, so name another folder")
  }

  /// A new file, read after those that are there.
  func makeFile(label: String) throws(FormatError) -> EventFile {
    let micros = Int(Date().timeIntervalSince1970 * 1e6)
    let (seconds, rest) = (micros / 1_000_000, micros % 1_000_000)
    let fraction = String(repeating: "0", count: 6 - "\(rest)".count) + "\(rest)"
    let name = "\(path)/events.out.tfevents.\(seconds).\(fraction).fledge-\(label).\(getpid())"
    guard let file = try PosixFileSystem().create(name) else {
      throw FormatError(.system, path: name, expected: "a free name for an event file", found: "a file of this name")
    }
    return EventFile(file)
  }

  /// What the event files of one training have in their names, also where it goes on with more epochs.
  public static func label(_ settings: TrainingSettings) -> String {
    var settings = settings
    settings.epochs = 1
    return String(SHA256.hash(Array("\(RunSettings(settings).hash) \(settings.seed)".utf8)).hex.prefix(8))
  }
}

/// An event file that grows by whole events, each of which is in the file when `append` returns.
final class EventFile {
  private let file: OpenFile

  init(_ file: OpenFile) { self.file = file }

  deinit { try? PosixFileSystem().close(file) }

  func append(_ records: EventRecords) throws(FormatError) {
    let bytes = records.bytes
    try PosixFileSystem().write(unsafe bytes.span.bytes, to: file)
  }
}
