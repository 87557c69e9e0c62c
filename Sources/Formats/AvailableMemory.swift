#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The memory that the process can still get, before the system refuses or kills it.
///
/// The least of what the machine has free (MemAvailable), what the container may take (memory.max of cgroups, versions 1
/// and 2), and what is left of the process's own address space (`ulimit -v`).
public enum AvailableMemory {
  /// Bytes that can still be taken, and what sets the limit, such as `this machine has`.
  public struct Limit: Sendable, Equatable {
    /// The bytes.
    public let bytes: Int
    /// The beginning of a sentence that ends with the bytes.
    public let subject: String

    /// Makes a limit.
    public init(bytes: Int, subject: String) {
      self.bytes = bytes
      self.subject = subject
    }
  }

  /// The tightest limit now; `nil` where the system tells none.
  public static var now: Limit? {
    let limits = [
      machine.map { Limit(bytes: $0, subject: "this machine has free") },
      container(root: "").map { Limit(bytes: $0, subject: "this container has free") },
      addressSpace.map { Limit(bytes: $0, subject: "the address space (ulimit -v) has free") },
    ]
    return limits.compactMap { $0 }.min { $0.bytes < $1.bytes }
  }

  /// What is left of the process's address space; `nil` without a limit.
  public static var addressSpace: Int? {
    var limit = rlimit()
    #if canImport(Glibc)
      let status = unsafe getrlimit(numericCast(RLIMIT_AS.rawValue), &limit)
    #else
      let status = unsafe getrlimit(RLIMIT_AS, &limit)
    #endif
    guard status == 0, limit.rlim_cur < UInt64(Int.max) else { return nil }
    #if os(Linux)
      let pages = text(at: "/proc/self/statm")?.split(separator: " ").first.flatMap { Int($0) } ?? 0
      return max(0, Int(limit.rlim_cur) - pages * Int(sysconf(Int32(_SC_PAGESIZE))))
    #else
      return Int(limit.rlim_cur)
    #endif
  }

  /// What the machine can give without swapping; all of it where the system does not tell what is free.
  static var machine: Int? {
    #if os(Linux)
      guard let text = text(at: "/proc/meminfo") else { return nil }
      return kilobytes("MemAvailable", in: text).map { $0 * 1024 }
    #else
      var bytes: UInt64 = 0
      var size = MemoryLayout<UInt64>.size
      guard unsafe sysctlbyname("hw.memsize", &bytes, &size, nil, 0) == 0 else { return nil }
      return Int(clamping: bytes)
    #endif
  }

  /// What the control groups of the process leave; `nil` without a limit.
  ///
  /// - Parameter root: what stands before `/proc` and `/sys`; a test puts files there.
  package static func container(root: String) -> Int? {
    guard let groups = text(at: root + "/proc/self/cgroup") else { return nil }
    var least: Int?
    for line in groups.split(separator: "\n") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let isUnified = fields[0] == "0" && fields[1].isEmpty
      guard isUnified || fields[1].split(separator: ",").contains("memory") else { continue }
      let base = root + (isUnified ? "/sys/fs/cgroup" : "/sys/fs/cgroup/memory")
      let names =
        isUnified ? ("memory.max", "memory.current") : ("memory.limit_in_bytes", "memory.usage_in_bytes")
      // A limit of any group above holds too. In a container the root of the mount is often the group itself.
      var folder = fields[2] == "/" ? "" : String(fields[2])
      while true {
        if let limit = number(at: "\(base)\(folder)/\(names.0)"), limit < 1 << 60 {
          let used = number(at: "\(base)\(folder)/\(names.1)") ?? 0
          least = min(least ?? .max, max(0, limit - used + reclaimable(at: base + folder)))
        }
        guard let slash = folder.lastIndex(of: "/") else { break }
        folder = String(folder[..<slash])
      }
    }
    return least
  }

  /// Pages of files that count as used and that the system gives back when memory is short.
  private static func reclaimable(at folder: String) -> Int {
    guard let text = text(at: folder + "/memory.stat") else { return 0 }
    for line in text.split(separator: "\n") where line.hasPrefix("inactive_file ") {
      return Int(line.dropFirst("inactive_file ".count)) ?? 0
    }
    return 0
  }

  private static func kilobytes(_ name: String, in text: String) -> Int? {
    for line in text.split(separator: "\n") where line.hasPrefix(name + ":") {
      return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }
    return nil
  }

  private static func number(at path: String) -> Int? {
    text(at: path).flatMap { Int($0.filter { $0 != "\n" }) }
  }

  /// A small file of the system; these have no size that could be asked for beforehand.
  private static func text(at path: String) -> String? {
    let descriptor = PosixFileSystem.retrying { unsafe open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { return nil }
    defer { _ = close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    var filled = 0
    while filled < bytes.count {
      let count = unsafe bytes.withUnsafeMutableBytes { buffer in
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
        return unsafe read(descriptor, rest.baseAddress, rest.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      filled += count
    }
    return filled == 0 ? nil : String(decoding: bytes[..<filled], as: UTF8.self)
  }
}
