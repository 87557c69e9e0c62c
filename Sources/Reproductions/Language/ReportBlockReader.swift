import FledgeMetrics
import FledgeModels
import FledgePages
import FledgeStudies
import Yams

/// Reads a block of a text report: its keys, and the studies and quantities that they name.
struct ReportBlockReader {
  let file: StudyFile
  let studies: [ReportStudy]
  let entries: [StudyFile.Entry]
  /// The first line of the block.
  let line: Int
  private let what: String

  /// - Parameter keys: those that the block may have.
  init(_ node: Node, what: String, keys: [String], line: Int, file: StudyFile, studies: [ReportStudy])
    throws(StudyError)
  {
    self.file = file
    self.studies = studies
    self.what = what
    entries = try file.entries(of: node, what: what, line: line, known: keys)
    self.line = entries.first?.line ?? line
  }

  /// A reader without keys, for prose.
  init(file: StudyFile, studies: [ReportStudy], line: Int) {
    (self.file, self.studies, self.line) = (file, studies, line)
    (what, entries) = ("a result", [])
  }

  func entry(_ key: String) -> StudyFile.Entry? { entries.first { $0.key == key } }

  func text(_ key: String) throws(StudyError) -> String? {
    guard let entry = entry(key) else { return nil }
    return try file.text(entry.value, key: key, line: entry.line)
  }

  func needed(_ key: String) throws(StudyError) -> String {
    guard let text = try text(key) else { throw file.fail(line, "\(what): expected '\(key):', found none") }
    return text
  }

  func id() throws(StudyError) -> String {
    let id = try needed("id")
    try file.checkID(id, line: entry("id")?.line ?? line)
    return id
  }

  func flag(_ key: String) throws(StudyError) -> Bool? {
    guard let entry = entry(key) else { return nil }
    return try file.flag(entry.value, key: key, line: entry.line)
  }

  func count(_ key: String, atMost largest: Int) throws(StudyError) -> Int? {
    guard let entry = entry(key) else { return nil }
    return try file.count(entry.value, key: key, line: entry.line, atMost: largest)
  }

  func number(_ key: String) throws(StudyError) -> Double? {
    guard let entry = entry(key) else { return nil }
    return try file.number(entry.value, key: key, line: entry.line)
  }

  func names(_ key: String) throws(StudyError) -> [String]? {
    guard let entry = entry(key) else { return nil }
    return try file.names(entry.value, key: key, line: entry.line)
  }

  /// The study that is named, or the only one.
  func study() throws(StudyError) -> ReportStudy { try study(named: text("study"), line: entry("study")?.line ?? line) }

  func study(named name: String?, line: Int) throws(StudyError) -> ReportStudy {
    guard let name else {
      guard studies.count == 1 else {
        throw file.fail(
          line,
          studies.isEmpty
            ? "\(what): the report has no study; write a study block above"
            : "\(what): which study? name one of \(studies.map(\.name).joined(separator: ", "))")
      }
      return studies[0]
    }
    guard let study = studies.first(where: { $0.name == name }) else {
      throw file.noSuch("study", name, among: studies.map(\.name), line: line)
    }
    return study
  }

  /// The runs that `study`, `where`, `variant` and `reading` choose.
  func selector() throws -> RunSelector { try selector(in: study()) }

  func selector(in study: ReportStudy) throws -> RunSelector {
    let place = entry("where")
    let conditions = try place.map { try file.entries(of: $0.value, what: "where", line: $0.line) } ?? []
    return try RunSelector(
      study, where: conditions.map { .init(key: $0.key, value: $0.value, line: $0.line) }, variants: names("variant"),
      reading: text("reading"), line: place?.line ?? line, in: file)
  }

  /// The quantity that `metric`, `epoch`, `class` and `on` name.
  func quantity(_ key: String = "metric", of study: ReportStudy) throws -> NamedQuantity {
    try quantity(named: needed(key), of: study, line: entry(key)?.line ?? line)
  }

  func quantity(named name: String, of study: ReportStudy, line: Int) throws -> NamedQuantity {
    try file.quantity(name, of: study, arguments(), line: line)
  }

  /// The epoch, class and examples that stand beside a metric.
  func arguments() throws -> QuantityArguments {
    QuantityArguments(
      epoch: try count("epoch", atMost: 1_000_000), className: try text("class"), set: try text("on"),
      stop: try text("stop"), below: try number("below"))
  }

  /// A number as the report prints it, whose unit fits a quantity.
  func published(_ key: String, as metric: Metric) throws -> Published {
    try file.published(needed(key), as: metric, key: key, line: entry(key)?.line ?? line)
  }
}
