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
        fledge data check trees.csv new-trees.csv --label species
      """,
    subcommands: [DataListCommand.self, DataShowCommand.self, DataCheckCommand.self, DataFetchCommand.self])
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

/// `fledge data fetch`.
struct DataFetchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch", abstract: "Download MNIST or a set like it, checking every byte.",
    discussion: """
      Each file grows as NAME.gz.part, and gets its name once its SHA-256 is right. A transfer that broke off goes on where it \
      stopped.

      EXAMPLES
        fledge data fetch mnist
        fledge data fetch fashion-mnist
        fledge data fetch mnist --output data/mnist
      """)

  @Argument(help: "What to fetch: mnist, fashion-mnist or kmnist.")
  var name: String
  @Option(help: "The folder to put the files in; the user's cache when left out.")
  var output: String?

  func run() throws {
    if output == "" {
      throw SettingError.invalidValue(key: "--output", expected: "the name of a folder", found: "nothing")
    }
    guard let set = DownloadableImages(rawValue: name) else {
      throw SettingError.invalidValue(
        key: "data fetch", expected: DownloadableImages.allCases.map(\.rawValue).joined(separator: ", "),
        found: "'\(name)'")
    }
    guard let folder = output ?? DataSearch.cacheFolder().map({ "\($0)/\(set.rawValue)" }) else {
      throw SettingError.conflict("data fetch: there is no home folder for a cache; name a folder with --output")
    }
    say("\(set.title) goes into \(folder), from \(set.mirrors.joined(separator: " or "))")
    var lastMegabyte = -1
    try MNIST.fetch(set, into: folder) { event in
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
