import ArgumentParser
import Fledge
import FledgeExchange

/// `fledge export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a run or a study in the formats of other programs.",
    discussion: """
      Several formats can be written at once. Weights are those of the run's model.safetensors.

      EXAMPLES
        fledge export runs/small --onnx small.onnx --with-softmax
        fledge export runs/small --pytorch small.py --keras small_keras.py
        fledge export runs/small --npz small.npz
        fledge export runs/small --tensorboard logs/small
      """)

  @Argument(
    help: ArgumentHelp("The run's folder, or for --trackio and --mlflow also a study's name.", valueName: "run"))
  var source: String
  @OptionGroup(title: "Networks") var networks: NetworkExportFlags
  @OptionGroup(title: "Curves and tables") var curves: CurveExportFlags
  @OptionGroup var store: StoreFlags
  @OptionGroup var output: OutputFlags

  func validate() throws {
    guard networks.isGiven || curves.isGiven else {
      throw ValidationError(
        "expected a format, found none; give --onnx, --pytorch, --keras, --npz, --tensorboard, --trackio or --mlflow")
    }
  }

  func run() throws {
    let console = Console(output)
    var written: [JSONObject] = []
    if networks.isGiven { written += try networks.write(source, console: console) }
    if curves.isGiven { written += try curves.write(source, store: store, console: console) }
    if output.json { console.give(["written": .array(written.map { .object($0) })]) }
  }
}
