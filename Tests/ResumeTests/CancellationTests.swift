import FledgeModels
import FledgeTraining
import Foundation
import Synchronization
import Testing

/// `Task.cancel` ends a training within one step, in a state that can be resumed.
struct CancellationTests {
  @Test func `in a cancelled task every call takes one step, and all of them together end with the same bits`()
    async throws
  {
    let settings = try settings(busy)
    let task = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      let experiment = try Experiment(settings)
      var steps: [Int] = []
      repeat {
        try experiment.trainer.run()
        steps.append(experiment.trainer.state.step)
      } while experiment.trainer.state.history.endReason == .interrupted
      return (steps, Outcome(experiment.trainer))
    }
    let (steps, cancelled) = try await task.value
    #expect(steps.count > 12)
    #expect(steps.dropLast() == Array(1..<steps.count)[...])
    #expect(try cancelled == outcome(settings))
  }

  @Test func `a task that is cancelled from outside stops after the step that is going on, with a checkpoint`()
    async throws
  {
    // So long that a test which waits for its end fails by its time.
    let settings = try settings(busy + ["epochs=4000", "patience=none", "schedule=cosine"])
    let counter = StepCounter()
    let task = Task {
      let experiment = try Experiment(settings)
      try experiment.trainer.run { _ in
        counter.steps.store(experiment.trainer.state.step, ordering: .sequentiallyConsistent)
        return .proceed
      }
      #expect(experiment.trainer.state.history.endReason == .interrupted)
      return (try experiment.checkpoint(writer: "test").encoded(), experiment.trainer.state.step)
    }
    // A thread of its own cancels: other tests may keep every thread of Swift's pool busy.
    Thread.detachNewThread {
      while counter.steps.load(ordering: .sequentiallyConsistent) < 5 { Thread.sleep(forTimeInterval: 0.001) }
      task.cancel()
      counter.atCancel.store(counter.steps.load(ordering: .sequentiallyConsistent), ordering: .sequentiallyConsistent)
    }
    let (bytes, stopped) = try await task.value
    while counter.atCancel.load(ordering: .sequentiallyConsistent) < 0 { await Task.yield() }
    #expect(stopped <= counter.atCancel.load(ordering: .sequentiallyConsistent) + 1)
    let checkpoint = try Checkpoint(bytes: bytes)
    #expect(checkpoint.state.step == stopped)
    let (first, second) = (try Experiment(settings), try Experiment(settings))
    try first.restore(checkpoint)
    try first.trainer.run(toStep: stopped + 9)
    try second.trainer.run(toStep: stopped + 9)
    #expect(Outcome(first.trainer) == Outcome(second.trainer))
  }
}

/// The steps that a training in another task has taken.
private final class StepCounter: Sendable {
  let steps = Atomic<Int>(0)
  /// The steps before it was cancelled.
  let atCancel = Atomic<Int>(-1)
}
