import Fledge
import Foundation
import Synchronization

/// What a training is asked to do while it runs: written by the threads that serve its socket, read by its loop between two
/// steps.
final class TrainingControl: Sendable {
  /// What the loop does after a step.
  enum Phase {
    case running
    case paused
    /// One step, then paused.
    case stepping
  }

  /// A change that waits for the loop.
  final class Change: Sendable {
    let learningRate: Double?
    let dropout: Double?
    /// The step at which it took effect, or why it did not.
    let outcome = Mutex<Result<Int, ControlError>?>(nil)

    init(learningRate: Double?, dropout: Double?) { (self.learningRate, self.dropout) = (learningRate, dropout) }
  }

  private struct State {
    var phase = Phase.running
    var isWaiting = false
    var isStopping = false
    var isOver = false
    var step = 0
    var changes: [Change] = []
  }

  private let state: Mutex<State>
  /// Whether the loop must look at the state: the only thing that it reads after most steps.
  private let needsAttention: Atomic<Bool>
  private let step = Atomic<Int>(0)

  /// - Parameter step: the steps that are done, of which a client may ask before the loop begins.
  init(step: Int, isPaused: Bool) {
    var state = State()
    state.step = step
    if isPaused { state.phase = .paused }
    self.state = Mutex(state)
    needsAttention = Atomic(isPaused)
  }

  // MARK: The loop

  /// Carries out what was asked for; waits here while the training is paused.
  ///
  /// - Parameters:
  ///   - change: makes a change and returns once it is on the disk.
  ///   - pausing: called when the training begins to wait, and when it goes on.
  /// - Returns: whether the training goes on.
  func attend(
    step: Int, change: (Change) throws -> Void, pausing: (Bool) -> Void
  ) rethrows -> TrainingCommand {
    self.step.store(step, ordering: .relaxed)
    guard needsAttention.load(ordering: .acquiring) else { return .proceed }
    var isWaiting = false
    defer { if isWaiting { pausing(false) } }
    while true {
      let (phase, isStopping, changes) = state.withLock { state in
        defer { state.changes = [] }
        state.step = step
        return (state.phase, state.isStopping, state.changes)
      }
      for one in changes { try change(one) }
      if isStopping || Interruption.isRequested { return .stop }
      switch phase {
      case .running:
        state.withLock { state in
          if state.changes.isEmpty, state.phase == .running { needsAttention.store(false, ordering: .releasing) }
        }
        return .proceed
      case .stepping:
        state.withLock { state in (state.phase, state.isWaiting) = (.paused, false) }
        return .proceed
      case .paused:
        if !isWaiting {
          isWaiting = true
          pausing(true)
        }
        state.withLock { state in if state.phase == .paused { state.isWaiting = true } }
        Thread.sleep(forTimeInterval: 0.01)
      }
    }
  }

  /// Says that no step follows: clients that wait for one are answered.
  func finish() { state.withLock { $0.isOver = true } }

  // MARK: The socket

  /// Asks for another phase and waits until the loop has taken it up.
  ///
  /// - Throws: `ControlError` where the training has ended meanwhile.
  func turn(to phase: Phase) throws(ControlError) -> JSONObject {
    state.withLock { state in
      state.isWaiting = false
      state.phase = phase
      needsAttention.store(true, ordering: .releasing)
    }
    guard phase != .running else { return answer() }
    return try wait { $0.isWaiting }
  }

  /// Asks for the end after the present step.
  func stop() -> JSONObject {
    state.withLock { state in
      state.isStopping = true
      needsAttention.store(true, ordering: .releasing)
    }
    return answer()
  }

  /// Hands a change to the loop and waits until it is on the disk.
  func make(_ change: Change) throws(ControlError) -> JSONObject {
    state.withLock { state in
      state.changes.append(change)
      needsAttention.store(true, ordering: .releasing)
    }
    do throws(ControlError) {
      _ = try wait { _ in change.outcome.withLock { $0 != nil } }
    } catch {
      // What is refused here must not happen later.
      state.withLock { $0.changes.removeAll { $0 === change } }
      throw error
    }
    switch change.outcome.withLock({ $0 }) {
    case .failure(let error): throw error
    case .success(let step):
      var object = answer()
      object["step"] = .integer(step)
      return object
    case nil: throw ControlError("the training did not answer")
    }
  }

  /// Where the training is.
  func answer() -> JSONObject {
    let state = state.withLock { $0 }
    let name = state.isOver ? "ended" : state.phase == .running ? "running" : "paused"
    return [
      "ok": true, "state": .string(name), "step": .integer(max(state.step, step.load(ordering: .relaxed))),
    ]
  }

  /// Waits until the loop has done something; an evaluation after an epoch may keep it for a while.
  private func wait(_ isDone: (State) -> Bool) throws(ControlError) -> JSONObject {
    for _ in 0..<6000 {
      if state.withLock({ isDone($0) }) { return answer() }
      if state.withLock({ $0.isOver }) { throw ControlError("the training has ended") }
      Thread.sleep(forTimeInterval: 0.005)
    }
    throw ControlError("the training did not answer within 30 seconds; it may be evaluating")
  }
}

/// Why a request is refused: one line.
struct ControlError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
