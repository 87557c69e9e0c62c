import ArgumentParser
import Fledge
import Foundation

/// `fledge latent`.
struct LatentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "latent",
    abstract: "Look into a space of codes: a page about an autoencoder, t-SNE maps, neighbours, components.",
    discussion: """
      With the folder of an autoencoder's run: one web page about its codes, and the codes as files. Points and maps are \
      NumPy files, one row for each point; labels are whole numbers in a NumPy file.

      EXAMPLES
        fledge train --autoencoder 64,16 --examples 5000 --epochs 3 --output runs/codes
        fledge latent runs/codes --output latent --json
        fledge latent tsne --input codes.npy --output map.npy --perplexity 30
        fledge latent knn --train a.npy --train-labels la.npy --test b.npy --test-labels lb.npy
        fledge latent pca --input images.npy --components 50 --output codes.npy
      """,
    subcommands: [
      LatentPageCommand.self, LatentTSNECommand.self, LatentNeighborsCommand.self, LatentComponentsCommand.self,
    ], defaultSubcommand: LatentPageCommand.self)
}

/// A mistake in the content of a file.
struct ContentError: Error, CustomStringConvertible {
  let path: String
  let error: AnalysisError

  var description: String { "\(path): \(error)" }
}

/// Adds the file's name to an error about its content.
///
/// - Parameter files: the path of each set, by the set's name in errors.
func naming<Result>(_ files: [String: String], _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as AnalysisError {
    let name = "\(error)".prefix { $0 != ":" }
    guard let path = files[String(name)] else { throw error }
    throw ContentError(path: path, error: error)
  }
}

/// Refuses to replace a file that is not of the kind that would be written; devices and pipes are never replaced.
///
/// - Parameters:
///   - isOurs: whether a file's first bytes are those of a file that may be replaced.
///   - kind: what would be written, such as `a NumPy file`.
func checkReplaceable(
  _ path: String, isOurs: ([UInt8]) -> Bool, _ kind: String, flag: String = "--output"
) throws {
  guard let head = try? FileBytes.head(path, count: 4096), head.size > 0, !isOurs(head.bytes) else { return }
  throw SettingError.conflict(
    "\(path): expected a new file or \(kind) to replace, found another file; name another \(flag)")
}

/// Checks before the work, not after it, that the result can be written.
func checkOutput(_ path: String) throws {
  guard !path.isEmpty else {
    throw SettingError.invalidValue(key: "--output", expected: "the name of a file", found: "nothing")
  }
  try checkReplaceable(path, isOurs: { $0.starts(with: [0x93] + Array("NUMPY".utf8)) }, "a NumPy file")
  let manager = FileManager.default
  var isFolder: ObjCBool = false
  if unsafe manager.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
    throw FormatError(.system, path: path, expected: "a file to write", found: "a folder", advice: "name a file in it")
  }
  let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
  guard manager.fileExists(atPath: folder) else {
    throw FormatError(
      .missing, path: path, expected: "the folder of the result", found: "none", advice: "make it or name another")
  }
}

extension AnalysisError {
  var exitStatus: ExitStatus {
    switch self {
    case .notRows, .tooFewPoints, .notFinite, .widths, .counts, .emptyClass, .label: .badData
    case .neighbors, .treeDimensions, .perplexity, .setting, .components: .wrongUsage
    }
  }
}
