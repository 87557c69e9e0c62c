import FledgeCharts
import FledgeModels
import FledgePages
import FledgeTraining

extension Paterson {
  /// The report's one number under every reading of its settings.
  func accuracySection(_ context: ReproductionContext) throws -> PageSection {
    let study = try context.train(Configuration.readings(context.scale))
    let longer = try context.train(Configuration.longer(context.scale)).all
    var readings: [Reading] = []
    var collapsed: [String] = []
    for reading in Configuration.readings {
      let parts = try study[reading.name].map(accuracies)
      let dead = parts.count(where: \.isCollapsed)
      if dead > 0 {
        collapsed.append(
          "\(reading.name): \(dead) of \(parts.count) networks have collapsed, they predict one digit for every image")
      }
      let sets: [(id: String, name: String, value: (Parts) -> Double, others: Int?)] =
        [
          ("first-4000", "first 4,000", \.first, nil),
          ("any-4000", "all 10,000", \.all, 4_000),
        ] + (reading.id == "stated" ? [("last-4000", "last 4,000", \.last, nil)] : [])
      for set in sets {
        readings.append(
          Reading(
            "\(reading.id).\(set.id)", "\(reading.name), \(set.name)", ours: [.seeds(parts.map(set.value))],
            source: set.id == "last-4000" ? nil : reading.source, otherExamples: set.others))
      }
    }
    return try PageSection("The accuracy under every reading", from: "section 4") {
      Quote("Final average classification error on testing dataset: 97.2%", from: "section 4")
      Prose(
        """
        What the text leaves open is read in the plainest way first, and then in every other way that was thought of. \
        None was chosen for its result, and all of them are shown, each with the first 4,000 test images and with all \
        10,000, which stand for any 4,000 drawn from them.

        - 100-100, 300-300, 30-30: the units of the two hidden layers
        - pixels 0 to 255: not scaled; in all other readings they are 0 to 1
        - standardized images: each by its own mean and deviation, a step that the report does not mention
        - ReLU on the output: before the softmax, as the equation of section 2.3.1 has it, against section 2
        - Glorot's weights: uniform in ±√(6/(n_in + n_out)), biases 0, which is what Xavier's name stands for
        - He's weights: normal with deviation √(2/n_in), biases 0
        - 3 epochs: the epochs 0, 1 and 2
        """)
      Prose(try testImages(study))
      Readings(
        "accuracy", "Test accuracy after two epochs",
        [ReadingNumber("", "test accuracy after two epochs", published: "97.2 %")], readings)
      if !collapsed.isEmpty { Prose(collapsed.joined(separator: "; ") + ".") }
      try epochsFigure(longer)
    }
  }

  /// Accuracies of one network on parts of the test set.
  private struct Parts {
    var first = Double.nan
    var last = Double.nan
    var all = Double.nan
    /// Whether every image is given the same class.
    var isCollapsed = false
  }

  private func accuracies(_ run: ReportRun) throws -> Parts {
    guard !run.hasDiverged, let test = try run.data().test else { return Parts() }
    let evaluation = try run.evaluate(test)
    return Parts(
      first: evaluation.prefix(Configuration.testImages).accuracy ?? .nan,
      last: evaluation.suffix(Configuration.testImages).accuracy ?? .nan, all: evaluation.accuracy ?? .nan,
      isCollapsed: Set(evaluation.predicted).count == 1)
  }

  /// The effect of the choice of test images alone.
  private func testImages(_ study: StudyRuns) throws -> String {
    let parts = try study[Configuration.stated].map(accuracies)
    let text = { (value: (Parts) -> Double) in NumberText.percent(Spread(parts.map(value)).median, decimals: 2) }
    return """
      Which images are taken decides much: the accuracy of the same networks is \(text(\.first)) on the \
      first 4,000 test images, \(text(\.all)) on all 10,000 and \(text(\.last)) on the last 4,000. Nothing in \
      the text leads to the last 4,000, so that reading is shown, and no verdict rests on it: the report may have \
      tested on the easier end, or otherwise than it says.
      """
  }

  private func epochsFigure(_ runs: [ReportRun]) throws -> Figure {
    let first = try Curves.series("first 4,000 test images", runs, measurement: Key.accuracy(.test))
    let all = try Curves.series("all 10,000 test images", runs, measurement: Key.accuracyOfAll)
    let reached = { (series: LineSeries) in
      zip(series.x, series.y).first { $0.1 >= 0.9715 }.map { "passes 97.2 % after \(Int($0.0)) epochs" }
        ?? "does not pass 97.2 % within \(Int(series.x.last ?? 0)) epochs"
    }
    return Figure(
      "added.epochs", number: nil,
      caption: """
        The stated settings for longer, \(runs.count) runs. On all 10,000 test images the median run \(reached(all)); \
        on the first 4,000 it \(reached(first)).
        """,
      charts: [
        Curves.chart(
          "Accuracy beyond two epochs", ChartAxis("Test accuracy", format: .percent), [first, all],
          published: [.level(0.972)])
      ])
  }
}
