import Foundation
import Synchronization

/// Turns Ctrl-C, SIGTERM, SIGUSR1 and the end of the terminal into a flag that trainings check between two steps.
enum Interruption {
  private static let wasRequested = Atomic<Bool>(false)

  /// Whether a signal has arrived since `catchSignals`.
  static var isRequested: Bool { wasRequested.load(ordering: .relaxed) }

  /// Ctrl-C, the shutdown of the machine or a scheduler, the end of the terminal, a scheduler's notice before its limit.
  private static var signals: [Int32] { [SIGINT, SIGTERM, SIGHUP, SIGUSR1] }

  /// After this call the first signal sets `isRequested`; a second one ends the program at once.
  ///
  /// SIGHUP stays ignored where `nohup` has set it so.
  static func catchSignals() {
    // The first access initialises the flag; it must not happen inside the handler.
    wasRequested.store(false, ordering: .relaxed)
    // A program inherits blocked signals from the thread that started it.
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

  /// Turns a file-size limit and a closed pipe into errors that can be reported; by default they end the process.
  static func reportFailingWrites() {
    for number in [SIGXFSZ, SIGPIPE] { _ = signal(number, SIG_IGN) }
  }
}
