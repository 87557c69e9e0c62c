import ArgumentParser
import Fledge
import Foundation

/// `fledge bench`.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how fast this machine trains.",
    discussion: """
      Times whole epochs of a workload without evaluation, on generated digits so that it needs no files; the first \
      epoch warms up and is not counted.

      EXAMPLES
        fledge bench --workload W2 --examples 2000 --epochs 2
        fledge bench --workload W3 --examples 2000 --epochs 2 --threads 1 --json
      """)

  @Option(help: "The workload: \(Workload.all.map(\.name).joined(separator: ", ")).")
  var workload = "W1"
  @Option(help: "Threads; all processors when left out.")
  var threads: Int?
  @Option(help: "Fewer examples than the workload has, for a quick look.")
  var examples: Int?
  @Option(help: "Epochs that are timed.")
  var epochs = 5
  @OptionGroup var output: OutputFlags

  func run() throws {
    let console = Console(output)
    guard let work = Workload.all.first(where: { $0.name == workload }) else {
      let names = Workload.all.map(\.name)
      let nearest = nearestName(to: workload, among: names).map { "; did you mean '\($0)'?" } ?? ""
      throw SettingError.invalidValue(
        key: "--workload", expected: "one of \(names.joined(separator: ", "))", found: "'\(workload)'\(nearest)")
    }
    guard (1...100_000).contains(epochs) else {
      throw SettingError.invalidValue(key: "--epochs", expected: "1 to 100000", found: "'\(epochs)'")
    }
    var settings = work.settings
    settings.threads = ProcessInfo.processInfo.activeProcessorCount
    if let threads { try settings.set("threads", to: .scalar(String(threads)), place: "--") }
    if let examples { try settings.set("examples", to: .scalar(String(examples)), place: "--") }
    settings.epochs = epochs + 1
    let experiment = try Experiment(settings)
    console.say(NetworkSummary(experiment).text)

    let progress = TrainingProgress(console, examples: experiment.data.training.count)
    let history = try experiment.trainer.run { event in
      progress.show(event)
      return .proceed
    }
    let seconds = history.epochs.dropFirst().map(\.seconds).sorted()
    let median = (seconds[seconds.count / 2] + seconds[(seconds.count - 1) / 2]) / 2
    let images = Double(experiment.data.training.count)
    let flops = 2 * Double(trainingMultiplyAdds(experiment.network)) * images / median / 1e9
    console.say(
      """
      \(work.name): \(work.title)
      \(decimals(median, 3)) s an epoch (\(decimals(seconds[0], 3)) to \(decimals(seconds[seconds.count - 1], 3))), \
      \(grouped(Int(images / median))) images/s, \(decimals(flops, 1)) GFLOP/s
      """)
    guard output.json else { return }
    let object: JSONObject = [
      "workload": .string(work.name), "seconds_per_epoch": .number(median), "seconds_min": .number(seconds[0]),
      "seconds_max": .number(seconds[seconds.count - 1]), "images_per_second": .number(images / median),
      "gflops": .number(flops), "peak_memory_mb": .number(ProcessUsage.peakMemoryMegabytes),
      "final_loss": .number(history.epochs[history.epochs.count - 1].trainingLossSeen),
      "isa": .string(InstructionSet.current.rawValue), "threads": .integer(settings.threads), "precision": "fp32",
    ]
    console.give(.object(object))
  }

  /// Forward and weight gradients once each, input gradients for all but the first layer.
  private func trainingMultiplyAdds(_ network: Network) -> Int {
    let costs = network.nodes.map(\.multiplyAdds).filter { $0 > 0 }
    return 3 * costs.reduce(0, +) - (costs.first ?? 0)
  }
}

/// A training whose speed is measured.
struct Workload {
  let name: String
  let title: String
  let settings: TrainingSettings

  /// The workloads that the peers are measured with too.
  static let all: [Workload] = [
    workload("W1", "784-512-256-128-10, ReLU, dropout 0.3, Adam with L2, batch 128, 54,000 images") {
      $0.layers = [512, 256, 128]
      $0.dropout = 0.3
      $0.weightDecay = 1e-4
      $0.examples = 54_000
    },
    workload("W2", "784-64-32-10, Adam, batch 128, 60,000 images") { $0.layers = [64, 32] },
    workload("W2b", "784-64-32-10, Adam, batch 8, 60,000 images") {
      $0.layers = [64, 32]
      $0.batchSize = 8
    },
    workload("W2c", "784-64-32-10, Adam, batch 64, 60,000 images") {
      $0.layers = [64, 32]
      $0.batchSize = 64
    },
    workload("W3", "784-200-10, sigmoid, momentum, batch 32, 60,000 images") {
      $0.layers = [200]
      $0.activation = "sigmoid"
      $0.optimizer = "momentum"
      $0.learningRate = 0.01
      $0.batchSize = 32
    },
    workload("W4", "784-200-784 autoencoder, momentum, batch 32, 60,000 images") {
      $0.autoencoder = [200]
      $0.codeActivation = "relu"
      $0.outputActivation = "none"
      $0.optimizer = "momentum"
      $0.learningRate = 0.01
      $0.batchSize = 32
    },
    workload("W5", "784-512-256-128-64-32 autoencoder, Adam, batch 128, 60,000 images") {
      $0.autoencoder = [512, 256, 128, 64, 32]
      $0.codeActivation = "relu"
    },
    workload("W9", "conv 5×5×32, max-pool 2, conv 5×5×64, max-pool 2, 128, 10, Adam, batch 128, 60,000 images") {
      $0.convolutions = [32, 64]
      $0.layers = [128]
    },
  ]

  private static func workload(
    _ name: String, _ title: String, _ change: (inout TrainingSettings) -> Void
  ) -> Workload {
    var settings = TrainingSettings()
    settings.dataset = "digits"
    settings.examples = 60_000
    settings.testExamples = 1
    settings.validation = .count(0)
    change(&settings)
    return Workload(name: name, title: title, settings: settings)
  }
}
