import FledgeFormats
import Foundation

/// Reads the files of workers that may be at work, without locks.
enum ShardFiles {
  /// The files of all workers, by name.
  static func paths(in folder: String) throws(RunStoreError) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw .missing(path: folder)
    }
    return names.filter { $0.hasSuffix(".db") }.sorted(by: String.byBytes).map { "\(folder)/\($0)" }
  }

  /// Opens a copy of a file as it was between two transactions, and passes it to `body`.
  ///
  /// - Throws: `RunStoreError.locked` where its worker never paused for a moment.
  static func read<Value>(
    _ path: String, _ body: (SQLiteRunStore) throws(RunStoreError) -> Value
  ) throws(RunStoreError) -> Value? {
    let copy = FileManager.default.temporaryDirectory.appending(path: "fledge-\(UUID().uuidString)").path
    defer {
      for suffix in ["", "-journal", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy + suffix) }
    }
    for _ in 0..<200 {
      // A journal says what a transaction is changing; it is empty between two.
      let before = journal(path)
      guard let bytes = FileManager.default.contents(atPath: path) else { throw .missing(path: path) }
      // A worker that was killed at once leaves an empty file.
      if bytes.isEmpty { return nil }
      guard before == journal(path), bytes == FileManager.default.contents(atPath: path) else {
        Thread.sleep(forTimeInterval: 0.02)
        continue
      }
      do {
        try bytes.write(to: URL(filePath: copy))
        if !before.isEmpty { try before.write(to: URL(filePath: copy + "-journal")) }
      } catch {
        throw .inputOutput(path: copy, detail: "a copy cannot be written")
      }
      // The journal of a worker that was killed is rolled back in the copy.
      let store = try SQLiteRunStore(path: copy)
      let value = try body(store)
      try store.close()
      return value
    }
    throw .locked(path: path, seconds: 4)
  }

  private static func journal(_ path: String) -> Data {
    FileManager.default.contents(atPath: path + "-journal") ?? Data()
  }
}
