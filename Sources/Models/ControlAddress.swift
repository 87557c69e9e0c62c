import Foundation

/// The path of the socket that steers the training of a run's folder.
///
/// The system takes 107 bytes. A longer path is named through a descriptor of its folder, which is kept open as long as this
/// value lives.
public final class ControlAddress: Sendable {
  /// The socket's name in the folder.
  public static let name = "control.sock"

  /// The path to bind or to connect to.
  public let path: String
  private let descriptor: Int32

  /// - Throws: `RunFolderError` where the folder cannot be opened, or its path is too long for this system.
  public init(folder: String) throws(RunFolderError) {
    let direct = "\(folder)/\(ControlAddress.name)"
    guard direct.utf8.count > 100 else {
      (path, descriptor) = (direct, -1)
      return
    }
    #if os(Linux)
      let descriptor = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .missing("\(folder): expected the folder of a run, found none") }
      (path, self.descriptor) = ("/proc/self/fd/\(descriptor)/\(ControlAddress.name)", descriptor)
    #else
      throw .unusable("\(direct): a socket's path takes at most 100 bytes here; name a shorter --output")
    #endif
  }

  deinit { if descriptor >= 0 { close(descriptor) } }
}
