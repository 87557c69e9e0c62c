import ArgumentParser
import Fledge
import Foundation

/// `fledge train`.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train one network and keep it in a run folder.",
    discussion: """
      Without --layers, --autoencoder and a configuration file it trains the 784-512-256-128-10 network of the report
      numpy-mlp. Settings come from the recipe, then the file, then the flags, then --set.

      EXAMPLES
        fledge train --epochs 3
        fledge train --layers 64,32 --epochs 5 --output runs/small
        fledge train --layers "" --optimizer sgd --learning-rate 0.05 --scaling per-image --epochs 5
        fledge train --autoencoder 64,16 --epochs 3 --examples 5000
        fledge train runs/small/config.yaml --seed 1 --json
      """)

  @Argument(help: "A YAML file of settings.")
  var file: String?
  @OptionGroup(title: "Settings") var flags: SettingFlags
  @OptionGroup var output: OutputFlags
  @Option(name: .customLong("output"), help: "The run's folder; runs/N, the next free number, when left out.")
  var folder: String?
  @Flag(help: "Train on the first batch alone until it is learned by heart: a test of network and settings.")
  var overfitOneBatch = false

  func run() throws {
    var settings = try flags.settings(file: file)
    if overfitOneBatch { settings.overfitOneBatch() }
    let console = Console(output)
    let experiment = try Experiment(settings)
    let runFolder = overfitOneBatch ? nil : try RunFolder(creating: folder ?? RunFolder.nextFree(in: "runs"))
    announceStandIn(experiment.data, console: console)
    console.say(NetworkSummary(experiment).text)

    let progress = TrainingProgress(console, examples: experiment.data.training.count)
    let result = try experiment.run { event in
      progress.show(event)
      return .proceed
    }
    progress.finish(result.history)

    var summary = experiment.summary(result)
    if let runFolder {
      summary["output"] = .string(runFolder.path)
      try runFolder.write(result, settings: settings, metrics: .object(experiment.metrics(result, summary: summary)))
    }
    report(result, console: console)
    if let runFolder { console.say("\nThe run is in \(runFolder.path).") }
    if output.json { print(JSONValue.object(summary).text()) }
  }

  private func report(_ result: ExperimentResult, console: Console) {
    guard let test = result.test else {
      console.say("There is no test set.")
      return
    }
    if let report = result.report {
      console.say("\nTest set\n\n" + report.text)
      console.say("\n" + report.confusionText)
    }
    let accuracy = test.accuracy.map { "   accuracy \(percent($0))" } ?? ""
    console.say("\nTest loss \(decimals(test.loss, 4))\(accuracy)")
  }
}

/// Says on every output that generated digits stand in for MNIST.
func announceStandIn(_ data: ExperimentData, console: Console) {
  guard data.isStandIn else { return }
  console.say(
    """
    *** These are NOT the MNIST digits. ***
    MNIST was not found, so generated pen strokes stand in for it; their accuracies say nothing about MNIST.
    Run `fledge data fetch mnist`, or name the folder of the four files with --data.

    """)
}

extension TrainingSettings {
  /// Settings under which a sound network learns one batch by heart.
  mutating func overfitOneBatch() {
    examples = batchSize
    validation = .count(0)
    patience = nil
    dropout = 0
    noise = 0
    augmentation = []
    weightDecay = 0
    l1 = 0
    epochs = max(epochs, 200)
    measuresTrainingSet = true
  }
}
