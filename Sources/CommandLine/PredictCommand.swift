import ArgumentParser
import Fledge
import FledgeDatasets
import Foundation

/// `fledge predict`.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict examples with a trained network.",
    discussion: """
      Examples are PNG files or a folder of them, the rows of one file (CSV, IDX, NumPy), or numbers of test examples. Columns of a table are found by name and \
      scaled as in training; the target's column is not needed, and repeated as label where it is there. A PNG of another \
      size is scaled to fit; for networks of digits it is prepared as MNIST's were: cut out to the ink, scaled and centred, a \
      dark one on light paper inverted.

      EXAMPLES
        fledge predict runs/small --indices 0,1,2
        fledge predict runs/small --indices 7 --json
        fledge predict runs/trees new-trees.csv --output predictions.csv
        fledge predict runs/digits more.npz --features pictures --json
        fledge predict runs/small --indices all --logits --output logits.npy
        fledge predict runs/digits-autoencoder --indices all --layer encoder --output codes.npy
      """)

  @Argument(help: ArgumentHelp("The run's folder.", valueName: "run"))
  var folder: String
  @Argument(help: "PNG files, or one folder of them, table (CSV, TSV), IDX file of images or NumPy file.")
  var files: [String] = []
  @Option(help: "Numbers of test examples, such as 0,1,2, or all.")
  var indices: String?
  @Option(help: "The folder or file of the data; the run's own when left out.")
  var data: String?
  @Option(
    help: ArgumentHelp(
      "The file of the labels of FILE (IDX, .npy), which are repeated, where its name does not lead to it.",
      valueName: "path"))
  var labelFile: String?
  @Option(
    help: ArgumentHelp(
      "The name of the features in FILE (.npz). (default: that of the training, or a usual one such as x_test)",
      valueName: "name"))
  var features: String?
  @Option(
    help: ArgumentHelp(
      "The name of the labels in FILE (.npz), which are repeated. (default: that of the training, or a usual one such as y_test)",
      valueName: "name"))
  var label: String?
  @Option(
    name: .customLong("output"),
    help: "Write all predictions to this file (.csv, .npy, .npz or .jsonl): row, prediction, probabilities or values.")
  var outputFile: String?
  @Flag(help: "With --output: what the network gives, such as logits, in place of probabilities.")
  var logits = false
  @Option(
    help: ArgumentHelp(
      "With --output: what this layer or block gives, such as 2 or encoder; `fledge train --summary` lists them.",
      valueName: "path"))
  var layer: String?
  @Flag(help: "Write ImageId,Label as Kaggle takes it, to --output or on standard output.")
  var kaggle = false
  @OptionGroup var output: OutputFlags

  func validate() throws {
    guard !(logits || layer != nil) || outputFile != nil && !kaggle else {
      throw ValidationError("--logits and --layer need --output, and do not go with --kaggle")
    }
  }

  func run() throws {
    let console = Console(output)
    let file = try outputFile.flatMap { kaggle ? nil : try PredictionFile($0) }
    if let outputFile { try checkTarget(outputFile) }
    guard !(kaggle && output.json && outputFile == nil) else {
      throw ValidationError("--kaggle and --json both write on standard output; name a file with --output")
    }
    let trained = try RunFolder(existing: folder).load()
    let source = RunData(trained)
    if let note = source.legacyNote { console.warn(note) }
    let examples = try read(source, console: console)
    for note in examples.notes { console.warn(note) }
    let prediction = try Prediction(
      trained, examples.features, source: files.first ?? "test images", isRaw: logits, layer: layer)

    if kaggle {
      guard !prediction.classNames.isEmpty else {
        throw SettingError.conflict("--kaggle: expected a network of classes, found one of values; leave --kaggle out")
      }
      let text = PredictionFile.kaggle(prediction)
      if let outputFile {
        try AtomicFile.write(Array(text.utf8), to: outputFile)
      } else {
        StandardOutput.write(text)
      }
    } else if let file {
      try file.write(prediction, examples, idName: trained.contract?.table?.id?.name ?? "row")
    } else {
      for row in examples.names.indices { show(row, of: prediction, examples, console: console) }
    }
    if let outputFile { console.say("\(grouped(examples.names.count)) predictions are in \(outputFile).") }
    guard output.json else { return }
    console.give(
      .array(
        examples.names.indices.map {
          .object(prediction.json($0, name: examples.names[$0], label: examples.labels[$0]))
        }))
  }

  private func read(_ source: RunData, console: Console) throws -> PredictionExamples {
    let trained = source.run
    let width = trained.network.inputShape.count
    let names = try exampleNames(of: trained)
    if let indices {
      guard files.isEmpty else { throw ValidationError("give files or --indices, not both") }
      let parts = try source.parts(data: data)
      announceStandIn(parts, console: console)
      guard let test = parts.test else { throw SettingError.conflict("--indices: these data have no test examples") }
      return try PredictionExamples(numbers: indices, of: test)
    }
    guard !files.isEmpty else {
      throw ValidationError("name PNG files or a folder of them, a file of data, or test images with --indices")
    }
    if files.count == 1, trained.contract?.dataset == "mnist", let folder = try PictureFolder.looseFiles(files[0]) {
      for note in folder.notes { console.warn(note) }
      return try PredictionExamples(pictures: folder.files, width: width, of: trained)
    }
    guard files.count == 1, try !isPicture(files[0]) else {
      // Digits are cut out and centred as MNIST's are; other pictures are only scaled.
      guard let contract = trained.contract, contract.kind == .images, contract.dataset != "mnist" else {
        return try PredictionExamples(pictures: files, width: width, of: trained)
      }
      return PredictionExamples(table: try contract.readPictures(files))
    }
    guard let contract = trained.contract else {
      return try PredictionExamples(legacyTable: files[0], width: width, scaling: trained.settings.scaling)
    }
    return PredictionExamples(
      table: try contract.readExamples(files[0], names: names, trained: source.trainedNames, target: .repeated))
  }

  /// Where features and labels of the file are; refused where no such file is read.
  private func exampleNames(of trained: TrainedRun) throws -> ExampleNames {
    for (flag, name) in [("--label-file", labelFile), ("--features", features), ("--label", label)] {
      guard let name else { continue }
      guard !name.isEmpty else { throw SettingError.invalidValue(key: flag, expected: "a name", found: "nothing") }
      guard files.count == 1, try !isPicture(files[0]) else {
        throw ValidationError(
          "\(flag): it says how one file of data is read; name one IDX or NumPy file, or leave it out")
      }
      guard trained.contract != nil else {
        throw SettingError.conflict(
          "\(flag): \(folder) has no data.json (an earlier version trained this run), so files are read as in training; leave it out"
        )
      }
    }
    return ExampleNames(labelFile: labelFile, features: features, labels: label)
  }

  /// Whether a file is a picture, by its name or else its first bytes.
  private func isPicture(_ path: String) throws -> Bool {
    let name = path.lowercased()
    if name.hasSuffix(".png") || name.hasSuffix(".jpg") || name.hasSuffix(".jpeg") { return true }
    guard !name.hasSuffix(".csv"), let head = try? FileBytes.head(path, count: 4) else { return false }
    return head.bytes == [0x89, 0x50, 0x4E, 0x47]
  }

  /// Refuses to replace what is no earlier table of predictions, before the work.
  private func checkTarget(_ path: String) throws {
    guard !path.isEmpty else {
      throw SettingError.invalidValue(key: "--output", expected: "the name of a file", found: "nothing")
    }
    var isFolder: ObjCBool = false
    if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw FormatError(
        .system, path: path, expected: "a file to write", found: "a folder", advice: "name a file in it")
    }
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: folder) else {
      throw FormatError(
        .missing, path: path, expected: "the folder of the result", found: "none", advice: "make it or name another")
    }
  }

  private func show(_ row: Int, of prediction: Prediction, _ examples: PredictionExamples, console: Console) {
    let name = examples.names[row]
    switch prediction.meaning {
    // Raw values go to a file alone.
    case .raw: break
    case .reconstruction:
      console.say(name + "\n" + PixelDrawing(examples.pixels(row)).text)
      console.say("reconstruction\n" + PixelDrawing(prediction.outputs[row].map { Float($0) }).text)
    case .values:
      console.say("\(name)  \(prediction.text(row))" + (examples.labels[row].map { "  (target \($0))" } ?? ""))
    case .probabilities, .scores:
      console.say(
        sideBySide(
          PixelDrawing(examples.pixels(row)).lines,
          verdict(name, prediction, row, examples.labels[row])))
    }
  }

  /// The most likely classes as bars; scores as numbers.
  private func verdict(_ name: String, _ prediction: Prediction, _ row: Int, _ label: String?) -> [String] {
    var lines = [name + (label.map { "  (label \($0))" } ?? ""), ""]
    let shown = prediction.order(row).prefix(5)
    let width = shown.map { prediction.classNames[$0].count }.max() ?? 0
    for index in shown {
      let value = prediction.outputs[row][index]
      let className = prediction.classNames[index].padding(toLength: width, withPad: " ", startingAt: 0)
      if prediction.meaning == .scores {
        lines.append("\(className)  \(lossText(value)) (score)")
        continue
      }
      let length = Int((min(1, max(0, value)) * 30).rounded())
      lines.append("\(className)  \(percent(value))  " + String(repeating: "▇", count: length))
    }
    return lines
  }

  private func sideBySide(_ left: [String], _ right: [String]) -> String {
    let width = left.map(\.count).max() ?? 0
    let rows = max(left.count, right.count)
    let offset = max(0, (left.count - right.count) / 2)
    return (0..<rows).map { row in
      let first = row < left.count ? left[row] : ""
      let second = row >= offset && row - offset < right.count ? right[row - offset] : ""
      return first + String(repeating: " ", count: width - first.count) + "   " + second
    }.joined(separator: "\n") + "\n"
  }
}
