import FledgeModels
import FledgeStudies
import FledgeTraining
import Yams

/// Stop rules that a study reads off the curves of its trainings: its `stops`.
///
/// After each epoch the validation loss and the penalty are kept, and the test set's loss and accuracy wherever the
/// validation loss, or its sum with the penalty, is a new best under one of the rules. Trainings without patience of their
/// own go on until each rule has ended them by the loss and by that sum.
package struct StudyStops: Sendable {
  static let keys = ["rule", "patience", "penalty", "weights"]

  let rules: [StopRule]

  package init(_ rules: [StopRule]) { self.rules = rules }

  init(_ entry: StudyFile.Entry, _ file: StudyFile) throws {
    let items = try file.entries(of: entry.value, what: "stops", line: entry.line)
    guard !items.isEmpty else { throw file.fail(entry.line, "stops: expected 'name: {rule: …}', found nothing") }
    rules = try items.map { try Self.rule($0, file) }
    if let first = rules.first, first.penalty != 0 || first.weights != .best {
      throw file.fail(
        items[0].line,
        "stops: weights and confusion matrix are kept at the best epoch of the first rule; expected one that watches the "
          + "loss alone and gives back the best weights, found '\(first.name)'")
    }
  }

  private static func rule(_ item: StudyFile.Entry, _ file: StudyFile) throws -> StopRule {
    try file.checkID(item.key, line: item.line)
    let entries = try file.entries(of: item.value, what: "a stop rule", line: item.line, known: keys)
    func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _ standard: Choice) throws -> Choice
    where Choice.RawValue == String {
      guard let entry = entries.first(where: { $0.key == key }) else { return standard }
      let text = try file.text(entry.value, key: key, line: entry.line)
      guard let choice = Choice(rawValue: text) else {
        let known = Choice.allCases.map(\.rawValue).joined(separator: " or ")
        throw file.fail(entry.line, "\(key): expected \(known), found '\(text)'")
      }
      return choice
    }
    let patience = entries.first { $0.key == "patience" }
    let penalty = entries.first { $0.key == "penalty" }
    let share = try penalty.map { try file.number($0.value, key: "penalty", line: $0.line) } ?? 0
    guard share >= 0 else {
      throw file.fail(penalty?.line ?? item.line, "penalty: expected a factor of 0 or more, found \(share)")
    }
    return StopRule(
      item.key, try choice("rule", EarlyStopping.Rule.risesInARow),
      patience: try patience.map { try file.count($0.value, key: "patience", line: $0.line, atMost: 1_000) } ?? 3,
      penalty: share, weights: try choice("weights", .best))
  }

  /// Refuses what trainings with these settings do not have.
  func check(_ settings: [TrainingSettings], _ file: StudyFile, line: Int) throws(StudyError) {
    for settings in settings {
      if let reason = file.absence(.validation, settings) { throw file.fail(line, "stops: \(reason)") }
      if let reason = file.absence(.test, settings) { throw file.fail(line, "stops: \(reason)") }
      if let rule = rules.first(where: { $0.isCut(by: settings) }) {
        throw file.fail(
          line,
          "stops: patience \(settings.patience ?? 0) of the settings may end a training before rule '\(rule.name)' does; "
            + "write 'patience: none' there")
      }
    }
  }

  /// The rule of a name.
  func rule(_ name: String, of study: String, _ file: StudyFile, line: Int) throws(StudyError) -> StopRule {
    guard let rule = rules.first(where: { $0.name == name }) else {
      throw file.noSuch("stop rule of study '\(study)'", name, among: rules.map(\.name), line: line)
    }
    return rule
  }
}
