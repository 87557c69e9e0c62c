import FledgeFormats
import Foundation
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The right of one process to write into a run's folder.
///
/// The lock is the operating system's, on the file `.lock`: it ends with the process, however that ends. The file says
/// which process on which host holds it.
final class RunLock: Sendable {
  private let descriptor: Int32
  private let path: String
  private let isHeld = Mutex(true)

  /// Takes the lock of a folder.
  ///
  /// - Throws: `RunFolderError.busy` where another process, or another training of this one, holds it.
  init(folder: String) throws(RunFolderError) {
    path = folder + "/.lock"
    // A process that ends removes its file: a process that has opened the removed one tries again.
    for _ in 0..<100 {
      let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        let reason = unsafe String(cString: strerror(errno))
        throw .unusable("\(path): the lock of the run cannot be made: \(reason); name another --output")
      }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let holder = RunLock.text(of: descriptor)
        close(descriptor)
        throw .busy(
          "\(folder): another training is at work in this folder\(holder.isEmpty ? "" : " (\(holder))"); "
            + "wait for its end or name another --output")
      }
      if RunLock.isSame(descriptor, path) {
        self.descriptor = descriptor
        RunLock.write("process \(getpid()) on \(ProcessInfo.processInfo.hostName)", to: descriptor)
        return
      }
      close(descriptor)
    }
    throw .busy("\(folder): other trainings come and go in this folder; wait for their end or name another --output")
  }

  /// Gives the lock back.
  func release() {
    let wasHeld = isHeld.withLock { held in
      defer { held = false }
      return held
    }
    guard wasHeld else { return }
    _ = unsafe unlink(path)
    close(descriptor)
  }

  deinit { release() }

  private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
    var (opened, named) = (stat(), stat())
    guard unsafe fstat(descriptor, &opened) == 0, unsafe stat(path, &named) == 0 else { return false }
    return opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }

  private static func text(of descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 200)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
    let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    return text.filter { $0.isASCII && !$0.isNewline && $0 >= " " }
  }

  private static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    _ = ftruncate(descriptor, 0)
    _ = unsafe bytes.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }
}
