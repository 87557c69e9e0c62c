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
  /// - Parameter limit: the largest sensible size; a larger file is refused before it is read.
  /// - Throws: `FormatError` where there is no such file, it is a folder or a device, it may not be read, or is larger
  ///   than `limit`.
  public static func read(_ path: String, limit: Int = 1 << 40) throws(FormatError) -> [UInt8] {
    // O_NONBLOCK, so that a pipe in the file's place does not stop the program before it can be refused.
    let descriptor = PosixFileSystem.retrying { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { throw .fromSystem(errno, path: path, expected: "to open the file") }
    defer { _ = close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .fromSystem(errno, path: path, expected: "to look at the file")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw FormatError(
        .unsupported, path: path, expected: "a file", found: isFolder ? "a folder" : "a device or pipe",
        advice: isFolder ? "name a file in it" : nil)
    }
    let size = Int(status.st_size)
    guard size <= limit else {
      throw FormatError(
        .tooLarge, path: path, expected: "at most \(FormatError.count(limit, "byte"))",
        found: FormatError.count(size, "byte"))
    }
    return try read(descriptor, size: size, path: path)
  }

  private static func read(_ descriptor: Int32, size: Int, path: String) throws(FormatError) -> [UInt8] {
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
    guard bytes.count == size else {
      throw FormatError(
        .system, path: path, offset: bytes.count, expected: FormatError.count(size, "byte"),
        found: "the end of the file", advice: "the file changed while it was read, try again")
    }
    return bytes
  }
}
