import FledgePages
import FledgeStudies
import FledgeTraining
import Yams

/// A way to read a report's settings for some of its numbers: the runs that it takes, and the examples.
struct ReportReading: Sendable {
  static let keys = ["id", "name", "in", "study", "where", "variant", "reading", "on", "stop", "examples"]

  let id: String
  let name: String
  /// The section that states it; `nil` for a reading that is not in the text.
  let source: String?
  let selector: RunSelector
  let set: ExampleSet?
  let stop: StopRule?
  let otherExamples: Int?

  init(_ node: Node, line: Int, file: StudyFile, studies: [ReportStudy]) throws {
    let reader = try ReportBlockReader(
      node, what: "a reading", keys: Self.keys, line: line, file: file, studies: studies)
    id = try reader.id()
    name = try reader.text("name") ?? id
    let place = try reader.needed("in")
    source = place == "none" ? nil : place
    let selector = try reader.selector().single(in: file, what: "a reading")
    self.selector = selector
    set = try reader.text("on").map { try file.exampleSet($0, key: "on", line: reader.line) }
    stop = try reader.text("stop").map {
      try file.stop(
        $0, keepsWeights: false, of: selector.study, line: reader.entry("stop")?.line ?? reader.line)
    }
    otherExamples = try reader.count("examples", atMost: 1_000_000_000)
  }

  /// Refuses a number that the reading cannot give.
  func check(_ entry: ReportNumbers.Entry, in file: StudyFile) throws {
    try file.check(entry.quantity.quantity, of: selector.study, line: selector.line)
    if stop != nil, entry.quantity.quantity.stopValue == nil {
      throw file.fail(
        selector.line, "reading \(id): \(entry.quantity.quantity.id) is not read off a stop; leave 'stop' out")
    }
    if set != nil, entry.quantity.quantity.setKind == nil {
      throw file.fail(
        selector.line,
        "reading \(id): 'on' needs a metric of some examples such as accuracy, found \(entry.quantity.quantity.id)")
    }
  }

  func measured(_ entry: ReportNumbers.Entry, _ context: ReproductionContext, of report: String) throws -> Measured {
    var quantity = entry.quantity
    if let set { quantity.set = set }
    if let stop { quantity.stop = stop }
    return try quantity.published(by: selector.runs(context, of: report).flatMap(\.1))
  }
}

extension NamedQuantity {
  /// What runs have of it, beside a published number.
  func published(by runs: [ReportRun]) throws -> Measured {
    if stop != nil {
      // The test set is not measured after each epoch, which is no divergence.
      let known = try runs.filter { try $0.hasDiverged || value(of: $0).isFinite }
      return known.isEmpty ? .missing("no run has a value at this stop") : .seeds(try measured(known))
    }
    guard let epoch else { return .seeds(try measured(runs)) }
    // A run that ended before has no value, and has not diverged.
    let reached = runs.filter { $0.hasDiverged || $0.history.epochs.contains { $0.epoch == epoch } }
    return reached.isEmpty ? .missing("no run went on to epoch \(epoch)") : .seeds(try measured(reached))
  }
}
