import FledgeMetrics
import FledgeModels
import FledgeTraining

/// A quantity as a report names it: its name, and the epoch, class or examples that it is of.
package struct NamedQuantity: Sendable {
  let quantity: RunQuantity
  var epoch: Int?
  /// The name of a class.
  var className: String?
  /// The examples of `loss`, `accuracy`, `error` and `errors_between`; the test set where none are named.
  var set: ExampleSet?
  /// Names of classes, for `errors_between`.
  var groups: [[String]] = []
  /// What the classes of the groups are called.
  var groupsName: String?

  /// The rule under which it is read off a curve.
  var stop: StopRule?
  /// The magnitude below which a weight counts as near zero.
  var below: Double?

  /// The examples that it is measured on.
  var examples: ExampleSet { self.set ?? .test }

  /// The name in sentences, such as "validation loss at epoch 5".
  var title: String {
    if !groups.isEmpty { return groupsTitle }
    let title = quantity.metric.title
    let name = title.prefix(1).lowercased() + title.dropFirst()
    return (title.dropFirst().first?.isUppercase == true ? title : name)
      + (className.map { " of class \($0)" } ?? "") + (epoch.map { " at epoch \($0)" } ?? "")
      + (quantity.setKind == nil ? "" : " \(examples.title)")
      + (below.map { " (|w| < \($0))" } ?? "") + (stop.map { ", stop after \($0.title)" } ?? "")
  }

  private var groupsTitle: String {
    let who = groupsName ?? groups.map { $0.joined(separator: ", ") }.joined(separator: " and ")
    return "the share of errors between \(who)" + (set.map { " \($0.title)" } ?? "")
  }

  func value(of run: ReportRun) throws -> Double {
    if run.hasDiverged { return .nan }
    if let kind = quantity.setKind { return try value(of: run, kind) }
    switch quantity.source {
    case .weights: return try run.shareNearZero(below: below ?? Self.nearZero, atStop: stop != nil)
    case .curve(let key):
      let curve = try run.curve(key)
      return curve.x.firstIndex(of: Double(epoch ?? run.history.bestEpoch)).map { curve.y[$0] } ?? .nan
    case .record, .stop: break
    }
    if let stop, let value = quantity.stopValue { return value(try run.stopped(by: stop)) }
    if let className {
      guard let report = run.report, let index = report.classNames.firstIndex(of: className),
        let value = quantity.classValue
      else { return .nan }
      return value(report.classes[index])
    }
    if let epoch, let value = quantity.epochValue {
      return run.history.epochs.first { $0.epoch == epoch }.flatMap(value) ?? .nan
    }
    return try quantity.value(run)
  }

  private func value(of run: ReportRun, _ kind: RunQuantity.SetKind) throws -> Double {
    switch kind {
    case .measured(let kind):
      guard let evaluation = try run.evaluation(on: examples) else { return .nan }
      switch kind {
      case .loss: return evaluation.loss
      case .accuracy: return evaluation.accuracy ?? .nan
      case .error: return evaluation.errorShare(of: try classIndex(run))
      }
    case .errorsBetween:
      guard let confusion = try run.confusion(on: examples), let names = run.report?.classNames else { return .nan }
      return confusion.errorShare(within: try groups.map { try $0.map { try index(of: $0, among: names) } })
    }
  }

  private func classIndex(_ run: ReportRun) throws -> Int? {
    try className.map { try index(of: $0, among: run.report?.classNames ?? []) }
  }

  private func index(of name: String, among names: [String]) throws -> Int {
    guard let index = names.firstIndex(of: name) else {
      throw PaperError.unknownClass(name, quantity: quantity.id, known: names)
    }
    return index
  }

  /// The threshold of `near_zero` where none is named.
  static let nearZero = 1e-3

  /// What runs have of it.
  func measured(_ runs: [ReportRun]) throws -> [Double] { try runs.map { try value(of: $0) } }

  /// Why a study has no curve of it; `nil` where it has one.
  func noCurve(in study: ReportStudy) -> String? {
    guard case .measured(let kind) = quantity.setKind else {
      if quantity.hasEpochs { return nil }
      let known = RunQuantity.all.filter(\.hasEpochs).map(\.id)
      return "\(quantity.id) is measured once and has no curve; epochs have \(known.joined(separator: ", "))"
    }
    guard let measure = study.measure, measure.sets.contains(examples) else {
      return "study '\(study.name)' measures nothing \(examples.title) while it trains; give it "
        + "'measure: {sets: [\(examples.text)]}'"
    }
    if kind == .error, className == nil { return "error: of which class? add class, or draw accuracy" }
    if kind == .error, !measure.measuresClasses {
      return "study '\(study.name)' measures no errors of classes; add 'classes: yes' to its 'measure'"
    }
    return nil
  }

  /// The curve over epochs of a run.
  func curve(of run: ReportRun) throws -> (x: [Double], y: [Double]) {
    if case .measured(let kind) = quantity.setKind {
      let curve = try run.curve(StudyMeasure.key(kind, examples, classIndex: try classIndex(run)))
      return (curve.x, curve.y)
    }
    if case .curve(let key) = quantity.source {
      let curve = try run.curve(key)
      return (curve.x, curve.y)
    }
    let epochs = run.history.epochs
    return (epochs.map { Double($0.epoch) }, epochs.map { quantity.epochValue?($0) ?? .nan })
  }
}
