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
    guard let text = try text(key) else { return nil }
    switch text.lowercased() {
    case "yes", "true", "on": return true
    case "no", "false", "off": return false
    default: throw file.fail(entry(key)?.line ?? line, "\(key): expected yes or no, found '\(text)'")
    }
  }

  func count(_ key: String, atMost largest: Int) throws(StudyError) -> Int? {
    guard let entry = entry(key) else { return nil }
    return try file.count(entry.value, key: key, line: entry.line, atMost: largest)
  }

  func names(_ key: String) throws(StudyError) -> [String]? {
    guard let entry = entry(key) else { return nil }
    if entry.value.scalar != nil { return [try file.text(entry.value, key: key, line: entry.line)] }
    var names: [String] = []
    for node in try file.list(entry.value, key: key, line: entry.line) {
      names.append(try file.text(node, key: key, line: entry.line))
    }
    return names
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
  func selector() throws -> RunSelector {
    let place = entry("where")
    let conditions = try place.map { try file.entries(of: $0.value, what: "where", line: $0.line) } ?? []
    return try RunSelector(
      study(), where: conditions.map { .init(key: $0.key, value: $0.value, line: $0.line) }, variant: text("variant"),
      reading: text("reading"), line: place?.line ?? line, in: file)
  }

  /// The quantity that `metric`, `epoch` and `class` name.
  func quantity(_ key: String = "metric", of study: ReportStudy) throws -> NamedQuantity {
    try quantity(named: needed(key), of: study, line: entry(key)?.line ?? line)
  }

  func quantity(named name: String, of study: ReportStudy, line: Int) throws -> NamedQuantity {
    try file.quantity(
      name, of: study, epoch: count("epoch", atMost: 1_000_000), className: text("class"), line: line)
  }

  /// A number as the report prints it, whose unit fits a quantity.
  func published(_ key: String, as metric: Metric) throws -> Published {
    try file.published(needed(key), as: metric, key: key, line: entry(key)?.line ?? line)
  }
}

extension StudyFile {
  /// A quantity by name, refused where the study never measures it.
  func quantity(
    _ name: String, of study: ReportStudy, epoch: Int? = nil, className: String? = nil, line: Int
  ) throws(StudyError) -> NamedQuantity {
    guard let quantity = RunQuantity.named(name) else {
      throw noSuch("metric", name, among: RunQuantity.all.map(\.id), line: line)
    }
    if let reason = study.variants.lazy.compactMap({ quantity.absence($0.settings) }).first {
      throw fail(line, "study '\(study.name)' never measures \(name): \(reason)")
    }
    if let epoch {
      guard quantity.epochValue != nil else {
        let known = RunQuantity.all.filter { $0.epochValue != nil }.map(\.id)
        throw fail(
          line, "\(name) is measured once, not at epoch \(epoch); epochs have \(known.joined(separator: ", "))")
      }
      let last = study.variants.map(\.settings.epochs).max() ?? 0
      guard epoch <= last else { throw fail(line, "epoch \(epoch): study '\(study.name)' trains \(last) epochs") }
    }
    if className != nil, quantity.classValue == nil {
      let known = RunQuantity.all.filter { $0.classValue != nil }.map(\.id)
      throw fail(line, "\(name) is not of one class; classes have \(known.joined(separator: ", "))")
    }
    if className == nil, quantity.classValue != nil {
      throw fail(line, "\(name): of which class? add class, such as class: 3")
    }
    return NamedQuantity(quantity: quantity, epoch: epoch, className: className)
  }

  /// A number as the report prints it, whose unit fits a quantity.
  func published(_ text: String, as metric: Metric, key: String, line: Int) throws(StudyError) -> Published {
    guard let number = try? Published(text) else {
      throw fail(line, "\(key): expected a printed number such as 0.012, 97.45 % or 8,097, found '\(text)'")
    }
    if metric.unit == .fraction, !number.isPercentage, !(0...1).contains(number.value) {
      throw fail(
        line, "\(key): \(text) of \(metric.id) has no unit; write \(text) % for a percentage, or a share from 0 to 1")
    }
    if metric.unit == .fraction, number.isPercentage, !(0...1).contains(number.value) {
      throw fail(line, "\(key): expected a share from 0 to 100 %, found \(text)")
    }
    if metric.unit != .fraction, number.isPercentage {
      throw fail(line, "\(key): \(metric.id) is no share, found \(text); leave the % out")
    }
    return number
  }
}
