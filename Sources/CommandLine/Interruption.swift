import Foundation
import Synchronization

/// Ctrl-C and SIGTERM as a question that a training asks between two steps.
enum Interruption {
  private static let wasRequested = Atomic<Bool>(false)

  /// Whether somebody has asked the program to stop since `watch`.
  static var isRequested: Bool { wasRequested.load(ordering: .relaxed) }

  /// From now on the first signal asks to stop; a second one ends the program at once.
  static func watch() {
    // Set here once, so that the handler finds it there and does nothing but set it.
    wasRequested.store(false, ordering: .relaxed)
    // A program that was started by a thread with blocked signals inherits the block.
    var numbers = sigset_t()
    unsafe sigemptyset(&numbers)
    for number in [SIGINT, SIGTERM] { unsafe sigaddset(&numbers, number) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
    for number in [SIGINT, SIGTERM] {
      _ = signal(number) { number in
        _ = signal(number, SIG_DFL)
        Interruption.wasRequested.store(true, ordering: .relaxed)
      }
    }
  }

  /// Makes a file-size limit and a closed pipe errors that can be reported instead of a silent end.
  static func reportFailingWrites() {
    for number in [SIGXFSZ, SIGPIPE] { _ = signal(number, SIG_IGN) }
  }
}
