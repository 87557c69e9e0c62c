import Fledge
import FledgeRunStore
import FledgeStudies
import Foundation
import Synchronization

/// Progress of a study on standard error: a block that is redrawn on a terminal, one line per run elsewhere.
final class StudyProgressDisplay: Sendable {
  private let console: Console
  private let workers: Int
  private let metric: String
  /// What is said once where none of a study's runs has ended.
  private let note: String?
  private let state = Mutex(State())

  private struct State {
    var finished = 0
    var failed = 0
    var total = 0
    /// The number of runs that this process has ended, and when it began.
    var ended = 0
    var start = ContinuousClock().now
    var running: [(attempt: RunAttempt, epoch: Int)] = []
    var drawnLines = 0
    var lastDrawing: ContinuousClock.Instant?
  }

  init(_ console: Console, workers: Int, metric: String, note: String? = nil) {
    self.console = console
    self.workers = workers
    self.metric = metric
    self.note = note
  }

  func show(_ event: StudyEvent) {
    guard console.showsProgress else { return }
    state.withLock { state in
      note(event, &state)
      if console.isTerminal { draw(&state, force: event.isEnd) }
    }
  }

  /// Erases the block.
  func close() {
    guard console.showsProgress, console.isTerminal else { return }
    state.withLock { erase(&$0) }
  }

  private func note(_ event: StudyEvent, _ state: inout State) {
    switch event {
    case .opened(let study, let progress, let isStandIn):
      state.finished = progress.finished
      state.failed = progress.failed
      state.total = progress.total
      state.ended = 0
      state.start = ContinuousClock().now
      var done = progress.finished > 0 ? ", \(progress.finished) finished before" : ""
      if progress.failed > 0 { done += ", \(progress.failed) failed before" }
      line("study \(study): \(progress.total) runs\(done), \(workers) at once", &state)
      if let note, progress.finished + progress.failed == 0 { line(note, &state) }
      if isStandIn { line("*** MNIST was not found: generated digits stand in for it. ***", &state) }
    case .began(let attempt):
      state.running.append((attempt, attempt.epochsBefore))
    case .epoch(let attempt, let record):
      if let index = state.running.firstIndex(where: { $0.attempt == attempt }) {
        state.running[index].epoch = record.epoch
      }
    case .ended(let attempt, let end):
      state.running.removeAll { $0.attempt == attempt }
      end.count(in: &state.finished, failed: &state.failed, ended: &state.ended)
      if let text = describe(attempt, end) { line("\(state.finished + state.failed)/\(state.total)  \(text)", &state) }
    case .endedElsewhere: state.finished += 1
    case .notice(let text): line(text, &state)
    case .halved(let rung, let kept, let count):
      line("rung \(rung): \(kept) of \(count) settings go on", &state)
    }
  }

  private func describe(_ attempt: RunAttempt, _ end: RunEnd) -> String? {
    let run = "\(attempt.name), seed \(attempt.seed)"
    switch end {
    case .finished(let metrics, let seconds):
      let known = StudyMetrics.metric(metric)
      let value = metrics[metric].map { known.unit == .fraction ? percent($0) : decimals($0, 4) } ?? "–"
      return "\(run): \(metric) \(value), \(decimals(seconds, 1)) s"
    case .failed(let message): return "\(run): failed: \(message)"
    case .interrupted: return nil
    case .superseded: return "\(run): another process has taken this run over"
    }
  }

  private func line(_ text: String, _ state: inout State) {
    erase(&state)
    console.progress(text + "\n")
  }

  private func erase(_ state: inout State) {
    if state.drawnLines > 0 { console.control("\u{1B}[\(state.drawnLines)A\u{1B}[J") }
    state.drawnLines = 0
  }

  private func draw(_ state: inout State, force: Bool) {
    let now = ContinuousClock().now
    if let last = state.lastDrawing, now - last < .milliseconds(100), !force { return }
    state.lastDrawing = now
    erase(&state)
    let shares = state.running.map { Double($0.epoch) / Double(max(1, $0.attempt.epochs)) }
    let done = Double(state.finished + state.failed)
    var lines = [bar(done / Double(max(1, state.total))) + " \(Int(done))/\(state.total) runs"]
    let worked = Double(state.ended) + shares.reduce(0, +)
    if worked > 0 {
      let seconds = (now - state.start) / .seconds(1)
      let left = seconds / worked * (Double(state.total) - done - shares.reduce(0, +))
      lines[0] += "  \(NumberText.duration(seconds: min(max(0, left), 359_999))) left"
    }
    for (run, share) in zip(state.running, shares) {
      lines.append(
        "  " + bar(share) + " epoch \(run.epoch)/\(run.attempt.epochs)  \(run.attempt.name), seed \(run.attempt.seed)")
    }
    for text in lines { console.progress(String(text.prefix(max(20, console.width - 1))) + "\n") }
    state.drawnLines = lines.count
  }

  private func bar(_ share: Double) -> String {
    let filled = Int(min(1, max(0, share)) * 20)
    return String(repeating: "█", count: filled) + String(repeating: "░", count: 20 - filled)
  }
}

extension StudyEvent {
  fileprivate var isEnd: Bool { if case .ended = self { true } else { false } }
}

extension RunEnd {
  fileprivate func count(in finished: inout Int, failed: inout Int, ended: inout Int) {
    switch self {
    case .finished: (finished, ended) = (finished + 1, ended + 1)
    case .failed: (failed, ended) = (failed + 1, ended + 1)
    case .interrupted, .superseded: break
    }
  }
}
