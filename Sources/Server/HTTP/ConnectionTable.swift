import FlyingSocks
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The open connections and when each must have got further; those that have not are shut down.
///
/// One task looks at all of them twice a second: a timer for each request would cost more than the request.
final class ConnectionTable: Sendable {
  private struct State {
    var deadlines: [Int: (socket: Socket, end: ContinuousClock.Instant)] = [:]
    var next = 0
    var allowance: Double
    var filledAt: ContinuousClock.Instant
  }

  private let state: Mutex<State>
  private let limits: HTTPLimits
  private let clock = ContinuousClock()

  init(_ limits: HTTPLimits) {
    self.limits = limits
    state = Mutex(State(allowance: limits.requestsPerSecond, filledAt: clock.now))
  }

  /// The number of a new connection; `nil` where there are too many.
  func add(_ socket: Socket) -> Int? {
    state.withLock { state in
      guard state.deadlines.count < limits.connections else { return nil }
      state.next += 1
      state.deadlines[state.next] = (socket, clock.now + .seconds(limits.idleSeconds))
      return state.next
    }
  }

  /// Gives a connection seconds from now for what it does next.
  func extend(_ number: Int, seconds: Double) {
    let end = clock.now + .seconds(seconds)
    state.withLock { $0.deadlines[number]?.end = end }
  }

  /// Forgets a connection and closes its socket; nothing else closes it, so a number never names another's socket.
  func close(_ number: Int) {
    state.withLock { state in
      if let entry = state.deadlines.removeValue(forKey: number) { try? entry.socket.close() }
    }
  }

  /// Whether one more request may be answered now: a bucket that holds two seconds of them.
  func takeRequest() -> Bool {
    state.withLock { state in
      let now = clock.now
      let filled = state.allowance + limits.requestsPerSecond * ((now - state.filledAt) / .seconds(1))
      (state.allowance, state.filledAt) = (min(filled, 2 * limits.requestsPerSecond), now)
      guard state.allowance >= 1 else { return false }
      state.allowance -= 1
      return true
    }
  }

  /// Shuts down what is overdue, until the task is cancelled.
  func watch() async {
    while !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(500))
      let now = clock.now
      state.withLock { state in
        for entry in state.deadlines.values where entry.end < now { shutDown(entry.socket) }
      }
    }
  }

  /// Shuts down all.
  func shutDownAll() {
    state.withLock { state in for entry in state.deadlines.values { shutDown(entry.socket) } }
  }

  private func shutDown(_ socket: Socket) {
    _ = shutdown(socket.file.rawValue, Int32(SHUT_RDWR))
  }
}
