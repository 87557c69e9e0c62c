import FledgeCharts
import FledgeReports
import FledgeTraining

extension Paterson {
  /// The one number of the report under every reading of its settings.
  func accuracySection(_ laboratory: Laboratory) throws -> Section {
    let study = try laboratory.train(Configuration.readings(laboratory.scale))
    let longer = try laboratory.train(Configuration.longer(laboratory.scale)).all
    var readings: [Reading] = []
    for reading in Configuration.readings {
      let parts = try study[reading.name].map(accuracies)
      let sets: [(id: String, name: String, value: (Parts) -> Double, others: Int?)] =
        [
          ("first-4000", "first 4,000 test images", \.first, nil),
          ("any-4000", "any 4,000, estimated by all 10,000", \.all, 4_000),
        ] + (reading.id == "stated" ? [("last-4000", "last 4,000", \.last, nil)] : [])
      for set in sets {
        readings.append(
          Reading(
            "\(reading.id).\(set.id)", "\(reading.name); \(set.name)", ours: .seeds(parts.map(set.value)),
            keepsToText: reading.keepsToText, otherExamples: set.others))
      }
    }
    return Section("The accuracy under every reading", from: "section 4") {
      Quote("Final average classification error on testing dataset: 97.2%", from: "section 4")
      Prose(
        """
        What the text leaves open is read in the plainest way first, and then in every other way that was thought of. \
        None was chosen for its result, and all of them are shown. Whoever draws 4,000 other images than ours sees \
        the first 4,000 and the last 4,000 as two ends: the official test set begins with the harder half.
        """)
      Readings("accuracy", "test accuracy after two epochs", published: "97.2 %", readings)
      epochsFigure(longer)
    }
  }

  /// Accuracies of one network on parts of the test set.
  private struct Parts {
    var first = Double.nan
    var last = Double.nan
    var all = Double.nan
  }

  private func accuracies(_ trial: Trial) throws -> Parts {
    guard !trial.hasDiverged, let test = try trial.data().test else { return Parts() }
    let evaluation = try trial.evaluate(test)
    return Parts(
      first: evaluation.prefix(Configuration.testImages).accuracy ?? .nan,
      last: evaluation.suffix(Configuration.testImages).accuracy ?? .nan, all: evaluation.accuracy ?? .nan)
  }

  private func epochsFigure(_ trials: [Trial]) -> Figure {
    let first = Curves.series("first 4,000 test images", trials, finding: "accuracy, test")
    let all = Curves.series("all 10,000 test images", trials, finding: "accuracy, all test images")
    let reached = { (series: LineSeries) in
      zip(series.x, series.y).first { $0.1 >= 0.9715 }.map { "after \(Int($0.0)) epochs" } ?? "not within these epochs"
    }
    let published = LineSeries("published", x: first.x, y: first.x.map { _ in 0.972 })
    return Figure(
      "added.epochs", number: nil,
      caption: """
        The stated settings for longer, \(trials.count) runs: the median reaches 97.2 % \(reached(first)) on the first \
        4,000 test images, \(reached(all)) on all 10,000.
        """,
      charts: [
        Curves.chart("Accuracy beyond two epochs", Axis("Test accuracy", format: .percent), [first, all, published])
      ])
  }
}
