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
        fledge data show --dataset digits --examples 1000 --count 3
      """,
    subcommands: [DataListCommand.self, DataShowCommand.self, DataFetchCommand.self])
}

/// `fledge data list`.
struct DataListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the kinds of data that --dataset takes, and where MNIST is found.",
    discussion: """
      EXAMPLES
        fledge data list
        fledge data list --json
      """)

  @OptionGroup var output: OutputFlags

  func run() throws {
    let console = Console(output)
    for entry in DatasetCatalogue.entries {
      console.say(entry.name.padding(toLength: 15, withPad: " ", startingAt: 0) + entry.summary)
    }
    let search = DataSearch()
    let folder = try? search.mnistFolder()
    if let folder {
      console.say("\nMNIST is in \(folder).")
    } else {
      let folders = search.folders.map { "  \($0)" }.joined(separator: "\n")
      console.say(
        """

        MNIST was not found in any of these folders:
        \(folders)
        Run `fledge data fetch mnist`, or name the folder of the four files with --data.
        """)
    }
    guard output.json else { return }
    console.give([
      "datasets": .array(
        DatasetCatalogue.entries.map { ["name": .string($0.name), "summary": .string($0.summary)] }),
      "mnist_folder": folder.map { .string($0) } ?? .null,
    ])
  }
}

/// `fledge data show`.
struct DataShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Draw the first examples and count the classes.",
    discussion: """
      EXAMPLES
        fledge data show --dataset digits --examples 1000 --count 3
        fledge data show --dataset moons --json
      """)

  @Option(help: "The kind of data.")
  var dataset = "mnist"
  @Option(help: "The folder or file that holds the data.")
  var data: String?
  @Option(help: "The column to learn, by name or by number from 1.")
  var label: String?
  @Option(help: "What the label column holds: auto, classification or regression.")
  var task = "auto"
  @Option(help: "The most training examples to read or make; the first ones.")
  var examples: Int?
  @Option(help: "How many examples to draw.")
  var count = 2
  @Option(help: "The seed of generated data.")
  var seed = 0
  @OptionGroup var output: OutputFlags

  func run() throws {
    var settings = TrainingSettings()
    try settings.set("dataset", to: .scalar(dataset), location: "--")
    try settings.set("seed", to: .scalar(String(seed)), location: "--")
    if let examples { try settings.set("examples", to: .scalar(String(examples)), location: "--") }
    settings.data = data
    settings.table.label = label
    try settings.set("task", to: .scalar(task), location: "--")
    settings.testExamples = 1
    settings.validation = .count(0)
    guard count >= 0 else {
      throw SettingError.invalidValue(key: "--count", expected: "0 or more", found: "'\(count)'")
    }
    let found = try ExperimentData(settings)
    let console = Console(output)
    announceStandIn(found, console: console)
    for note in found.notes { console.warn(note) }
    let training = found.training
    console.say(
      "\(training.provenance.name): \(grouped(training.count)) training examples of shape \(training.featureShape)")
    for file in training.provenance.files { console.say("  \(file.sha256)  \(file.path)") }
    if found.hasLabels { console.say("\n" + classTable(found)) }
    let chosen = training.subset(0..<min(count, training.count))
    for row in 0..<chosen.count {
      var features = [Float](repeating: 0, count: training.featureShape.count)
      var span = features.mutableSpan
      chosen.readFeatures(of: [Int32(row)].span, into: &span, key: nil, threads: .serial)
      let drawing = PixelDrawing(features)
      let label = found.hasLabels ? "label \(training.classNames[Int(chosen.labels[row])])" : "example \(row + 1)"
      let values = features.prefix(8).map { decimals(Double($0), 4) } + (features.count > 8 ? ["…"] : [])
      console.say("\n\(label)\n" + (drawing.lines.isEmpty ? values.joined(separator: "  ") : drawing.text))
    }
    guard output.json else { return }
    console.give([
      "dataset": .string(training.provenance.name), "is_mnist": .bool(training.provenance.isMNIST),
      "training_examples": .integer(training.count),
      "shape": .array(training.featureShape.dimensions.map { .integer($0) }),
      "class_counts": .array(found.classCounts.map { .integer($0) }),
    ])
  }

  private func classTable(_ examples: ExperimentData) -> String {
    let rows = zip(examples.training.classNames, examples.classCounts).map { ($0, grouped($1)) }
    let width = max("class".count, rows.map(\.0.count).max() ?? 0)
    return ([("class", "examples")] + rows).map { name, count in
      name + String(repeating: " ", count: width - name.count + max(2, 10 - count.count)) + count
    }.joined(separator: "\n")
  }
}

/// `fledge data fetch`.
struct DataFetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Download MNIST, checking every byte; goes on where an earlier try stopped.",
    discussion: """
      EXAMPLES
        fledge data fetch mnist
        fledge data fetch mnist --output data/mnist
      """)

  @Argument(help: "What to fetch: mnist.")
  var name: String
  @Option(help: "The folder to put the files in; the user's cache when left out.")
  var output: String?

  func run() throws {
    if output == "" {
      throw SettingError.invalidValue(key: "--output", expected: "the name of a folder", found: "nothing")
    }
    guard name == "mnist" else {
      throw SettingError.invalidValue(key: "data fetch", expected: "mnist", found: "'\(name)'")
    }
    guard let folder = output ?? DataSearch.cacheFolder().map({ $0 + "/mnist" }) else {
      throw SettingError.conflict("data fetch: there is no home folder for a cache; name a folder with --output")
    }
    say("MNIST goes into \(folder), from \(MNIST.mirrors.joined(separator: " or "))")
    var lastMegabyte = -1
    try MNIST.fetch(into: folder) { event in
      switch event {
      case .present(let file): say("\(file.rawValue).gz is there")
      case .received(let file, let bytes, let mirror):
        if bytes / 1_000_000 != lastMegabyte { say("\(file.rawValue).gz: \(grouped(bytes)) bytes from \(mirror)") }
        lastMegabyte = bytes / 1_000_000
      case .mirrorFailed(let file, let mirror, let reason): say("\(mirror) did not give \(file.rawValue).gz: \(reason)")
      case .finished(let file): say("\(file.rawValue).gz is complete")
      case .waiting(let folder): say("another process fetches into \(folder); waiting for it")
      }
    }
    StandardOutput.write(PrintableText.line("The four files are in \(folder).") + "\n")
  }

  private func say(_ line: String) {
    StandardError.write(PrintableText.line(line) + "\n")
  }
}
