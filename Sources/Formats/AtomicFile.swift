import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Files that are saved whole or not at all.
///
/// A save goes to a unique temporary name beside the target, is synced to the disk, renamed over the target, and the
/// folder is synced. Whoever opens the target at any moment, also after a power cut, finds the old file or the new one.
/// When anything fails, the temporary file is removed and the old file stays.
public enum AtomicFile {
  /// Where the bytes of a save go.
  public struct Sink: ~Copyable {
    let file: OpenFile
    let fileSystem: any FileSystem
    /// How many bytes were written so far.
    public private(set) var byteCount = 0

    init(file: OpenFile, fileSystem: any FileSystem) {
      self.file = file
      self.fileSystem = fileSystem
    }

    /// Writes the next bytes.
    public mutating func write(_ bytes: RawSpan) throws(FormatError) {
      guard bytes.byteCount > 0 else { return }
      do throws(FormatError) {
        try fileSystem.write(bytes, to: file)
      } catch {
        throw error.shifted(by: byteCount)
      }
      byteCount += bytes.byteCount
    }

    /// Writes the next bytes.
    public mutating func write(_ bytes: [UInt8]) throws(FormatError) { try write(unsafe bytes.span.bytes) }
  }

  /// Saves bytes under a path.
  public static func write(
    _ bytes: [UInt8], to path: String, fileSystem: any FileSystem = PosixFileSystem()
  ) throws(FormatError) {
    try write(to: path, fileSystem: fileSystem) { (sink: inout Sink) throws(FormatError) in try sink.write(bytes) }
  }

  /// Saves text in UTF-8 under a path.
  public static func write(
    text: String, to path: String, fileSystem: any FileSystem = PosixFileSystem()
  ) throws(FormatError) {
    try write(Array(text.utf8), to: path, fileSystem: fileSystem)
  }

  /// Saves under a path what `body` writes piece by piece.
  ///
  /// A symbolic link stays and the file that it names is replaced; a device or pipe is written to as it is.
  /// - Throws: `FormatError` that names the target; the temporary file is gone by then, unless the file system refuses
  ///   even that.
  public static func write(
    to path: String, fileSystem: any FileSystem = PosixFileSystem(),
    _ body: (inout Sink) throws(FormatError) -> Void
  ) throws(FormatError) {
    let place: String
    switch try fileSystem.target(path) {
    case .file(let target): place = target
    case .stream(let stream): return try write(into: stream, fileSystem: fileSystem, body)
    }
    let (folder, name) = split(place)
    let file = try createTemporary(for: name, in: folder, target: path, fileSystem)
    var isOpen = true
    var isRenamed = false
    do throws(FormatError) {
      var sink = Sink(file: file, fileSystem: fileSystem)
      try body(&sink)
      try fileSystem.sync(file)
      isOpen = false
      try fileSystem.close(file)
      try fileSystem.rename(file.path, to: place)
      isRenamed = true
      try fileSystem.syncFolder(folder)
    } catch {
      // The first failure is the one to report; cleaning up may fail for the same reason.
      if isOpen { try? fileSystem.close(file) }
      if !isRenamed { try? fileSystem.remove(file.path) }
      var named = error
      named.path = path
      throw named
    }
  }

  private static func write(
    into stream: OpenFile, fileSystem: any FileSystem, _ body: (inout Sink) throws(FormatError) -> Void
  ) throws(FormatError) {
    do throws(FormatError) {
      var sink = Sink(file: stream, fileSystem: fileSystem)
      try body(&sink)
    } catch {
      try? fileSystem.close(stream)
      throw error.inFile(stream.path)
    }
    try fileSystem.close(stream)
  }

  /// Removes temporary files that killed saves of this target left behind; saves still going on are left alone.
  ///
  /// - Returns: how many were removed.
  @discardableResult
  public static func removeLeftovers(
    of path: String, fileSystem: any FileSystem = PosixFileSystem()
  ) throws(FormatError) -> Int {
    let (folder, name) = split(path)
    var removed = 0
    for candidate in try fileSystem.list(folder) {
      guard let process = writer(of: candidate, target: name), !isAlive(process) else { continue }
      try fileSystem.remove(folder + "/" + candidate)
      removed += 1
    }
    return removed
  }

  private static let saves = Atomic<UInt64>(0)

  private static func createTemporary(
    for name: String, in folder: String, target: String, _ fileSystem: any FileSystem
  ) throws(FormatError) -> OpenFile {
    for _ in 0..<1000 {
      let number = saves.wrappingAdd(1, ordering: .relaxed).newValue
      let candidate = "\(folder)/.\(name).\(getpid())-\(number).tmp"
      do throws(FormatError) {
        if let file = try fileSystem.create(candidate) { return file }
      } catch {
        var named = error
        named.path = target
        throw named
      }
    }
    throw FormatError(
      .system, path: target, expected: "a free name for a temporary file", found: "a thousand names taken",
      advice: "remove the .tmp files in \(folder)")
  }

  /// The process that a temporary file's name gives, if the name is one of `target`'s.
  private static func writer(of candidate: String, target: String) -> Int32? {
    let prefix = ".\(target)."
    guard candidate.hasPrefix(prefix), candidate.hasSuffix(".tmp") else { return nil }
    let numbers = candidate.dropFirst(prefix.count).dropLast(4).split(separator: "-", omittingEmptySubsequences: false)
    guard numbers.count == 2, let process = Int32(numbers[0]), process > 0, UInt64(numbers[1]) != nil else {
      return nil
    }
    return process
  }

  private static func isAlive(_ process: Int32) -> Bool { kill(process, 0) == 0 || errno == EPERM }

  /// The folder and the last part of a path.
  private static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
    let name = String(path[path.index(after: slash)...])
    return (slash == path.startIndex ? "/" : String(path[..<slash]), name)
  }
}
