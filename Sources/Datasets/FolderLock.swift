import Foundation

/// A lock on a folder that one process holds at a time; it ends with the process and leaves no file behind.
struct FolderLock {
  private let descriptor: Int32

  /// Takes the lock, waiting for a process that holds it.
  ///
  /// File systems without locks give none: there, two processes are not kept apart.
  /// - Parameter onWait: called where another process holds the lock.
  init(_ folder: String, onWait: () -> Void) {
    descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK else { return }
    onWait()
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  /// Gives the lock back.
  func release() {
    guard descriptor >= 0 else { return }
    _ = flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
