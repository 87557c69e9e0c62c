import ArgumentParser
import Fledge

/// `fledge import`.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a run of weights that were trained elsewhere.",
    discussion: """
      The weights are a safetensors file with PyTorch's names and shapes. The network and its settings are those of a run; \
      the new run's record names the file and its SHA-256. Changed weights in a run's own folder are refused by every command.

      EXAMPLES
        fledge import runs/small/model.safetensors --like runs/small --output runs/copy
      """)

  @Argument(help: ArgumentHelp("The safetensors file.", valueName: "file"))
  var file: String
  @Option(help: "The run whose settings and network the weights belong to.")
  var like: String
  @Option(name: .customLong("output"), help: "The folder of the new run.")
  var folder: String
  @Flag(help: "Replace the finished run in --output.")
  var overwrite = false
  @OptionGroup var output: OutputFlags

  func run() throws {
    let record = try RunFolder.importWeights(
      file, like: RunFolder(existing: like), to: folder, replacing: overwrite, writer: "fledge \(fledgeVersion)")
    let console = Console(output)
    let doubles = try SafeTensors(contentsOf: file).entries.filter { $0.type == .float64 }.map(\.name)
    if !doubles.isEmpty {
      console.warn(
        "\(file): the doubles of \(doubles.prefix(4).joined(separator: ", "))\(doubles.count > 4 ? ", …" : "") are rounded to "
          + "floats")
    }
    console.say("\(grouped(record.parameters)) parameters of \(file) are in \(folder), which says so in record.json.")
    console.say("Nothing was measured; `fledge evaluate \(shellWord(folder))` does it.")
    if output.json {
      console.give([
        "output": .string(folder), "parameters": .integer(record.parameters),
        "weights_sha256": .string(record.weightsSha256), "imported_from": .string(file),
      ])
    }
  }
}
