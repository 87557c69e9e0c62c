import ArgumentParser
import Fledge
import Foundation

/// `fledge data`.
struct DataCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Find, fetch and look at data.",
    discussion: """
      EXAMPLES
        fledge data list
        fledge data show --dataset digits --count 3
      """,
    subcommands: [DataListCommand.self, DataShowCommand.self, DataFetchCommand.self])
}

/// `fledge data list`.
struct DataListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the kinds of data that --dataset takes, and where MNIST is found.")

  func run() throws {
    for entry in DatasetCatalogue.entries {
      print(entry.name.padding(toLength: 12, withPad: " ", startingAt: 0) + entry.summary)
    }
    do {
      print("\nMNIST is in \(try DataSearch().mnistFolder()).")
    } catch {
      print("\nMNIST was not found: \(error)")
    }
  }
}

/// `fledge data show`.
struct DataShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Draw the first examples and count the classes.")

  @Option(help: "The kind of data.")
  var dataset = "mnist"
  @Option(help: "The folder or file that holds the data.")
  var data: String?
  @Option(help: "How many examples to draw.")
  var count = 2
  @Option(help: "The seed of generated data.")
  var seed = 0
  @OptionGroup var output: OutputFlags

  func run() throws {
    var settings = TrainingSettings()
    try settings.set("dataset", to: .scalar(dataset), place: "--")
    try settings.set("seed", to: .scalar(String(seed)), place: "--")
    settings.data = data
    settings.validation = .count(0)
    let examples = try ExperimentData(settings)
    announceStandIn(examples, console: Console(output))
    let training = examples.training
    print("\(training.provenance.name): \(grouped(training.count)) training examples of shape \(training.featureShape)")
    for file in training.provenance.files { print("  \(file.sha256)  \(file.path)") }
    if examples.hasLabels {
      print("examples of each class: \(examples.classCounts.map(String.init).joined(separator: ", "))")
    }
    let chosen = training.subset(0..<min(max(count, 0), training.count))
    for (row, label) in chosen.labels.enumerated() {
      var pixels = [Float](repeating: 0, count: training.featureShape.count)
      var span = pixels.mutableSpan
      chosen.readFeatures(of: [Int32(row)].span, into: &span, draw: nil, team: .single)
      print("\nlabel \(label)\n" + PixelDrawing(pixels).text)
    }
  }
}

/// `fledge data fetch`.
struct DataFetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Download MNIST, checking every byte; goes on where an earlier try stopped.")

  @Argument(help: "What to fetch: mnist.")
  var name: String
  @Option(help: "The folder to put the files in; the user's cache when left out.")
  var output: String?

  func run() throws {
    guard name == "mnist" else {
      throw SettingError.invalidValue(key: "data fetch", expected: "mnist", found: "'\(name)'")
    }
    guard let folder = output ?? DataSearch.cacheFolder().map({ $0 + "/mnist" }) else {
      throw SettingError.conflict("data fetch: there is no home folder for a cache; name a folder with --output")
    }
    var lastMegabyte = -1
    try MNIST.fetch(into: folder) { event in
      switch event {
      case .present(let file): say("\(file.rawValue).gz is there")
      case .received(let file, let bytes, let mirror):
        if bytes / 1_000_000 != lastMegabyte { say("\(file.rawValue).gz: \(grouped(bytes)) bytes from \(mirror)") }
        lastMegabyte = bytes / 1_000_000
      case .mirrorFailed(let file, let mirror, let reason): say("\(mirror) did not give \(file.rawValue).gz: \(reason)")
      case .finished(let file): say("\(file.rawValue).gz is complete")
      }
    }
    print("The four files are in \(folder).")
  }

  private func say(_ line: String) {
    FileHandle.standardError.write(Data((line + "\n").utf8))
  }
}
