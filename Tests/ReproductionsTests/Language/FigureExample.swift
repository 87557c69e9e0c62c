import FledgePages
import FledgeReproductions
import Foundation
import TestSupport

/// A small report with one figure, drawn from a training of a second.
struct FigureExample: Sendable, CustomStringConvertible {
  /// The head's `data`; `FOLDER` stands for the folder of ``writeData(in:)``.
  enum Source: String, Sendable {
    case spirals, moons, line
    case digits = "{dataset: digits, examples: 120, test-examples: 60}"
    case table = "{dataset: csv, data: FOLDER/flowers.csv, label: kind, test-size: 0.3}"
    case numbers = "{dataset: csv, data: FOLDER/numbers.csv, label: price, task: regression}"
    case unlabelled = "{dataset: csv, data: FOLDER/unlabelled.csv}"
    case colors = "{dataset: images, data: FOLDER/colors}"
  }

  let kind: String
  let data: Source
  /// Further lines of the study.
  let study: String
  /// Further keys of the figure.
  let keys: String
  /// How many charts are drawn.
  let charts: Int
  /// What a drawing must hold.
  let words: [String]

  init(
    _ kind: String, _ data: Source, _ study: String, keys: String = "", charts: Int = 1, words: [String]
  ) {
    (self.kind, self.data, self.study, self.keys) = (kind, data, study, keys)
    (self.charts, self.words) = (charts, words)
  }

  var description: String { "\(kind) of \(data) \(keys)" }

  func text(in folder: String = "FOLDER") -> String {
    """
    ---
    id: example
    title: A figure
    data: \(data.rawValue.replacing("FOLDER", with: folder))
    ---
    ```study
    \(study)
    seeds: {smoke: 3}
    scales: {smoke: {}}
    ```

    ```figure
    {id: drawn, kind: \(kind)\(keys.isEmpty ? "" : ", " + keys)}
    ```

    """
  }

  /// The line of the figure.
  var line: Int {
    1 + text().split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.hasPrefix("{id: drawn") }.count
  }

  /// The report, and a context for it.
  func report(in folder: String) throws -> (TextReport, ReproductionContext) {
    try Self.writeData(in: folder)
    let report = try TextReport(text(in: folder), path: "example.md")
    let context = try ReproductionContext.smoke(in: folder + "/out") { $0.workers = 2 }
    return (report, context)
  }

  /// Draws the figure.
  func figure(in folder: String) throws -> Figure? {
    let (report, context) = try report(in: folder)
    let blocks = try context.reproduce(report).sections.flatMap(\.blocks)
    return blocks.compactMap { $0 as? Figure }.first
  }

  // MARK: Source

  /// Writes tables and pictures.
  static func writeData(in folder: String) throws {
    let kinds = ["red rose", "blue, bell", "sun\"flower"]
    var (flowers, numbers, plain) = ("a,b,c,d,kind\n", "size,price\n", "a,b,c\n")
    for row in 0..<60 {
      let (kind, step) = (row % 3, Double(row * 7 % 11) / 10)
      let values = [Double(5 * kind) + step, Double(row * 3 % 7), step - Double(kind), Double(100 * kind) + step]
      flowers += values.map { "\($0)" }.joined(separator: ",") + ",\"\(kinds[kind].replacing("\"", with: "\"\""))\"\n"
      numbers += "\(row),\(Double(row) * 1.5 + step)\n"
      plain += "\(step),\(2 * step + Double(row % 2)),\(row % 5)\n"
    }
    for (name, text) in [("flowers", flowers), ("numbers", numbers), ("unlabelled", plain)] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).csv"))
    }
    for (color, name) in ["red", "green"].enumerated() {
      for (part, count) in [("train", 10), ("test", 4)] {
        let path = "\(folder)/colors/\(part)/\(name)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for index in 0..<count { try picture(color, index).write(to: URL(fileURLWithPath: "\(path)/\(index).png")) }
      }
    }
  }

  /// A picture of 6 × 4 pixels in one colour, brighter for a larger index.
  private static func picture(_ color: Int, _ index: Int) throws -> Data {
    let row = (0..<6).flatMap { column in (0..<3).map { $0 == color ? UInt8(120 + 10 * index + column) : UInt8(column) }
    }
    return Data(try pngFile(width: 6, height: 4, colorType: 2, rows: [[UInt8]](repeating: row, count: 4)))
  }
}

extension FigureExample {
  private static let small = "train: {layers: [4], epochs: 3, examples: 120, test-examples: 60}"
  private static let table = "train: {layers: [4], epochs: 3, batch-size: 8}"
  private static let digitCode = "train: {autoencoder: [12, 3], epochs: 1, batch-size: 16}"
  private static let tableCode = "train: {autoencoder: [3, 2], epochs: 2, batch-size: 8, output-activation: none}"

  /// At least one for each kind of figure, on each kind of data that it takes.
  static let all: [FigureExample] = [
    FigureExample(
      "curves", .spirals, "\(small)\naxes: {activation: [relu, tanh], batch-size: [8, 16]}",
      keys: "metric: validation_loss, by: activation, published: {activation tanh: [[2, 0.7]]}",
      words: ["activation relu", "activation tanh, published"]),
    FigureExample(
      "box", .moons, "\(small)\naxes: {activation: [relu, tanh]}", keys: "metric: test_accuracy",
      words: ["activation relu", "activation tanh"]),
    FigureExample(
      "seeds", .moons, small, keys: "metric: test_accuracy, value: 90 %",
      words: ["the report", "one more run of ours", "seed 2"]),
    FigureExample(
      "curves", .moons, "\(small)\nmeasure: {times: 2, sets: [test, first 20], classes: yes}",
      keys: "charts: [{curves: [{metric: accuracy, on: first 20}, {metric: accuracy, name: all}]}, "
        + "{classes: [0, 1], band: no, curves: [{metric: error, class: 0}]}]", charts: 2,
      words: ["on the first 20", "all"]),
    FigureExample(
      "heatmap", .moons, "\(small)\naxes: {batch-size: [8, 16], epochs: [1, 2]}",
      keys: "metric: test_accuracy, rows: batch-size, columns: epochs, published: {\"8\": [[1, 97 %]]}", charts: 2,
      words: ["Published", "Ours, median over seeds", "97"]),
    FigureExample(
      "data", .digits, small, keys: "shows: [values, means]", charts: 2, words: ["Pixel values", "Mean picture"]),
    FigureExample("confusion", .digits, small, keys: "on: last 30", words: ["The last 30 test examples"]),
    FigureExample("confusion", .table, table, words: ["red rose", "blue, bell", "sun&quot;flower"]),
    FigureExample(
      "misclassified", .digits, small, keys: "count: 5", words: ["on 60 test pictures, the first 5", " → "]),
    FigureExample(
      "misclassified", .colors, "train: {layers: [], epochs: 1, learning-rate: 1e-6}", words: ["on 8 test pictures"]),
    FigureExample(
      "boundary", .spirals, "\(small)\naxes: {activation: [relu, tanh]}", charts: 2,
      words: ["activation relu, seed", "class 0", "x₂"]),
    FigureExample(
      "boundary", .table, "train: {layers: [4], epochs: 2, batch-size: 8, features: [a, d]}",
      words: ["red rose", "sun&quot;flower"]),
    FigureExample("weights", .spirals, small, keys: "units: 3, metric: test_loss", words: ["3 of 4 units", "x₁"]),
    FigureExample("weights", .digits, small, words: ["all 4 units", "<image"]),
    FigureExample("weights", .table, table, words: ["all 4 units"]),
    FigureExample("weights", .colors, table, keys: "units: 2", words: ["2 of 4 units", "2 blue"]),
    FigureExample(
      "weights", .digits, "train: {convolutions: [3], layers: [4], epochs: 1}", words: ["all 3 units", "<image"]),
    FigureExample("weights", .digits, digitCode, words: ["all 12 units"]),
    FigureExample("weights", .line, small, words: ["all 4 units"]),
    FigureExample(
      "histogram", .spirals, "\(small)\naxes: {activation: [relu, tanh]}", charts: 2,
      words: ["activation relu", "activation tanh", "log₁₀|w|"]),
    FigureExample(
      "histogram", .moons, "\(small)\nstops: {rises: {}}", keys: "shows: magnitudes, stop: rises", words: ["Magnitudes"]
    ),
    FigureExample("confusion", .moons, "\(small)\nstops: {rises: {}}", keys: "stop: rises", words: ["Test set"]),
    FigureExample(
      "curves", .moons,
      "train: {layers: [4], epochs: 3, examples: 120, test-examples: 60, weight-decay: 0.01}\nstops: {rises: {}}",
      keys: "metric: [validation_loss, penalized_loss]", words: ["alidation loss plus penalty"]),
    FigureExample(
      "reconstructions", .digits, digitCode, keys: "count: 12", words: ["12 test examples", "reconstruction"]),
    FigureExample(
      "reconstructions", .digits, "train: {autoencoder: [12, 3], epochs: 1, noise: 0.3, scaling: per-feature}",
      words: ["noisy, σ = 0.3"]),
    FigureExample(
      "reconstructions", .colors, "train: {autoencoder: [12, 3], epochs: 1, batch-size: 4, scaling: per-image}",
      words: ["8 test examples"]),
    FigureExample(
      "reconstructions", .spirals,
      "train: {autoencoder: [4, 1], epochs: 2, output-activation: none, examples: 120, test-examples: 60}",
      words: ["60 examples", "original", "reconstruction"]),
    FigureExample(
      "reconstructions", .unlabelled, tableCode, keys: "count: 2", words: ["2, reconstruction", "2 validation"]),
    FigureExample("latent", .digits, digitCode, words: ["component 1", "60 test examples"]),
    FigureExample(
      "latent", .digits, digitCode, keys: "method: tsne, count: 40", words: ["t-SNE 1", "40 test examples"]),
    FigureExample("latent", .table, tableCode, words: ["code 2", "blue, bell"]),
    FigureExample("latent", .unlabelled, tableCode, words: ["code 2"]),
    FigureExample(
      "data", .digits, small, keys: "count: 2", charts: 3, words: ["Mean picture of each class", "validation"]),
    FigureExample("data", .colors, table, charts: 3, words: ["The first training pictures of each class", "green"]),
    FigureExample("data", .table, table, charts: 2, words: ["Range of each column", "sun&quot;flower", "200"]),
    FigureExample("data", .numbers, table, charts: 3, words: ["Distribution of price", "Training points"]),
    FigureExample("data", .unlabelled, tableCode, charts: 2, words: ["Examples of each part"]),
    FigureExample("data", .spirals, small, charts: 3, words: ["Training points"]),
  ]
}
