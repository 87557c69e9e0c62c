import ArgumentParser
import Fledge
import FledgeStudies
import Foundation

/// What `fledge train` tries without keeping a run: a sweep of learning rates, and a few steps to measure.
extension TrainCommand {
  /// Refuses files of the curve's names that hold something else, before the sweep.
  func checkCurve() throws {
    try checkFolderName(folder, of: "--output")
    let path = "\(folder ?? ".")/learning-rate"
    let isOurs = { (bytes: [UInt8]) in
      String(decoding: bytes, as: UTF8.self).contains("Loss while the learning rate rises")
    }
    try checkReplaceable(path + ".svg", isOurs: isOurs, "the curve of a sweep")
    guard FileManager.default.fileExists(atPath: path + ".csv"), !FileManager.default.fileExists(atPath: path + ".svg")
    else { return }
    throw SettingError.conflict(
      "\(path).csv: expected a new file or one that stands beside the picture of a sweep, found another; "
        + "name a folder with --output")
  }

  /// Sweeps the learning rate and writes the curve, but no run.
  func sweep(_ experiment: Experiment, console: Console) throws {
    announceStandIn(experiment.data, console: console)
    let curve = try experiment.findLearningRate()
    let files = try curve.chart.write(to: "\(folder ?? ".")/learning-rate")
    console.say(
      curve.suggestionText.map { "The loss falls fastest at a learning rate of \($0)." }
        ?? "The loss falls at no learning rate from 1e-6 to 10; look at network, data and batch size.")
    console.say("The curve of \(curve.points.count) steps is in \(files.joined(separator: " and ")).")
    guard output.json else { return }
    console.give([
      "learning_rate": curve.suggestion.map { .number($0) } ?? .null,
      "rates": .array(curve.points.map { .number($0.rate) }),
      "losses": .array(curve.points.map { .number($0.loss) }),
      "smoothed_losses": .array(curve.points.map { .number($0.smoothedLoss) }),
      "files": .array(files.map { .string($0) }),
    ])
  }

  func dryRun(_ experiment: Experiment, console: Console) throws {
    announceStandIn(experiment.data, console: console)
    let estimate = try RunEstimate(experiment)
    let epochs = experiment.settings.epochs
    console.say(NetworkSummary(experiment).text)
    console.say(
      """

      1 run, \(epochs) epoch\(epochs == 1 ? "" : "s"), \(grouped(estimate.steps)) steps
      about \(estimate.seconds < 1 ? "a second" : NumberText.duration(seconds: estimate.seconds)), from \(estimate.measuredSteps) steps just taken; validation and test not counted
      about \(DiskSpace.text(estimate.memoryBytes)) of memory beside the data, \(DiskSpace.text(estimate.diskBytes)) on disk
      Nothing was written.
      """)
    guard output.json else { return }
    console.give([
      "runs": 1, "epochs": .integer(epochs), "steps": .integer(estimate.steps),
      "measured_steps": .integer(estimate.measuredSteps), "seconds": .number(estimate.seconds),
      "memory_bytes": .integer(estimate.memoryBytes), "disk_bytes": .integer(estimate.diskBytes),
    ])
  }
}
