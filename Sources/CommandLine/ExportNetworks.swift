import ArgumentParser
import Fledge
import FledgeExchange

/// The flags of `fledge export` that write a network with its weights.
struct NetworkExportFlags: ParsableArguments {
  @Option(help: ArgumentHelp("ONNX, opset 13.", valueName: "file"))
  var onnx: String?
  @Flag(help: "With --onnx: take raw features, such as grey levels 0 to 255, and scale them in the graph.")
  var withScaling = false
  @Flag(help: "With --onnx: end with probabilities in place of logits.")
  var withSoftmax = false

  var isGiven: Bool { onnx != nil }

  /// Writes each format that was asked for, and says what was written.
  func write(_ folder: String, console: Console) throws -> [JSONObject] {
    let run = try RunFolder(existing: folder).load()
    return []
  }
}
