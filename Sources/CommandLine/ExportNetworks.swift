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

  func validate() throws {
    guard onnx == nil else { return }
    if withScaling { throw ValidationError("--with-scaling: expected --onnx beside it, found none") }
    if withSoftmax { throw ValidationError("--with-softmax: expected --onnx beside it, found none") }
  }

  /// Writes each format that was asked for, and says what was written.
  func write(_ folder: String, console: Console) throws -> [JSONObject] {
    if let onnx { try checkNewFile(onnx, isOurs: OnnxFile.isModel, "an ONNX file", flag: "--onnx") }
    let run = try RunFolder(existing: folder).load()
    var written: [JSONObject] = []
    if let onnx { written.append(try writeOnnx(run, to: onnx, console: console)) }
    return written
  }

  private func writeOnnx(_ run: TrainedRun, to path: String, console: Console) throws -> JSONObject {
    let export = try OnnxExport(run, withScaling: withScaling, withSoftmax: withSoftmax, version: fledgeVersion)
    try export.write(to: path)
    func shape(_ shape: TensorShape) -> String { "[N, \(shape.dimensions.map(String.init).joined(separator: ", "))]" }
    console.say(
      "\(path): ONNX opset 13 with \(grouped(export.parameterCount)) weights; takes input \(export.inputType) "
        + "\(shape(export.inputShape)), \(export.inputMeaning); gives output float32 \(shape(export.outputShape)), "
        + "\(export.outputMeaning).")
    func list(_ shape: TensorShape) -> JSONValue { .array([.null] + shape.dimensions.map { .integer($0) }) }
    return [
      "format": .string("onnx"), "file": .string(path), "opset": .integer(13),
      "input": .object([
        "name": .string("input"), "type": .string(export.inputType), "shape": list(export.inputShape),
        "meaning": .string(export.inputMeaning),
      ]),
      "output": .object([
        "name": .string("output"), "type": .string("float32"), "shape": list(export.outputShape),
        "meaning": .string(export.outputMeaning),
      ]),
    ]
  }
}

/// Refuses a file that has no name, or that would replace a file of another kind.
func checkNewFile(_ path: String, isOurs: ([UInt8]) -> Bool, _ kind: String, flag: String) throws {
  guard !path.isEmpty else { throw ValidationError("\(flag): expected the name of a file, found nothing") }
  try checkReplaceable(path, isOurs: isOurs, kind, flag: flag)
}
