internal import Fledge
import Foundation

/// The meanings of the program's exit code: those of `fledge`.
enum Status: Int32 {
  case done = 0
  case failed = 1
  case wrongUsage = 2
  case badData = 65
  case missingFile = 66
  case interrupted = 75

  /// The code of an error.
  init(of error: any Error) {
    self =
      switch error {
      case let error as WorldError: error.status
      case let error as RankError: error.status
      case let error as DatasetError: Status(rawValue: error.exitCode) ?? .failed
      case let error as FormatError where error.kind == .missing: .missingFile
      case let error as FormatError where error.kind == .system: .failed
      case is FormatError: .badData
      case RunFolderError.missing: .missingFile
      case RunFolderError.busy, RunFolderError.exhausted: .failed
      case TrainingError.diverged: .failed
      default: .wrongUsage
      }
  }
}

/// Writes one line on standard error.
func say(_ line: String) {
  FileHandle.standardError.write(Data("\(line.split(separator: "\n").joined(separator: " "))\n".utf8))
}
