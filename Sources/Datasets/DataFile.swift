import FledgeFormats
import Foundation

/// Reads files whole or in chunks, with errors that say what to do.
enum DataFile {
  enum Entry {
    case nothing
    case file
    case folder
  }

  /// The kind of file at a path, symbolic links followed.
  static func entry(at path: String) -> Entry {
    var isFolder: ObjCBool = false
    guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return .nothing }
    return isFolder.boolValue ? .folder : .file
  }

  /// The size of a file in bytes.
  static func size(of path: String) throws(DatasetError) -> Int {
    switch entry(at: path) {
    case .nothing: throw .missing("\(path): expected a file, found nothing there; check the path")
    case .folder: throw .missing("\(path): expected a file, found a folder; name a file inside of it")
    case .file: break
    }
    guard let file = FileHandle(forReadingAtPath: path), let size = try? file.seekToEnd() else {
      throw .missing("\(path): the file cannot be opened; check its permissions")
    }
    return Int(clamping: size)
  }

  /// Refuses what does not fit into the free memory.
  static func checkMemory(_ size: Int, copies: Double, path: String) throws(DatasetError) {
    do {
      try FledgeFormats.FileBytes.checkMemory(size, copies: copies, path: path)
    } catch {
      throw DatasetError(error, path: path)
    }
  }

  /// Calls `body` with one chunk after another until the file ends or `body` returns false.
  static func read(
    _ path: String, chunks size: Int, _ body: ([UInt8]) throws(DatasetError) -> Bool
  ) throws(DatasetError) {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw .missing("\(path): the file cannot be opened; check that it exists and its permissions")
    }
    defer { try? file.close() }
    while true {
      let chunk: Data?
      do {
        chunk = try file.read(upToCount: size)
      } catch {
        throw .failed("\(path): reading failed (\(error.localizedDescription)); check the disk")
      }
      guard let chunk, !chunk.isEmpty else { return }
      guard try body([UInt8](chunk)) else { return }
    }
  }

  /// The first `count` bytes of a file, or all of them where there are fewer.
  static func head(of path: String, count: Int) throws(DatasetError) -> [UInt8] {
    var head: [UInt8] = []
    try read(path, chunks: count) { (chunk) throws(DatasetError) in
      head = chunk
      return false
    }
    return head
  }

  /// The SHA-256 of a file as 64 hexadecimal digits.
  static func digest(of path: String) throws(DatasetError) -> String {
    var hasher = SHA256()
    try read(path, chunks: 1 << 20) { (chunk) throws(DatasetError) in
      hasher.update(chunk)
      return true
    }
    return hasher.finalize().hex
  }

  /// All bytes of a file.
  static func all(of path: String, size: Int) throws(DatasetError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size)
    try read(path, chunks: 1 << 20) { (chunk) throws(DatasetError) in
      bytes += chunk
      return true
    }
    return bytes
  }
}

extension DatasetError {
  /// The same error, with the file's name.
  init(_ error: FormatError, path: String) {
    let category: Category =
      switch error.kind {
      case .missing: .missing
      case .system: .failed
      case .malformed, .unsupported, .tooLarge: .badData
      }
    self.init(category: category, description: error.inFile(path).description)
  }
}
