public import FledgeFormats
import Foundation

/// The disk space that the folder of one run takes.
public struct RunFolderUsage: Sendable, Equatable {
  /// The folder.
  public let path: String
  /// Whether the training has come to its end.
  public let isFinished: Bool
  /// The bytes of `model.safetensors`.
  public internal(set) var weights = 0
  /// The bytes of all checkpoints.
  public internal(set) var checkpoints = 0
  /// The bytes of everything else.
  public internal(set) var others = 0

  /// The bytes of all files.
  public var total: Int { weights + checkpoints + others }

  /// Adds up the files of a run's folder, those of `.next` included.
  ///
  /// - Throws: `FormatError` where a folder cannot be read.
  public init(_ folder: RunFolder) throws(FormatError) {
    (path, isFinished) = (folder.path, folder.isFinished)
    for place in [folder.path, folder.nextPath] where FileKind(place) == .folder {
      for name in try PosixFileSystem().list(place) {
        let bytes = RunFolderUsage.bytes("\(place)/\(name)")
        switch name {
        case RunFolder.modelName: weights += bytes
        case _ where name.hasPrefix("checkpoint-"): checkpoints += bytes
        default: others += bytes
        }
      }
    }
  }

  /// The bytes of one file; 0 for folders and links.
  public static func bytes(_ path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType == .typeRegular else { return 0 }
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }
}

extension RunFolder {
  /// The folders of runs at and below a path, in the order of their names; links are not followed below it.
  ///
  /// - Throws: `RunFolderError.missing` where there is no folder.
  public static func all(below path: String) throws -> [RunFolder] {
    guard FileKind(path) == .folder else {
      throw RunFolderError.missing("\(path): expected a folder of runs, found none; check the path")
    }
    if [configurationName, recordName].contains(where: { FileManager.default.fileExists(atPath: "\(path)/\($0)") }) {
      return [RunFolder(path: path)]
    }
    var found: [RunFolder] = []
    let names = try PosixFileSystem().list(path).filter { !$0.hasPrefix(".") }
    for name in names.sorted(by: { $0.compare($1, options: .numeric) == .orderedAscending }) {
      let child = "\(path)/\(name)"
      let type = try? FileManager.default.attributesOfItem(atPath: child)[.type] as? FileAttributeType
      if type == .typeDirectory { found += try all(below: child) }
    }
    return found
  }
}
