import ArgumentParser
import Fledge
import FledgeExchange

/// `fledge import`.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Make a run of a network that was trained elsewhere.",
    discussion: """
      A safetensors or .npz file holds weights in PyTorch's names and shapes; the network is that of --network, --layers and \
      the like, or that of a run with --like. Where names differ, layers are matched in order if all shapes agree. An ONNX file \
      holds its network, too. --dataset, --data and the flags of the data say what the network was trained on, so that \
      `fledge evaluate` finds it; without them a network for 784 features is one for MNIST. The record names the file and its \
      SHA-256.

      EXAMPLES
        fledge import runs/small/model.safetensors --like runs/small --output runs/copy
        fledge import mlp.safetensors --layers 128 --activation tanh --output runs/mlp
        fledge import net.safetensors --network net.yaml --classes cat,dog --output runs/net
        fledge import model.onnx --output runs/model
      """)

  @Argument(help: ArgumentHelp("The file: .safetensors, .npz or .onnx.", valueName: "file"))
  var file: String
  @Option(help: "The run whose settings and network the weights belong to.")
  var like: String?
  @Option(
    help: ArgumentHelp(
      "The names of the classes in the order of the outputs, or a file with one in each line.", valueName: "names"))
  var classes: String?
  @OptionGroup(title: "Network and data") var flags: SettingFlags
  @Option(name: .customLong("output"), help: "The folder of the new run.")
  var folder: String
  @Flag(help: "Replace the finished run in --output.")
  var overwrite = false
  @OptionGroup var output: OutputFlags

  func run() throws {
    let console = Console(output)
    let found = try network()
    for note in found.notes { console.warn(note) }
    let record = try found.write(to: folder, replacing: overwrite, writer: "fledge \(fledgeVersion)")
    console.say("\(grouped(record.parameters)) parameters of \(file) are in \(folder), which says so in record.json.")
    for line in found.report.lines { console.say(line) }
    let names = found.contract?.classNames ?? []
    console.say(
      "Scaling: \(found.contract?.scaling.rule.rawValue ?? found.settings.scaling.rawValue)."
        + (names.isEmpty
          ? "" : " Classes: \(names.prefix(12).joined(separator: ", "))\(names.count > 12 ? ", ..." : "")."))
    console.say("Nothing was measured; `fledge evaluate \(shellWord(folder))` does it.")
    if output.json {
      console.give([
        "output": .string(folder), "parameters": .integer(record.parameters),
        "weights_sha256": .string(record.weightsSha256), "imported_from": .string(file),
        "network": LayerList(describing: found.network).map { .array($0.texts.map { .string($0) }) } ?? .null,
        "applied": .array(found.report.applied.map { .string($0) }),
      ])
    }
  }

  private func network() throws -> NetworkImport {
    let namesNetwork = flags.describesNetwork
    if let like {
      guard flags.isEmpty, classes == nil else {
        throw SettingError.conflict(
          "--like takes network and data from a run; leave out --network, --classes and other settings")
      }
      return try RunFolder(existing: like).importing(WeightsFile(contentsOf: file))
    }
    guard flags.recipe == nil else {
      throw SettingError.conflict("--recipe describes a training, and nothing is trained here; leave it out")
    }
    var settings = TrainingSettings()
    settings.validation = .count(0)
    try flags.apply(to: &settings, file: nil)
    if let classes { try settings.set("class-names", to: SettingValue(flag: classes), location: "--classes: ") }
    let namesData = !flags.data.given.filter { !["scaling", "task", "class-names"].contains($0.key) }.isEmpty
    if file.lowercased().hasSuffix(".onnx") {
      guard !namesNetwork else {
        throw SettingError.conflict(
          "\(file): an ONNX file holds its network; leave out --network, --layers and the like")
      }
      let usesFile = flags.isEmpty && classes == nil
      return try OnnxImport.read(contentsOf: file).networkImport(
        path: file, settings: settings, usesFile: usesFile, namesData: namesData)
    }
    let weights = try WeightsFile(contentsOf: file)
    guard namesNetwork else {
      throw SettingError.conflict(
        "\(file): expected the network of these weights (--network, --layers or --like), found \(weights.listing)"
          + (weights.networkGuess.map { "; the shapes would fit \($0), whose activations are a guess" } ?? ""))
    }
    return try NetworkImport(weights, settings: settings, namesData: namesData)
  }
}
