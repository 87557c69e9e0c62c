import ArgumentParser
import Fledge
import FledgeExchange

/// `fledge export`.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a run or a study in the formats of other programs.",
    discussion: """
      Several formats can be written at once. Networks are those of run folders, with the weights of model.safetensors. Curves are       those of a run folder or of all finished runs of a study in --store; items are those of a report's folder.

      EXAMPLES
        fledge export runs/small --onnx small.onnx --with-softmax
        fledge export runs/small --pytorch small.py --keras small_keras.py
        fledge export runs/small --npz small.npz
        fledge export runs/small --tensorboard logs/small
        fledge export widths --trackio trackio --history widths.csv
        fledge export runs/small --page small.html
      """)

  @Argument(
    help: ArgumentHelp(
      "The run's folder; for curves also a study's name, for --items a report's folder.", valueName: "run"))
  var source: String
  @OptionGroup(title: "Networks") var networks: NetworkExportFlags
  @OptionGroup(title: "Curves and tables") var curves: CurveExportFlags
  @OptionGroup(title: "Pages") var page: PageExportFlags
  @OptionGroup var store: StoreFlags
  @OptionGroup var output: OutputFlags

  func validate() throws {
    guard networks.isGiven || curves.isGiven || page.page != nil else {
      throw ValidationError(
        "expected a format, found none; give --onnx, --pytorch, --keras, --npz, --browser, --tensorboard, --trackio, --mlflow, "
          + "--history, --items or --page")
    }
  }

  func run() throws {
    let console = Console(output)
    var written: [JSONObject] = []
    if networks.isGiven { written += try networks.write(source, console: console) }
    if curves.isGiven { written += try curves.write(source, store: store, console: console) }
    written += try page.write(source, console: console)
    if output.json { console.give(["written": .array(written.map { .object($0) })]) }
  }
}
