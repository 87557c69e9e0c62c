import FledgeFormats
import Foundation

extension MNIST {
  /// URLs of folders with the four gzipped files, in the order in which they are tried.
  public static let mirrors = [
    "https://ossci-datasets.s3.amazonaws.com/mnist",
    "https://storage.googleapis.com/cvdf-datasets/mnist",
    "https://azureopendatastorage.blob.core.windows.net/mnist",
  ]

  /// A step of `fetch`.
  public enum FetchEvent: Sendable, Equatable {
    /// The file is in the folder and has the right SHA-256.
    case present(File)
    /// The number of bytes received so far, from this mirror.
    case received(File, bytes: Int, mirror: String)
    /// The mirror failed to deliver the file.
    case mirrorFailed(File, mirror: String, reason: String)
    /// The file is complete, checked and renamed.
    case finished(File)
    /// Another process fetches into the folder; this one goes on when it has ended.
    case waiting(folder: String)
  }

  /// Fetches those of the four files that a folder lacks.
  ///
  /// A file grows as `NAME.gz.part`, is resumed after an interruption, and is renamed only when its SHA-256 is right. A
  /// file of the right name and the wrong SHA-256 is replaced.
  /// - Parameters:
  ///   - folder: created where it does not exist.
  ///   - mirrors: URLs of folders, tried in order; the one that delivered a file is the first for the next.
  /// - Throws: where no mirror delivers a file (`.missing`; the message says where to put the files by hand), or where
  ///   the folder cannot be written (`.failed`).
  public static func fetch(
    into folder: String, mirrors: [String] = mirrors, transport: any Transport = URLTransport(),
    report: (FetchEvent) -> Void = { _ in }
  ) throws(DatasetError) {
    try fetch(into: folder, mirrors: mirrors, transport: transport, digest: \.gzipDigest, report: report)
  }

  /// Fetches another published set, whose files have the names of MNIST's.
  ///
  /// - Throws: as `fetch(into:mirrors:transport:report:)`.
  public static func fetch(
    _ set: DownloadableImages, into folder: String, mirrors: [String]? = nil, transport: any Transport = URLTransport(),
    report: (FetchEvent) -> Void = { _ in }
  ) throws(DatasetError) {
    try fetch(
      into: folder, mirrors: mirrors ?? set.mirrors, transport: transport, digest: set.digest(of:), title: set.title,
      report: report)
  }

  /// The same for other files, each with the SHA-256 that `digest` returns.
  package static func fetch(
    into folder: String, mirrors: [String], transport: any Transport, digest: (File) -> String,
    title: String = "MNIST", report: (FetchEvent) -> Void
  ) throws(DatasetError) {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .failed("\(folder): the folder cannot be made (\(error.localizedDescription)); choose another")
    }
    // A second fetch into the folder waits for the first, and then finds its files.
    let lock = FolderLock(folder) { report(.waiting(folder: folder)) }
    defer { lock.release() }
    var mirrors = mirrors
    for file in File.allCases {
      let path = "\(folder)/\(file.rawValue).gz"
      if DataFile.entry(at: path) == .file, try DataFile.digest(of: path) == digest(file) {
        report(.present(file))
        continue
      }
      do {
        let index = try fetch(file, digest(file), path: path, mirrors: mirrors, transport: transport, report: report)
        // A silent mirror costs its time-out once, not once for each file.
        mirrors.insert(mirrors.remove(at: index), at: 0)
      } catch {
        guard error.category == .missing else { throw error }
        throw .missing(
          "\(error); put the four \(title) .gz files into \(folder) by hand, or name their folder with --data")
      }
      report(.finished(file))
    }
  }

  /// Fetches one file; returns the index of the mirror that delivered it.
  private static func fetch(
    _ file: File, _ digest: String, path: String, mirrors: [String], transport: any Transport,
    report: (FetchEvent) -> Void
  ) throws(DatasetError) -> Int {
    let part = PartialFile(path: path + ".part")
    var reasons: [String] = []
    for (index, mirror) in mirrors.enumerated() {
      // A second attempt starts from the beginning, in case the bytes of an earlier part were wrong.
      for attempt in 0...1 {
        let offset = part.size
        var reason = "another file than expected (SHA-256)"
        do {
          try part.open()
          defer { part.close() }
          try transport.fetch("\(mirror)/\(file.rawValue).gz", from: offset) { chunk, start in
            try part.append(chunk, transferStart: start)
            report(.received(file, bytes: part.written, mirror: mirror))
          }
        } catch let error as DatasetError {
          throw error
        } catch {
          reason = "\(error)"
          // A complete part that was not renamed ends beyond the server's file: HTTP 416.
          if reason != "HTTP 416" {
            report(.mirrorFailed(file, mirror: mirror, reason: reason))
            reasons.append("\(mirror) (\(reason))")
            break
          }
        }
        if try DataFile.digest(of: part.path) == digest {
          try part.rename(to: path)
          return index
        }
        try part.remove()
        if attempt == 0 && offset > 0 { continue }
        report(.mirrorFailed(file, mirror: mirror, reason: reason))
        reasons.append("\(mirror) (\(reason))")
        break
      }
    }
    if part.size == 0 { try part.remove() }
    throw .missing("\(file.rawValue).gz: no mirror gave the file: \(reasons.joined(separator: ", "))")
  }
}
