#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Whole files as bytes.
public enum FileBytes {
  /// The bytes of a regular file.
  ///
  /// - Parameters:
  ///   - limit: the largest sensible size; a larger file is refused before it is read.
  ///   - copies: how often the file's bytes will stand in memory at once.
  /// - Throws: `FormatError` where there is no such file, it is a folder or a device, it may not be read, or is larger
  ///   than `limit` or than the free memory.
  public static func read(_ path: String, limit: Int = 1 << 40, copies: Double = 1) throws(FormatError) -> [UInt8] {
    let (descriptor, size) = try openFile(path)
    defer { _ = close(descriptor) }
    guard size <= limit else { throw tooLarge(size, limit: limit, path: path) }
    try checkMemory(size, copies: copies, path: path)
    return try read(descriptor, size: size, path: path)
  }

  /// The first bytes of a regular file, at most `count`, and its size.
  public static func head(_ path: String, count: Int) throws(FormatError) -> (bytes: [UInt8], size: Int) {
    let (descriptor, size) = try openFile(path)
    defer { _ = close(descriptor) }
    return (try read(descriptor, size: min(count, size), path: path), size)
  }

  /// The bytes of a file, pipe or device that is at most `limit` bytes long: settings may come from `<(…)`.
  public static func readSmall(_ path: String, limit: Int) throws(FormatError) -> [UInt8] {
    let descriptor = PosixFileSystem.retrying { unsafe open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .fromSystem(errno, path: path, expected: "to open the file") }
    defer { _ = close(descriptor) }
    var status = stat()
    if unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, Int(status.st_size) > limit {
      throw tooLarge(Int(status.st_size), limit: limit, path: path)
    }
    let bytes = try fill(descriptor, upTo: limit + 1, path: path)
    guard bytes.count <= limit else {
      throw FormatError(
        .tooLarge, path: path, expected: "at most \(FormatError.count(limit, "byte"))", found: "more")
    }
    return bytes
  }

  /// Refuses what does not fit into the free memory.
  ///
  /// - Parameter copies: how often the bytes will stand in memory at once.
  /// - Throws: `FormatError` of kind `tooLarge`.
  public static func checkMemory(_ size: Int, copies: Double, path: String) throws(FormatError) {
    // What is small is not worth three files of the system.
    guard Double(size) * copies > 16e6, let free = AvailableMemory.now, Double(size) * copies > Double(free.bytes)
    else { return }
    throw FormatError(
      .tooLarge, path: path,
      expected: "a file that fits into the \(gigabytes(Double(free.bytes))) that \(free.subject)",
      found: "\(FormatError.count(size, "byte")), which take \(gigabytes(Double(size) * copies))")
  }

  private static func gigabytes(_ bytes: Double) -> String {
    let tenths = (bytes / 1e8).rounded() / 10
    return "\(tenths) GB"
  }

  private static func tooLarge(_ size: Int, limit: Int, path: String) -> FormatError {
    FormatError(
      .tooLarge, path: path, expected: "at most \(FormatError.count(limit, "byte"))",
      found: FormatError.count(size, "byte"))
  }

  /// A regular file, open, with its size.
  private static func openFile(_ path: String) throws(FormatError) -> (descriptor: Int32, size: Int) {
    // O_NONBLOCK, so that a pipe in the file's place does not stop the program before it can be refused.
    let descriptor = PosixFileSystem.retrying { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { throw .fromSystem(errno, path: path, expected: "to open the file") }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      let code = errno
      _ = close(descriptor)
      throw .fromSystem(code, path: path, expected: "to look at the file")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      _ = close(descriptor)
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw FormatError(
        .unsupported, path: path, expected: "a file", found: isFolder ? "a folder" : "a device or pipe",
        advice: isFolder ? "name a file in it" : nil)
    }
    return (descriptor, Int(status.st_size))
  }

  private static func read(_ descriptor: Int32, size: Int, path: String) throws(FormatError) -> [UInt8] {
    let bytes = try fill(descriptor, upTo: size, path: path)
    guard bytes.count == size else {
      throw FormatError(
        .system, path: path, offset: bytes.count, expected: FormatError.count(size, "byte"),
        found: "the end of the file", advice: "the file changed while it was read, try again")
    }
    return bytes
  }

  /// At most `size` bytes, fewer where the file ends.
  private static func fill(_ descriptor: Int32, upTo size: Int, path: String) throws(FormatError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      while filled < size {
        let target = unsafe buffer.baseAddress.map { unsafe $0 + filled }
        #if canImport(Darwin)
          let count = unsafe Darwin.read(descriptor, target, min(size - filled, 1 << 30))
        #elseif canImport(Musl)
          let count = unsafe Musl.read(descriptor, target, min(size - filled, 1 << 30))
        #else
          let count = unsafe Glibc.read(descriptor, target, min(size - filled, 1 << 30))
        #endif
        if count < 0 && errno == EINTR { continue }
        if count < 0 { failure = errno }
        guard count > 0 else { return }
        filled += count
      }
    }
    guard failure == 0 else {
      throw .fromSystem(failure, path: path, offset: bytes.count, expected: "to read the file")
    }
    return bytes
  }
}
