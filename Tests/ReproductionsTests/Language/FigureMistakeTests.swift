import FledgeReproductions
import TestSupport
import Testing

/// A figure that does not fit its study or its data is refused with its line.
@Suite struct FigureMistakeTests {
  private static let classifier = "train: {layers: [4], epochs: 1}"
  private static let autoencoder = "train: {autoencoder: [4, 3], epochs: 1}"
  private static let two = "\(classifier)\naxes: {batch-size: [8, 16]}"

  /// Known before anything is trained.
  static let mistakes: [FigureExample] = [
    FigureExample("weights", .spirals, classifier, keys: "units: 0", words: ["units: expected a whole number from 1"]),
    FigureExample("weights", .spirals, classifier, keys: "units: many", words: ["units: expected a number"]),
    FigureExample("weights", .spirals, classifier, keys: "unit: 3", words: ["unit"]),
    FigureExample("weights", .spirals, classifier, keys: "metric: test_los", words: ["test_loss"]),
    FigureExample("weights", .spirals, classifier, keys: "metric: f1", words: ["metric: f1 is of one class"]),
    FigureExample("weights", .spirals, classifier, keys: "count: 3", words: ["count"]),
    FigureExample(
      "weights", .spirals, classifier, keys: "published: [[1, 2]]",
      words: ["a figure of kind weights has no points that a report prints; leave 'published' out"]),
    FigureExample(
      "weights", .spirals, "\(classifier)\naxes: {seed-of-nothing: [1]}", words: ["seed-of-nothing"]),
    FigureExample(
      "weights", .spirals, "\(classifier)\naxes: {batch-size: [1,2,3,4,5,6,7,8,9,10,11,12,13]}",
      words: ["expected at most 12 variants"]),
    FigureExample(
      "reconstructions", .digits, classifier,
      words: [
        "a figure of kind reconstructions: expected an autoencoder", "found a network that predicts in study 'study'",
      ]),
    FigureExample("reconstructions", .digits, autoencoder, keys: "count: 61", words: ["from 1 to 60"]),
    FigureExample(
      "reconstructions", .digits, autoencoder, keys: "published: [[1, 2]]", words: ["reconstructions has no points"]),
    FigureExample("latent", .digits, classifier, words: ["expected an autoencoder"]),
    FigureExample(
      "latent", .digits, autoencoder, keys: "method: umap", words: ["method: expected pca or tsne, found 'umap'"]),
    FigureExample(
      "latent", .digits, "train: {autoencoder: [4, 2], epochs: 1}", keys: "method: pca",
      words: ["a code of one or two numbers is drawn as it is; leave 'method' out"]),
    FigureExample("latent", .digits, autoencoder, keys: "published: [[1, 2]]", words: ["latent has no points"]),
    FigureExample("misclassified", .digits, autoencoder, words: ["expected a classifier, found an autoencoder"]),
    FigureExample(
      "misclassified", .spirals, classifier,
      words: ["expected pictures, found points in the plane (dataset spirals) in study 'study'"]),
    FigureExample("misclassified", .digits, classifier, keys: "count: none", words: ["count: expected a number"]),
    FigureExample("misclassified", .digits, classifier, keys: "published: [[1, 2]]", words: ["has no points"]),
    FigureExample(
      "boundary", .digits, classifier, words: ["expected data with two features, found pictures (dataset digits)"]),
    FigureExample("boundary", .line, classifier, words: ["expected a classifier, found a regression"]),
    FigureExample("boundary", .spirals, autoencoder, words: ["expected a classifier, found an autoencoder"]),
    FigureExample("boundary", .spirals, classifier, keys: "published: [[1, 2]]", words: ["has no points"]),
    FigureExample("confusion", .spirals, classifier, keys: "published: [[1, 2]]", words: ["has no points"]),
    FigureExample(
      "data", .spirals, "\(classifier)\naxes: {examples: [20, 40]}",
      words: ["different data (examples); choose with 'where'"]),
    FigureExample("data", .spirals, classifier, keys: "count: 21", words: ["from 1 to 20"]),
    FigureExample("data", .spirals, classifier, keys: "published: [[1, 2]]", words: ["has no points"]),
    FigureExample(
      "curves", .spirals, two, keys: "metric: validation_loss, published: {batch-size 9: [[1, 0.5]]}",
      words: ["draws no 'batch-size 9'; it draws 'batch-size 8', 'batch-size 16'"]),
    FigureExample("curves", .spirals, two, keys: "metric: validation_loss, by: batch", words: ["batch-size"]),
    FigureExample(
      "box", .spirals, two, keys: "metric: test_loss, published: {all: [[1, 0.5]]}", words: ["draws no 'all'"]),
    FigureExample(
      "heatmap", .spirals, "\(classifier)\naxes: {batch-size: [8, 16], epochs: [1, 2]}",
      keys: "metric: test_loss, rows: batch-size, columns: epochs, published: {\"8\": [[3, 0.5]]}",
      words: ["row 8 has no column 3; epochs has 1, 2"]),
    FigureExample(
      "heatmap", .spirals, "\(classifier)\naxes: {batch-size: [8, 16], epochs: [1, 2]}",
      keys: "metric: test_loss, rows: batch-size, columns: epochs, published: [[1, 0.5]]",
      words: ["found a list without a row"]),
  ]

  @Test(arguments: mistakes)
  func `a mistake in a figure is named with its line`(example: FigureExample) throws {
    let error = try #require(throws: ReportFileError.self) { try TextReport(example.text(), path: "example.md") }
    for words in example.words { #expect("\(error)".contains(words), "\(error)") }
    guard !example.words.contains("seed-of-nothing") else { return }
    #expect("\(error)".hasPrefix("example.md, line \(example.line): "), "\(error)")
  }

  /// Known only of the data, when runs are drawn.
  static let misfits: [FigureExample] = [
    FigureExample(
      "boundary", .table, "train: {layers: [4], epochs: 1, batch-size: 8}",
      words: ["a figure of kind boundary: expected two features, found 4 (a, b, c, d); choose two with 'features'"]),
    FigureExample(
      "misclassified", .table, "train: {layers: [4], epochs: 1, batch-size: 8}",
      words: ["a figure of kind misclassified: expected pictures, found examples of 4 features"]),
    FigureExample(
      "latent", .unlabelled, "train: {autoencoder: [3], epochs: 1, output-activation: none}",
      keys: "method: tsne, count: 2", words: ["a figure of kind latent: seed"]),
  ]

  @Test(arguments: misfits)
  func `data that a figure cannot show are named with its line`(example: FigureExample) throws {
    try withTemporaryFolder { folder in
      let error = try #require(throws: (any Error).self) { try example.figure(in: folder) }
      for words in example.words { #expect("\(error)".contains(words), "\(error)") }
      #expect("\(error)".hasPrefix("example.md, line \(example.line): "), "\(error)")
      #expect(!"\(error)".contains("\n"))
    }
  }
}
