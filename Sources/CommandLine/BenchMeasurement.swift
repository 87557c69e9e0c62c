import Fledge
import Foundation

/// The timings of a workload's training.
struct BenchMeasurement {
  /// The seconds of each timed epoch, over all networks.
  let seconds: [Double]
  /// The processor time of each timed epoch, over all threads: steadier than `seconds` where other programs run.
  let processorSeconds: [Double]
  /// The mean running training loss of the last epoch, over the networks.
  let finalLoss: Double
  /// The seconds from the start of the process to the end of the first epoch, where the system reports them.
  let secondsToFirstEpoch: Double?
  /// The floating-point operations of one epoch, over all networks, zeros included.
  let operations: Double
  /// The share of them that the last batch computed.
  let doneShare: Double
  /// The number of images of one epoch, over all networks.
  let images: Double

  /// The median, the smallest and the largest of `seconds`.
  var spread: (median: Double, least: Double, most: Double) {
    let sorted = seconds.sorted()
    return (BenchMeasurement.median(seconds), sorted[0], sorted[sorted.count - 1])
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
  }

  /// Trains one network; its first epoch warms up.
  init(_ experiment: Experiment, console: Console) throws {
    let progress = TrainingProgress(console, examples: experiment.data.training.count)
    var first: Double?
    var used: [Double] = []
    let history = try experiment.trainer.run { event in
      progress.show(event)
      if case .epoch = event {
        if first == nil { first = ProcessUsage.secondsSinceStart }
        used.append(ProcessUsage.processorSeconds)
      }
      return .proceed
    }
    seconds = history.epochs.dropFirst().map(\.seconds)
    processorSeconds = zip(used.dropFirst(), used).map { $0 - $1 }
    finalLoss = history.epochs[history.epochs.count - 1].runningTrainingLoss
    secondsToFirstEpoch = first
    (operations, doneShare, images) = BenchMeasurement.work(experiment)
  }

  /// Trains one network for each seed, each on one thread; the time of all is divided by the number of epochs.
  init(_ experiment: Experiment, networks: Int, threads: Int) throws {
    var settings = experiment.settings
    settings.threads = 1
    let experiments = try (0..<networks).map { number in
      settings.seed = UInt64(number)
      return try Experiment(settings, data: experiment.data)
    }
    // Each task has its own trainer and result.
    nonisolated(unsafe) let trainers = experiments.map(\.trainer)
    let outcomes = Outcomes(count: networks)
    let clock = ContinuousClock()
    let used = ProcessUsage.processorSeconds
    let time = clock.measure {
      ThreadPool(threads: threads).run(networks) { number in
        outcomes.set(number, Result { try unsafe trainers[number].run() })
      }
    }
    let histories = try outcomes.all()
    seconds = [time / .seconds(1) / Double(settings.epochs)]
    processorSeconds = [(ProcessUsage.processorSeconds - used) / Double(settings.epochs)]
    finalLoss =
      histories.reduce(0) { $0 + $1.epochs[$1.epochs.count - 1].runningTrainingLoss } / Double(networks)
    secondsToFirstEpoch = nil
    let (operations, doneShare, images) = BenchMeasurement.work(experiments[0])
    self.operations = operations * Double(networks)
    self.doneShare = doneShare
    self.images = images * Double(networks)
  }

  /// Forward and weight gradients once each, input gradients for all but the first layer.
  private static func work(_ experiment: Experiment) -> (operations: Double, doneShare: Double, images: Double) {
    let (all, done) = experiment.trainer.multiplyAdds
    let images = Double(experiment.data.training.count)
    return (2 * all * images, done / all, images)
  }
}

/// The results of tasks that run at the same time, one element each.
private final class Outcomes: @unchecked Sendable {
  private let lock = NSLock()
  private var results: [Result<History, any Error>?]

  init(count: Int) {
    results = [Result<History, any Error>?](repeating: nil, count: count)
  }

  func set(_ index: Int, _ result: Result<History, any Error>) {
    lock.withLock { results[index] = result }
  }

  func all() throws -> [History] {
    try lock.withLock { try results.compactMap { try $0?.get() } }
  }
}
