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
  func selector() throws -> RunSelector { try selector(in: study()) }

  func selector(in study: ReportStudy) throws -> RunSelector {
    let place = entry("where")
    let conditions = try place.map { try file.entries(of: $0.value, what: "where", line: $0.line) } ?? []
    return try RunSelector(
      study, where: conditions.map { .init(key: $0.key, value: $0.value, line: $0.line) }, variant: text("variant"),
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
      epoch: try count("epoch", atMost: 1_000_000), className: try text("class"), set: try text("on"))
  }

  /// A number as the report prints it, whose unit fits a quantity.
  func published(_ key: String, as metric: Metric) throws -> Published {
    try file.published(needed(key), as: metric, key: key, line: entry(key)?.line ?? line)
  }
}

extension StudyFile {
  /// A quantity by name, refused where the study never measures it.
  func quantity(
    _ name: String, of study: ReportStudy, _ arguments: QuantityArguments = QuantityArguments(), line: Int
  ) throws(StudyError) -> NamedQuantity {
    guard let quantity = RunQuantity.named(name) else {
      throw noSuch("metric", name, among: RunQuantity.all.map(\.id), line: line)
    }
    try check(quantity, of: study, line: line)
    if let epoch = arguments.epoch {
      guard quantity.epochValue != nil else {
        let known = RunQuantity.all.filter { $0.epochValue != nil }.map(\.id)
        throw fail(
          line, "\(name) is measured once, not at epoch \(epoch); epochs have \(known.joined(separator: ", "))")
      }
      let last = study.variants.map(\.settings.epochs).max() ?? 0
      guard epoch <= last else { throw fail(line, "epoch \(epoch): study '\(study.name)' trains \(last) epochs") }
    }
    let isOfClass = quantity.classValue != nil
    if arguments.className != nil, !isOfClass, quantity.id != "error" {
      let known = RunQuantity.all.filter { $0.classValue != nil }.map(\.id) + ["error"]
      throw fail(line, "\(name) is not of one class; classes have \(known.joined(separator: ", "))")
    }
    if arguments.className == nil, isOfClass {
      throw fail(line, "\(name): of which class? add class, such as class: 3")
    }
    var named = NamedQuantity(quantity: quantity, epoch: arguments.epoch, className: arguments.className)
    if let text = arguments.set {
      let known = RunQuantity.all.filter { $0.setKind != nil }.map(\.id)
      guard quantity.setKind != nil else {
        throw fail(
          line, "\(name) is of a set of its own, found on '\(text)'; on goes with \(known.joined(separator: ", "))")
      }
      named.set = try exampleSet(text, key: "on", line: line)
    }
    if quantity.setKind != nil,
      let reason = study.variants.lazy.compactMap({ absence(named.examples, $0.settings) }).first
    {
      throw fail(line, "study '\(study.name)' never measures \(named.title): \(reason)")
    }
    (named.groups, named.groupsName) = (arguments.groups, arguments.groupsName)
    if case .errorsBetween = quantity.setKind {
      guard !named.groups.isEmpty else {
        throw fail(line, "\(name): between which classes? add groups, such as groups=[[4, 7, 9], [3, 5, 8]]")
      }
    } else if !named.groups.isEmpty {
      throw fail(line, "\(name) has no groups of classes; groups goes with errors_between")
    }
    return named
  }

  /// Refuses a quantity that a study never measures.
  func check(_ quantity: RunQuantity, of study: ReportStudy, line: Int) throws(StudyError) {
    if let reason = study.variants.lazy.compactMap({ quantity.absence($0.settings) }).first {
      throw fail(line, "study '\(study.name)' never measures \(quantity.id): \(reason)")
    }
  }

  /// Why a training has no such examples, as far as its settings tell.
  private func absence(_ set: ExampleSet, _ settings: TrainingSettings) -> String? {
    switch set.whole {
    case .training: nil
    case .validation: RunQuantity.named("validation_loss")?.absence(settings)
    default: RunQuantity.named("test_loss")?.absence(settings)
    }
  }

  /// The examples that `on` names.
  func exampleSet(_ text: String, key: String, line: Int) throws(StudyError) -> ExampleSet {
    guard let set = ExampleSet(text) else {
      throw fail(line, "\(key): expected \(ExampleSet.forms), found '\(text)'")
    }
    return set
  }

  func flag(_ node: Node, key: String, line: Int) throws(StudyError) -> Bool {
    let text = try text(node, key: key, line: line)
    switch text.lowercased() {
    case "yes", "true", "on": return true
    case "no", "false", "off": return false
    default: throw fail(line, "\(key): expected yes or no, found '\(text)'")
    }
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
