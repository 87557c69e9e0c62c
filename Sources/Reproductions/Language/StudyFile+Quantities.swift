import FledgeMetrics
import FledgeModels
import FledgePages
import FledgeStudies
import Yams

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
      guard quantity.hasEpochs else {
        let known = RunQuantity.all.filter(\.hasEpochs).map(\.id)
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
    try read(&named, arguments, of: study, line: line)
    return named
  }

  /// Refuses a quantity that a study never measures.
  func check(_ quantity: RunQuantity, of study: ReportStudy, line: Int) throws(StudyError) {
    if let reason = study.variants.lazy.compactMap({ quantity.absence($0.settings) }).first {
      throw fail(line, "study '\(study.name)' never measures \(quantity.id): \(reason)")
    }
  }

  /// Why a training has no such examples, as far as its settings tell.
  func absence(_ set: ExampleSet, _ settings: TrainingSettings) -> String? {
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

  /// A name, or a list of them.
  func names(_ node: Node, key: String, line: Int) throws(StudyError) -> [String] {
    if node.scalar != nil { return [try text(node, key: key, line: line)] }
    var names: [String] = []
    for node in try list(node, key: key, line: line) { names.append(try text(node, key: key, line: line)) }
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw fail(line, "\(key): '\(twice)' stands twice; leave one of them out")
    }
    return names
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
