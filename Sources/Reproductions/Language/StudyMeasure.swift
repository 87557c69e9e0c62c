import FledgeDatasets
import FledgeModels
import FledgeStudies
import FledgeTraining
import Yams

/// What a study measures within its epochs: loss, accuracy and errors of classes, on some sets, at some steps.
package struct StudyMeasure: Sendable {
  static let keys = ["times", "early", "sets", "classes"]

  /// How often within an epoch, evenly.
  let times: Int
  /// Percentages of the first epoch at which it is measured, too.
  let early: [Int]
  let sets: [ExampleSet]
  /// Whether the error of each class is measured.
  let measuresClasses: Bool

  init(_ entry: StudyFile.Entry, _ file: StudyFile) throws {
    let items = try file.entries(of: entry.value, what: "measure", line: entry.line, known: Self.keys)
    func item(_ key: String) -> StudyFile.Entry? { items.first { $0.key == key } }
    times = try item("times").map { try file.count($0.value, key: "times", line: $0.line, atMost: 1_000) } ?? 1
    early =
      try item("early").map { entry in
        try file.list(entry.value, key: "early", line: entry.line).map { node in
          let text = try file.text(node, key: "early", line: entry.line)
          let digits = text.hasSuffix("%") ? String(text.dropLast().filter { $0 != " " }) : ""
          guard let share = Int(digits), (1...99).contains(share) else {
            throw file.fail(entry.line, "early: expected shares of the first epoch from 1 % to 99 %, found '\(text)'")
          }
          return share
        }
      } ?? []
    guard let list = item("sets") else {
      throw file.fail(entry.line, "measure: expected 'sets:', a list of \(ExampleSet.forms)")
    }
    sets = try file.list(list.value, key: "sets", line: list.line).map { node in
      try file.exampleSet(file.text(node, key: "sets", line: list.line), key: "sets", line: list.line)
    }
    measuresClasses = try item("classes").map { try file.flag($0.value, key: "classes", line: $0.line) } ?? false
  }

  /// Refuses what trainings with these settings do not have.
  func check(_ settings: [TrainingSettings], _ file: StudyFile, line: Int) throws(StudyError) {
    for settings in settings {
      for set in sets {
        if let reason = file.absence(set, settings) {
          throw file.fail(line, "measure: nothing \(set.title): \(reason)")
        }
      }
      if measuresClasses, let reason = settings.noClassifier { throw file.fail(line, "classes: \(reason)") }
    }
  }

  /// The curve of a quantity on a set.
  enum Kind: String { case loss, accuracy, error }

  static func key(_ kind: Kind, _ set: ExampleSet, classIndex: Int? = nil) -> MeasurementKey {
    MeasurementKey("\(kind.rawValue) on \(set.text)" + (classIndex.map { ", class \($0)" } ?? ""))
  }

  /// Runs are identified by its name, so it says all that decides the measurements.
  var probe: Probe {
    let places = early.isEmpty ? "" : ", \(early.map { "\($0) %" }.joined(separator: ", ")) of the first"
    let what = measuresClasses ? "loss, accuracy, errors of classes" : "loss, accuracy"
    let name = "\(times) times an epoch\(places): \(what) on \(sets.map(\.text).joined(separator: ", "))"
    return Probe(name) { event, trainer, data, measurements in
      guard case .step(let progress) = event, isDue(progress) else { return .proceed }
      let epochs = Double(progress.epoch - 1) + Double(progress.step) / Double(progress.steps)
      var evaluations: [ExampleSet: Evaluation] = [:]
      for set in sets {
        guard let examples = set.examples(data) else { continue }
        let whole = evaluations[set.whole] ?? trainer.evaluate(examples)
        evaluations[set.whole] = whole
        add(set.part(of: whole), at: epochs, set, classes: data.training.classCount, to: &measurements)
      }
      return .proceed
    }
  }

  private func isDue(_ progress: StepProgress) -> Bool {
    let (step, steps) = (progress.step, progress.steps)
    if step * times / steps != (step - 1) * times / steps { return true }
    return progress.epoch == 1 && early.contains { step * 100 / steps >= $0 && (step - 1) * 100 / steps < $0 }
  }

  private func add(
    _ evaluation: Evaluation, at epochs: Double, _ set: ExampleSet, classes: Int, to measurements: inout Measurements
  ) {
    measurements.add(evaluation.loss, at: epochs, to: Self.key(.loss, set))
    guard let accuracy = evaluation.accuracy else { return }
    measurements.add(accuracy, at: epochs, to: Self.key(.accuracy, set))
    guard measuresClasses else { return }
    for index in 0..<classes {
      measurements.add(evaluation.errorShare(of: index), at: epochs, to: Self.key(.error, set, classIndex: index))
    }
  }
}
