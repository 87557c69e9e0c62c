import Fledge
import Foundation
import Synchronization

/// Standard output that remembers the first failed write: a full disk must not look like success.
enum StandardOutput {
  private struct State {
    var failure: String?
    var isClosedPipe = false
  }

  private static let state = Mutex(State())

  /// Why a write failed, if one did; a reader that has seen enough, such as `head`, is no failure.
  static var failure: String? { state.withLock { $0.failure } }

  static func write(_ text: String) {
    guard state.withLock({ !$0.isClosedPipe }) else { return }
    let code = StandardStreams.write(text, to: STDOUT_FILENO)
    guard code != 0 else { return }
    state.withLock { state in
      if code == EPIPE {
        state.isClosedPipe = true
      } else if state.failure == nil {
        state.failure = unsafe String(cString: strerror(code))
      }
    }
  }

  /// A JSON value on one line; controls of eight bits, which JSON allows in text, are escaped.
  static func write(json value: JSONValue) {
    var text = ""
    for scalar in value.text().unicodeScalars {
      if PrintableText.isControl(scalar) {
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    write(text + "\n")
  }
}
