import Foundation

/// Runs `body` with the path of a new folder, which is removed afterwards with all that is in it.
package func withTemporaryFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
  let folder = try TemporaryFolder()
  return try withExtendedLifetime(folder) { try body(folder.path) }
}

/// A new folder that is removed with its owner.
package final class TemporaryFolder {
  package let path: String

  package init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "fledge-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  package func text(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

  /// Replaces text in a file.
  package func edit(_ name: String, _ old: String, _ new: String) throws {
    let text = try text(name).replacingOccurrences(of: old, with: new)
    try text.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
  }
}
