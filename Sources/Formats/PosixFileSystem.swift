#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The machine's own file system; interrupted calls are repeated, short writes are continued.
public struct PosixFileSystem: FileSystem {
  /// Makes one; it has no state.
  public init() {}

  /// Opens a new file for writing; `nil` where the name is taken.
  public func create(_ path: String) throws(FormatError) -> OpenFile? {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = PosixFileSystem.retrying { unsafe open(path, flags, 0o666) }
    if descriptor >= 0 { return OpenFile(descriptor: descriptor, path: path) }
    if errno == EEXIST { return nil }
    throw .fromSystem(errno, path: path, expected: "to create the file")
  }

  /// Writes all bytes at the end of the file.
  public func write(_ bytes: RawSpan, to file: OpenFile) throws(FormatError) {
    var written = 0
    while written < bytes.byteCount {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
        #if canImport(Darwin)
          return unsafe Darwin.write(file.descriptor, rest.baseAddress, min(rest.count, 1 << 30))
        #elseif canImport(Musl)
          return unsafe Musl.write(file.descriptor, rest.baseAddress, min(rest.count, 1 << 30))
        #else
          return unsafe Glibc.write(file.descriptor, rest.baseAddress, min(rest.count, 1 << 30))
        #endif
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        throw .fromSystem(
          count < 0 ? errno : ENOSPC, path: file.path, offset: written,
          expected: "to write \(FormatError.count(bytes.byteCount, "byte"))")
      }
      written += count
    }
  }

  /// Waits until the file's bytes are on the disk.
  public func sync(_ file: OpenFile) throws(FormatError) {
    #if canImport(Darwin)
      // Darwin's fsync leaves the bytes in the drive's cache.
      if fcntl(file.descriptor, F_FULLFSYNC) == 0 { return }
    #endif
    guard PosixFileSystem.retrying({ fsync(file.descriptor) }) == 0 else {
      throw .fromSystem(errno, path: file.path, expected: "to bring the file to the disk")
    }
  }

  /// Closes the file.
  public func close(_ file: OpenFile) throws(FormatError) {
    #if canImport(Darwin)
      let status = Darwin.close(file.descriptor)
    #elseif canImport(Musl)
      let status = Musl.close(file.descriptor)
    #else
      let status = Glibc.close(file.descriptor)
    #endif
    // After EINTR the descriptor is gone all the same.
    guard status == 0 || errno == EINTR else {
      throw .fromSystem(errno, path: file.path, expected: "to close the file")
    }
  }

  /// Gives a file another name at once, in place of whatever has that name.
  public func rename(_ path: String, to target: String) throws(FormatError) {
    #if canImport(Darwin)
      let status = unsafe Darwin.rename(path, target)
    #elseif canImport(Musl)
      let status = unsafe Musl.rename(path, target)
    #else
      let status = unsafe Glibc.rename(path, target)
    #endif
    guard status == 0 else { throw .fromSystem(errno, path: target, expected: "to put the new file in place") }
  }

  /// Waits until the names in a folder are on the disk.
  public func syncFolder(_ path: String) throws(FormatError) {
    let descriptor = PosixFileSystem.retrying { unsafe open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw .fromSystem(errno, path: path, expected: "to open the folder") }
    let file = OpenFile(descriptor: descriptor, path: path)
    let status = PosixFileSystem.retrying { fsync(descriptor) }
    let code = errno
    try close(file)
    // Some network file systems cannot sync a folder and say EINVAL: there is nothing more to be had there.
    guard status == 0 || code == EINVAL else {
      throw .fromSystem(code, path: path, expected: "to bring the folder to the disk")
    }
  }

  /// Removes a file.
  public func remove(_ path: String) throws(FormatError) {
    guard unsafe unlink(path) == 0 else { throw .fromSystem(errno, path: path, expected: "to remove the file") }
  }

  /// The names in a folder, sorted.
  public func list(_ folder: String) throws(FormatError) -> [String] {
    guard let handle = unsafe opendir(folder) else {
      throw .fromSystem(errno, path: folder, expected: "to list the folder")
    }
    defer { unsafe _ = closedir(handle) }
    var names: [String] = []
    while let entry = unsafe readdir(handle) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 1) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Repeats a call that a signal interrupted.
  static func retrying(_ call: () -> Int32) -> Int32 {
    while true {
      let status = call()
      if status != -1 || errno != EINTR { return status }
    }
  }
}

extension FormatError {
  /// The operating system's refusal in words, with what helps against the common ones.
  static func fromSystem(_ code: Int32, path: String, offset: Int? = nil, expected: String) -> FormatError {
    let reason = unsafe String(cString: strerror(code))
    let advice: String? =
      switch code {
      case ENOENT: "check the path"
      case ENOSPC, EDQUOT: "free some space or choose another folder"
      case EFBIG: "the file-size limit of this shell or disk is too small"
      case EROFS, EACCES, EPERM: "choose a folder that you may write to, or change its permissions"
      case ENOTDIR: "a part of the path is a file, not a folder"
      case EISDIR, ENOTEMPTY: "a folder has this name, choose another"
      case EMFILE, ENFILE: "too many files are open"
      default: nil
      }
    return FormatError(
      code == ENOENT ? .missing : .system, path: path, offset: offset, expected: expected,
      found: reason.prefix(1).lowercased() + reason.dropFirst(), advice: advice)
  }
}
