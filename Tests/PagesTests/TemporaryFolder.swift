import Foundation

/// A folder that goes away with its owner.
final class TemporaryFolder {
  let path = FileManager.default.temporaryDirectory.path + "/fledge-reports-" + UUID().uuidString

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

  /// Replaces text in a file.
  func edit(_ name: String, _ old: String, _ new: String) throws {
    let text = try text(name).replacingOccurrences(of: old, with: new)
    try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
  }
}
