import ArgumentParser
import Fledge
import FledgeExchange
import Foundation

/// The flags of `fledge export` that write a network with its weights.
struct NetworkExportFlags: ParsableArguments {
  @Option(help: ArgumentHelp("ONNX, opset 13.", valueName: "file"))
  var onnx: String?
  @Flag(help: "With --onnx: take raw features, such as grey levels 0 to 255, and scale them in the graph.")
  var withScaling = false
  @Flag(help: "With --onnx: end with probabilities in place of logits.")
  var withSoftmax = false
  @Option(help: ArgumentHelp("A PyTorch script, with the weights beside it.", valueName: "file.py"))
  var pytorch: String?
  @Option(help: ArgumentHelp("A Keras script, with the weights beside it.", valueName: "file.py"))
  var keras: String?
  @Option(help: ArgumentHelp("All weights as NumPy arrays.", valueName: "file.npz"))
  var npz: String?
  @Option(
    help: ArgumentHelp("One file for the page's engine.js: layers, weights, scaling.", valueName: "file.safetensors"))
  var browser: String?

  var isGiven: Bool { onnx != nil || pytorch != nil || keras != nil || npz != nil || browser != nil }

  func validate() throws {
    guard onnx == nil else { return }
    if withScaling { throw ValidationError("--with-scaling: expected --onnx beside it, found none") }
    if withSoftmax { throw ValidationError("--with-softmax: expected --onnx beside it, found none") }
  }

  /// Writes each format that was asked for, and says what was written.
  func write(_ folder: String, console: Console) throws -> [JSONObject] {
    if let onnx { try checkNewFile(onnx, isOurs: OnnxFile.isModel, "an ONNX file", flag: "--onnx") }
    let source = try RunFolder(existing: folder)
    let run = try source.load()
    var written: [JSONObject] = []
    if let onnx { written.append(try writeOnnx(run, to: onnx, console: console)) }
    if let pytorch {
      written.append(try write(PythonScript(torch: run), "pytorch", to: pytorch, of: source, console: console))
    }
    if let keras {
      written.append(try write(PythonScript(keras: run), "keras", to: keras, of: source, console: console))
    }
    if let npz {
      try checkNewFile(npz, isOurs: { $0.starts(with: [0x50, 0x4B, 3, 4]) }, "a .npz file", flag: "--npz")
      let arrays = try run.arrays + (source.record()?.history.arrays ?? [])
      try AtomicFile.write(Npz.encode(arrays, compressed: false), to: npz)
      console.say("\(arrays.count) arrays are in \(npz).")
      written.append(["format": "npz", "path": .string(npz)])
    }
    if let browser { written.append(try writeBrowser(run, to: browser, console: console)) }
    return written
  }

  private func writeBrowser(_ run: TrainedRun, to path: String, console: Console) throws -> JSONObject {
    try checkNewFile(
      path, isOurs: { String(decoding: $0, as: UTF8.self).contains("__metadata__\":{\"network\":") },
      "a network for browsers", flag: "--browser")
    let model = try BrowserModel(run, name: URL(fileURLWithPath: run.path).lastPathComponent)
    let bytes = try model.bytes()
    try AtomicFile.write(bytes, to: path)
    console.say(
      "\(path): \(grouped(model.parameterCount)) weights in \(grouped(bytes.count)) bytes, for engine.js in browsers.")
    return ["format": "browser", "path": .string(path), "bytes": .integer(bytes.count)]
  }

  private func write(
    _ script: PythonScript, _ format: String, to path: String, of source: RunFolder, console: Console
  ) throws -> JSONObject {
    guard path.hasSuffix(".py"), path.count > 3 else {
      throw SettingError.invalidValue(key: "--\(format)", expected: "a file that ends in .py", found: "'\(path)'")
    }
    let mark = Array(PythonScript.mark.utf8)
    try checkReplaceable(path, isOurs: { $0.starts(with: mark) }, "a script that fledge wrote", flag: "--\(format)")
    try checkReplaceable(
      PythonScript.weightsPath(path), isOurs: { String(decoding: $0, as: UTF8.self).contains("\"outputs\":") },
      "weights that fledge wrote", flag: "--\(format)")
    let weights = try script.write(to: path, weightsOf: source)
    console.say("\(path) builds the network and loads \(weights).")
    return ["format": .string(format), "path": .string(path), "weights": .string(weights)]
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

extension TrainedRun {
  /// Every parameter and statistic under its path, in PyTorch's shape.
  fileprivate var arrays: [(name: String, array: Npy)] {
    [parameters, statistics].flatMap { group in
      group.layout.entries.indices.map { (group.layout.entries[$0].path, Npy(group.tensor(at: $0))) }
    }
  }
}

extension History {
  /// One column for each quantity of the epochs, such as `history/validation_loss`; NaN where it was not measured.
  fileprivate var arrays: [(name: String, array: Npy)] {
    let columns: [(String, (EpochRecord) -> Double?)] = [
      ("epoch", { Double($0.epoch) }), ("step", { Double($0.step) }), ("learning_rate", { $0.learningRate }),
      ("training_loss_seen", { $0.runningTrainingLoss }), ("training_accuracy_seen", { $0.runningTrainingAccuracy }),
      ("training_loss", { $0.trainingLoss }), ("training_accuracy", { $0.trainingAccuracy }),
      ("validation_loss", { $0.validationLoss }), ("validation_accuracy", { $0.validationAccuracy }),
      ("seconds", { $0.seconds }),
    ]
    return columns.compactMap { name, read in
      let values = epochs.map(read)
      guard values.contains(where: { $0 != nil }) else { return nil }
      return ("history/\(name)", Npy(doubles: values.map { $0 ?? .nan }))
    }
  }
}

/// Refuses a file that has no name, or that would replace a file of another kind.
func checkNewFile(_ path: String, isOurs: ([UInt8]) -> Bool, _ kind: String, flag: String) throws {
  guard !path.isEmpty else { throw ValidationError("\(flag): expected the name of a file, found nothing") }
  var isFolder: ObjCBool = false
  if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
    throw FormatError(.system, path: path, expected: "a file to write", found: "a folder", advice: "name a file in it")
  }
  try checkReplaceable(path, isOurs: isOurs, kind, flag: flag)
}
