import Fledge
import Foundation

/// Progress on standard error: a bar that is redrawn on a terminal, one line per epoch elsewhere.
final class TrainingProgress {
  private let console: Console
  private let examples: Int
  /// Epochs that earlier runs have finished, as a fraction; a resumed training begins with some.
  private let epochsBefore: Double
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var lastDrawing: ContinuousClock.Instant?
  private var hasBar = false
  private var hasHeader = false

  init(_ console: Console, examples: Int, epochsBefore: Double = 0) {
    self.console = console
    self.examples = examples
    self.epochsBefore = epochsBefore
    start = clock.now
  }

  func show(_ event: TrainingEvent) {
    guard console.showsProgress else { return }
    switch event {
    case .step(let progress):
      guard console.isTerminal else { return }
      let now = clock.now
      if let lastDrawing, now - lastDrawing < .milliseconds(100) { return }
      lastDrawing = now
      draw(progress, now: now)
    case .epoch(let record, let isBest):
      clearBar()
      if !hasHeader {
        console.progress(
          """

                                    training as seen           validation
          epoch  seconds  images/s        loss  accuracy        loss  accuracy

          """)
        hasHeader = true
      }
      console.progress(line(record, isBest: isBest) + "\n")
    }
  }

  func finish(_ history: History) {
    guard console.showsProgress else { return }
    clearBar()
    let seconds = (clock.now - start) / .seconds(1)
    let reason =
      switch history.endReason {
      case .finished: "all epochs done"
      case .stoppedEarly: "patience ran out; the weights of epoch \(history.bestEpoch) are kept"
      case .interrupted: "interrupted"
      }
    let count = history.epochs.count
    console.progress("\(count) epoch\(count == 1 ? "" : "s") in \(decimals(seconds, 1)) s: \(reason)\n")
  }

  private func line(_ record: EpochRecord, isBest: Bool) -> String {
    func cell(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(1, width - text.count)) + text
    }
    return cell("\(record.epoch)", 5) + cell(decimals(record.seconds, 2), 9)
      + cell(grouped(Int(Double(examples) / max(record.seconds, 1e-9))), 10)
      + cell(lossText(record.runningTrainingLoss), 12)
      + cell(record.runningTrainingAccuracy.map(percent) ?? "–", 10)
      + cell(record.validationLoss.map(lossText) ?? "–", 12)
      + cell(record.validationAccuracy.map(percent) ?? "–", 10) + (isBest && record.validationLoss != nil ? " *" : "")
  }

  private func draw(_ progress: StepProgress, now: ContinuousClock.Instant) {
    let (step, steps, epoch, epochs) = (progress.step, progress.steps, progress.epoch, progress.epochs)
    let seconds = (now - start) / .seconds(1)
    let done = Double(epoch - 1) + Double(step) / Double(steps)
    let doneHere = max(done - epochsBefore, 1e-9)
    let left = seconds / doneHere * (Double(epochs) - done)
    let rate = Int(doneHere * Double(examples) / max(seconds, 1e-9))
    let before = "epoch \(epoch)/\(epochs) "
    let after =
      " loss \(lossText(progress.loss))" + (progress.accuracy.map { "  accuracy \(percent($0))" } ?? "")
      + "  \(grouped(rate)) images/s  \(duration(left)) left"
    // The bar uses the width that the numbers leave.
    let length = min(32, max(6, console.width - 1 - before.count - after.count))
    let filled = step * length / steps
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: length - filled)
    console.redraw(before + bar + after)
    hasBar = true
  }

  private func clearBar() {
    if hasBar { console.control("\r\u{1B}[K") }
    hasBar = false
  }

  private func duration(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 359_999).rounded())
    func two(_ value: Int) -> String { (value < 10 ? "0" : "") + String(value) }
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60):\(two(whole % 60)) min" }
    return "\(whole / 3600):\(two(whole % 3600 / 60)) h"
  }
}
