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
    console.say("")
    console.say("1 run, \(epochs) epoch\(epochs == 1 ? "" : "s"), \(grouped(estimate.steps)) steps")
    sayCosts(estimate, runs: [estimate.steps], epochs: epochs, console: console)
  }

  /// What all folds take: the steps of each, and the pace of the last, which learns from the most rows.
  func dryRunFolds(_ settings: TrainingSettings, console: Console) throws {
    let count = settings.folds ?? 1
    var steps: [Int] = []
    for fold in 1...count {
      var settings = settings
      settings.fold = fold
      let experiment = try Experiment(settings)
      steps.append(experiment.trainer.stepsPerEpoch * settings.epochs)
      if fold == 1 {
        announceStandIn(experiment.data, console: console)
        console.say(NetworkSummary(experiment).text)
        console.say("")
      }
      guard fold == count else { continue }
      let (fewest, most) = (steps.min() ?? 0, steps.max() ?? 0)
      let epochs = settings.epochs
      console.say(
        "\(count) folds, \(epochs) epoch\(epochs == 1 ? "" : "s") each, \(grouped(steps.reduce(0, +))) steps ("
          + (fewest == most ? grouped(most) : "\(grouped(fewest)) to \(grouped(most))") + " a fold)")
      sayCosts(try RunEstimate(experiment), runs: steps, epochs: epochs, console: console)
    }
  }

  /// - Parameter runs: the steps of each run; they are trained one after another.
  private func sayCosts(_ estimate: RunEstimate, runs: [Int], epochs: Int, console: Console) {
    let steps = runs.reduce(0, +)
    let seconds = runs.count == 1 ? estimate.seconds : estimate.seconds / Double(estimate.steps) * Double(steps)
    let disk = estimate.diskBytes * runs.count
    console.say(
      """
      about \(seconds < 1 ? "a second" : NumberText.duration(seconds: seconds)), from \(estimate.measuredSteps) steps just taken; validation and test not counted
      about \(DiskSpace.text(estimate.memoryBytes)) of memory beside the data, \(DiskSpace.text(disk)) on disk
      Nothing was written.
      """)
    guard output.json else { return }
    var json: JSONObject = [
      "runs": .integer(runs.count), "epochs": .integer(epochs), "steps": .integer(steps),
      "measured_steps": .integer(estimate.measuredSteps), "seconds": .number(seconds),
      "memory_bytes": .integer(estimate.memoryBytes), "disk_bytes": .integer(disk),
    ]
    if runs.count > 1 { json["steps_of_folds"] = .array(runs.map { .integer($0) }) }
    console.give(.object(json))
  }
}
