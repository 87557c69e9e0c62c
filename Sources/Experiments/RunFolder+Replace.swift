import FledgeFormats
import Foundation

/// A training into the folder of a finished run: its files grow in `.next` and take the place of the old ones when all
/// of them are complete, so that whoever is killed or diverges leaves the finished run as it was.
extension RunFolder {
  private static let growing = "/.next"
  private static let complete = "/.done"

  /// The folder in which the files of a new training grow beside those of a finished run.
  static func growingPath(_ path: String) -> String { path + growing }

  /// Whether the training grows beside a finished run.
  var isReplacing: Bool { filesPath != path }

  /// Makes the folder that the training grows in.
  func prepareReplacement() throws(FormatError) {
    guard isReplacing, FileKind(filesPath) == nil, unsafe mkdir(filesPath, 0o777) != 0 else { return }
    let reason = unsafe String(cString: strerror(errno))
    throw FormatError(.system, path: filesPath, expected: "to make the folder", found: reason.lowercased())
  }

  /// Puts the complete files in the place of the old ones; a process that is killed meanwhile leaves it to the next.
  func commitReplacement() throws(FormatError) {
    guard isReplacing else { return }
    try removeLeftovers()
    let files = PosixFileSystem()
    try files.rename(filesPath, to: path + RunFolder.complete)
    try files.syncFolder(path)
    try RunFolder.finishReplacement(path)
  }

  /// Goes on with a replacement that a killed process has begun: from here on only the new run counts.
  static func finishReplacement(_ path: String) throws(FormatError) {
    let source = path + complete
    guard FileKind(source) == .folder else { return }
    let files = PosixFileSystem()
    let names = try files.list(source)
    // The weights move first: as long as they are not there, no checkpoint in the folder is one of the new run.
    if names.contains("model.safetensors") {
      try CheckpointFolder(path).removeAll()
      try files.rename(source + "/model.safetensors", to: path + "/model.safetensors")
    }
    for name in names where name != "model.safetensors" && name != "metrics.json" {
      try files.rename("\(source)/\(name)", to: "\(path)/\(name)")
    }
    if names.contains("metrics.json") { try files.rename(source + "/metrics.json", to: path + "/metrics.json") }
    _ = unsafe rmdir(source)
    try files.syncFolder(path)
  }
}
