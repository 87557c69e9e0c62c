#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Where the bytes of a save go.
public enum OutputTarget: Sendable, Equatable {
  /// Beside this path, then renamed to it; symbolic links are followed.
  case file(String)
  /// Straight into a device, a pipe or an open stream: renaming a file over it would replace it.
  case stream(OpenFile)
}

extension FileSystem {
  /// A file of this name, whatever it is.
  public func target(_ path: String) throws(FormatError) -> OutputTarget { .file(path) }
}

extension PosixFileSystem {
  /// Follows links, and opens what is no regular file.
  public func target(_ path: String) throws(FormatError) -> OutputTarget {
    if let descriptor = PosixFileSystem.openStream(path) {
      let copy = dup(descriptor)
      guard copy >= 0 else { throw .fromSystem(errno, path: path, expected: "to open the stream") }
      return .stream(OpenFile(descriptor: copy, path: path))
    }
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      // A link whose target is missing: the target is made, the link stays.
      return .file(PosixFileSystem.resolved(path))
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG, S_IFDIR: return .file(PosixFileSystem.resolved(path))
    default:
      let descriptor = PosixFileSystem.retrying { unsafe open(path, O_WRONLY | O_CLOEXEC) }
      guard descriptor >= 0 else { throw .fromSystem(errno, path: path, expected: "to open the device or pipe") }
      return .stream(OpenFile(descriptor: descriptor, path: path))
    }
  }

  /// The number of the stream that a path such as `/dev/stdout` stands for.
  private static func openStream(_ path: String) -> Int32? {
    switch path {
    case "/dev/stdout": return STDOUT_FILENO
    case "/dev/stderr": return STDERR_FILENO
    default: break
    }
    for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
      if let number = Int32(path.dropFirst(folder.count)), fcntl(number, F_GETFD) != -1 { return number }
    }
    return nil
  }

  /// The path at the end of a chain of symbolic links.
  private static func resolved(_ path: String) -> String {
    var path = path
    // As many as the system itself follows.
    for _ in 0..<40 {
      var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
      let count = unsafe buffer.withUnsafeMutableBytes { bytes in
        unsafe readlink(path, bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
      }
      guard count > 0, let target = String(validating: buffer[..<count], as: UTF8.self) else { return path }
      let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? ""
      path = target.hasPrefix("/") ? target : folder + target
    }
    return path
  }
}
