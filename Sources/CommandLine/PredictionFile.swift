import Fledge
import Foundation

/// Writes the predictions of a whole set: row name, prediction, probabilities or values.
struct PredictionFile {
  enum Format: String, CaseIterable {
    case csv, npy, npz, jsonl
  }

  let path: String
  let format: Format

  /// - Throws: `SettingError` where the name's ending is none of those that can be written.
  init(_ path: String) throws {
    self.path = path
    let ending = path.split(separator: "/").last?.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard let format = Format(rawValue: ending) else {
      throw SettingError.invalidValue(
        key: "--output", expected: "a file that ends in .csv, .npy, .npz or .jsonl", found: "'\(path)'")
    }
    self.format = format
  }

  func write(_ prediction: Prediction, _ examples: PredictionExamples, idName: String) throws {
    switch format {
    case .npy: try PredictionFile.array(prediction).write(to: path)
    case .npz:
      var arrays = [(name: prediction.meaning.arrayName, array: PredictionFile.array(prediction))]
      if !prediction.classNames.isEmpty {
        arrays.append(("predicted", Npy(labels: prediction.outputs.indices.map { Int32(prediction.index($0)) })))
      }
      try AtomicFile.write(Npz.encode(arrays, compressed: false), to: path)
    case .jsonl:
      let lines = prediction.outputs.indices.map { row in
        JSONValue.object(prediction.json(row, name: examples.ids[row], label: examples.labels[row])).text() + "\n"
      }
      try AtomicFile.write(Array(lines.joined().utf8), to: path)
    case .csv:
      try AtomicFile.write(Array(PredictionFile.csv(prediction, examples, idName: idName).utf8), to: path)
    }
  }

  /// The predictions as Kaggle's digit recognizer takes them: the rows' numbers from 1 and the classes.
  static func kaggle(_ prediction: Prediction) -> String {
    "ImageId,Label\n" + prediction.outputs.indices.map { "\($0 + 1),\(CSVCell.field(prediction.text($0)))\n" }.joined()
  }

  private static func csv(_ prediction: Prediction, _ examples: PredictionExamples, idName: String) -> String {
    var columns = [idName]
    switch prediction.meaning {
    case .probabilities: columns += ["predicted"] + prediction.classNames.map { "probability_\($0)" }
    case .scores: columns += ["predicted"] + prediction.classNames.map { "score_\($0)" }
    case .values where prediction.outputs.first?.count == 1: columns.append("predicted")
    case .values: columns += (prediction.outputs.first ?? []).indices.map { "predicted_\($0 + 1)" }
    case .raw where !prediction.classNames.isEmpty:
      columns += ["predicted"] + prediction.classNames.map { "logit_\($0)" }
    case .reconstruction, .raw: columns += (prediction.outputs.first ?? []).indices.map { "output_\($0 + 1)" }
    }
    var text = CSVCell.line(columns)
    for (row, values) in prediction.outputs.enumerated() {
      var cells = [examples.ids[row]]
      if !prediction.classNames.isEmpty { cells.append(prediction.text(row)) }
      let numbers = values.map { prediction.meaning == .values ? valueText($0) : "\(Float($0))" }
      text += (cells.map(CSVCell.field) + numbers).joined(separator: ",") + "\n"
    }
    return text
  }

  /// `[examples, outputs]`.
  private static func array(_ prediction: Prediction) -> Npy {
    let width = prediction.outputs.first?.count ?? 0
    return Npy(
      Tensor(shape: [prediction.outputs.count, width], elements: prediction.outputs.flatMap { $0.map { Float($0) } }))
  }
}

extension Prediction.Meaning {
  /// The name of the outputs in a `.npz` file.
  fileprivate var arrayName: String {
    switch self {
    case .probabilities: "probabilities"
    case .scores: "scores"
    case .values: "values"
    case .reconstruction, .raw: "outputs"
    }
  }
}
