import Fledge
import Foundation

/// The limits that the process runs under; below some of them the system's own libraries end the process.
enum ProcessLimits {
  /// The fewest files that a process may have open: SQLite, its log, libdispatch and four files being saved.
  static let fewestFiles: UInt64 = 32
  /// The least address space beside what is mapped already.
  static let leastAddressSpace = 256 << 20

  /// Raises the limit on open files where that is allowed, and refuses limits that nothing could run under.
  ///
  /// - Throws: `LimitError`.
  static func check() throws {
    var files = rlimit()
    if readOpenFiles(&files), files.rlim_cur < 1024 {
      files.rlim_cur = min(1024, files.rlim_max)
      writeOpenFiles(&files)
      guard readOpenFiles(&files), files.rlim_cur >= fewestFiles else {
        throw LimitError(
          description: "expected a limit of at least \(fewestFiles) open files, found \(files.rlim_cur); "
            + "raise it with `ulimit -n 256`")
      }
    }
    guard let free = AvailableMemory.addressSpace else { return }
    guard free >= leastAddressSpace else {
      throw LimitError(
        description: "expected at least \(leastAddressSpace >> 20) MB of free address space, found \(free >> 20) MB; "
          + "raise the limit with `ulimit -v`")
    }
  }

  private static func readOpenFiles(_ value: inout rlimit) -> Bool {
    #if canImport(Glibc)
      unsafe getrlimit(numericCast(RLIMIT_NOFILE.rawValue), &value) == 0
    #else
      unsafe getrlimit(RLIMIT_NOFILE, &value) == 0
    #endif
  }

  private static func writeOpenFiles(_ value: inout rlimit) {
    #if canImport(Glibc)
      unsafe _ = setrlimit(numericCast(RLIMIT_NOFILE.rawValue), &value)
    #else
      unsafe _ = setrlimit(RLIMIT_NOFILE, &value)
    #endif
  }
}

/// A limit of the process that is too low to run under.
struct LimitError: Error, CustomStringConvertible {
  let description: String
}
