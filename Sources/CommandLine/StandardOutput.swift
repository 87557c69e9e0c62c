import Foundation
import Synchronization

/// Standard output that remembers the first failed write: a full disk must not look like success.
enum StandardOutput {
  private static let firstFailure = Mutex<String?>(nil)

  /// The reason of the first failed write, if any.
  static var failure: String? { firstFailure.withLock { $0 } }

  static func write(_ text: String) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes[done...].withUnsafeBytes { unsafe Foundation.write(1, $0.baseAddress, $0.count) }
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        let reason = unsafe String(cString: strerror(errno))
        return firstFailure.withLock { $0 = $0 ?? reason }
      }
    }
  }
}
