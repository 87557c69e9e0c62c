import ArgumentParser
import Fledge

/// `fledge latent knn`.
struct LatentNeighborsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "knn", abstract: "Classify points by the majority of their nearest neighbours.")

  @Option(help: "The known points: a NumPy file of shape [points, features].")
  var train: String
  @Option(help: "Their labels: a NumPy file of whole numbers.")
  var trainLabels: String
  @Option(help: "The points to classify.")
  var test: String
  @Option(help: "Their labels.")
  var testLabels: String
  @Option(name: .customLong("k"), help: "How many neighbours vote.")
  var neighbors = 5
  @Option(help: "Threads; all processors when left out. The result never depends on it.")
  var threads: Int?
  @OptionGroup var flags: OutputFlags

  func run() throws {
    let console = Console(flags)
    let threads = try threadPool(threads)
    let known = try readPoints(train, console: console)
    let knownLabels = try Npy(contentsOf: trainLabels).labels()
    let asked = try readPoints(test, console: console)
    let askedLabels = try Npy(contentsOf: testLabels).labels()
    let clock = ContinuousClock()
    let start = clock.now
    let classifier = try naming(["points": train, "labels": trainLabels]) {
      try NeighborClassifier(known, labels: knownLabels, neighbors: neighbors, threads: threads)
    }
    let built = clock.now
    let evaluation = try naming(["queries": test, "labels": testLabels]) {
      try classifier.evaluate(asked, labels: askedLabels, threads: threads)
    }
    let end = clock.now
    let seconds = ((built - start) / .seconds(1), (end - built) / .seconds(1))

    let matrix = try ConfusionMatrix(
      predicted: evaluation.predicted.map { Int($0) }, labels: askedLabels.map { Int($0) },
      classCount: evaluation.classes)
    let report = try ClassificationReport(matrix)
    console.say(report.text + "\n\n" + report.confusionText)
    console.say(
      "\nk = \(neighbors), \(classifier.index.method.rawValue): \(decimals(seconds.0, 3)) s to build, "
        + "\(decimals(seconds.1, 3)) s for \(grouped(asked.shape[0])) points")
    guard flags.json else { return }
    let object: JSONObject = [
      "accuracy": .number(evaluation.accuracy),
      "one_vs_rest_accuracy": .number(evaluation.meanOneVersusRestAccuracy),
      "seconds": .number(seconds.0 + seconds.1), "build_seconds": .number(seconds.0),
      "query_seconds": .number(seconds.1), "k": .integer(neighbors),
      "method": .string(classifier.index.method.rawValue),
      "classes": .array(
        matrix.oneVersusRest.enumerated().map { label, counts in
          [
            "label": .integer(label), "true_positives": .integer(counts.truePositives),
            "false_positives": .integer(counts.falsePositives), "false_negatives": .integer(counts.falseNegatives),
            "true_negatives": .integer(counts.trueNegatives),
          ]
        }),
    ]
    console.give(.object(object))
  }
}
