import Foundation

/// A file that grows while it is downloaded.
final class PartialFile {
  let path: String
  /// The size of the open file in bytes.
  private(set) var written = 0
  private var handle: FileHandle?
  private var hasStarted = false

  /// No MNIST file is larger than 10 MB; a server that sends more than this sends something else.
  private static let largest = 32 << 20

  init(path: String) {
    self.path = path
  }

  /// The size on disk; 0 where there is no file.
  var size: Int { (try? FileBytes.size(of: path)) ?? 0 }

  /// Opens the file for appending.
  func open() throws(DatasetError) {
    hasStarted = false
    do {
      if FileBytes.entry(at: path) == .nothing { try Data().write(to: URL(fileURLWithPath: path)) }
      let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
      written = Int(try handle.seekToEnd())
      self.handle = handle
    } catch {
      throw .failed("\(path): the file cannot be written (\(error.localizedDescription)); choose another folder")
    }
  }

  /// Appends a chunk; the first chunk of a transfer that did not begin at the end truncates the file there.
  func append(_ chunk: [UInt8], transferStart: Int) throws {
    guard written + chunk.count <= PartialFile.largest else { throw TransportError("far more bytes than expected") }
    do {
      if !hasStarted && transferStart < written {
        try handle?.truncate(atOffset: UInt64(transferStart))
        written = transferStart
      }
      hasStarted = true
      try handle?.write(contentsOf: Data(chunk))
      written += chunk.count
    } catch {
      throw DatasetError.failed(
        "\(path): writing failed after \(written) bytes (\(error.localizedDescription)); make room on the disk and "
          + "run the command again, it goes on from there")
    }
  }

  func close() {
    try? handle?.close()
    handle = nil
  }

  /// Renames the complete file, atomically.
  func rename(to final: String) throws(DatasetError) {
    guard unsafe Foundation.rename(path, final) == 0 else {
      throw .failed("\(final): the file cannot be put in its place; check the folder's permissions")
    }
  }

  func remove() throws(DatasetError) {
    guard FileBytes.entry(at: path) != .nothing else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw .failed("\(path): the file cannot be removed (\(error.localizedDescription)); remove it by hand")
    }
  }
}
