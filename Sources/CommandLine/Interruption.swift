import Foundation
import Synchronization

/// Ctrl-C, SIGTERM and the end of the terminal as a question that a training asks between two steps.
enum Interruption {
  private static let wasRequested = Atomic<Bool>(false)

  /// Whether somebody has asked the program to stop since `probe`.
  static var isRequested: Bool { wasRequested.load(ordering: .relaxed) }

  /// What asks to stop: Ctrl-C, the machine going down or a scheduler, the terminal being closed.
  private static var signals: [Int32] { [SIGINT, SIGTERM, SIGHUP] }

  /// From now on the first signal asks to stop; a second one ends the program at once.
  ///
  /// SIGHUP stays ignored where `nohup` has asked for it.
  static func probe() {
    // Set here once, so that the handler finds it there and does nothing but set it.
    wasRequested.store(false, ordering: .relaxed)
    // A program that was started by a thread with blocked signals inherits the block.
    var numbers = sigset_t()
    unsafe sigemptyset(&numbers)
    for number in signals { unsafe sigaddset(&numbers, number) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &numbers, nil)
    for number in signals {
      let earlier = signal(number) { number in
        _ = signal(number, SIG_DFL)
        Interruption.wasRequested.store(true, ordering: .relaxed)
      }
      let wasIgnored = unsafe unsafeBitCast(earlier, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
      if number == SIGHUP, wasIgnored { _ = signal(number, SIG_IGN) }
    }
  }

  /// Makes a file-size limit and a closed pipe errors that can be reported instead of a silent end.
  static func reportFailingWrites() {
    for number in [SIGXFSZ, SIGPIPE] { _ = signal(number, SIG_IGN) }
  }
}
