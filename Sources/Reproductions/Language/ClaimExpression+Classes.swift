import FledgeMetrics
import FledgeModels
import FledgePages

extension ClaimExpression.Part {
  /// What runs or data say of classes; `nil` parts are judged by values over seeds.
  func classes(_ context: ReproductionContext, of report: String) throws -> ClaimOutcome {
    switch self {
    case .extreme(let quantity, let selector, let name, let isHighest):
      return extreme(quantity, try selector.runs(context, of: report).flatMap(\.1), name, isHighest)
    case .rank(let pair, let selector, let set, let count):
      let runs = try selector.runs(context, of: report).flatMap(\.1)
      return try rank(pair, runs, set, count)
    case .data(let quantity, let study, let relation, let level):
      let measured = quantity.measure(try study.data(context, of: report))
      guard measured.share.isFinite else { return .undecided("the data have no \(quantity.id)") }
      let holds = relation.holds(measured.share, level)
      return ClaimOutcome(
        ClaimResult(holds ? .holds : .fails, measured.sentence, values: [measured.share], margin: level))
    case .gradients(let gradients, let selector, let precision, let step, let relation, let level):
      return try gradients.outcome(selector, precision, step: step, relation, level, context, of: report)
    case .chain, .best, .order: return .undecided("there are no runs")
    }
  }

  private func extreme(
    _ quantity: RunQuantity, _ runs: [ReportRun], _ name: String, _ isHighest: Bool
  ) -> ClaimOutcome {
    let chosen = runs.compactMap { run -> String? in
      guard let report = run.report, let value = quantity.classValue else { return nil }
      let values = report.classes.map(value)
      let best =
        isHighest ? values.indices.max { values[$0] < values[$1] } : values.indices.min { values[$0] < values[$1] }
      return best.map { report.classNames[$0] }
    }
    let what = "have the \(isHighest ? "highest" : "lowest") \(quantity.metric.title.lowercasedFirst) in class \(name)"
    let outcome = ClaimOutcome(Claim.share(what, chosen.map { $0 == name }))
    let others = Set(chosen).subtracting([name]).sorted().map { other in
      "class \(other) in \(chosen.count { $0 == other })"
    }
    return others.isEmpty ? outcome : outcome.adding("of the others " + others.joined(separator: ", "))
  }

  private func rank(_ pair: [String], _ runs: [ReportRun], _ set: ExampleSet, _ count: Int) throws -> ClaimOutcome {
    let measured = try runs.compactMap { run in try run.confusion(on: set).map { ($0, run.report?.classNames ?? []) } }
    guard let names = measured.first?.1 else { return .undecided("no run has finished") }
    for name in pair where !names.contains(name) {
      throw PaperError.unknownClass(name, quantity: "confused", known: names)
    }
    let groups = names.indices.flatMap { second in
      (0..<second).map { first in
        Claim.Group(
          "\(names[first])–\(names[second])", measured.map { Double($0.0.errors(between: first, and: second)) })
      }
    }
    let own = names.filter(pair.contains).joined(separator: "–")
    return ClaimOutcome(
      Claim.rank(
        [own], amongFirst: count, highest: true, of: groups, by: Claim.Design(.plain("errors"), paired: true)))
  }
}

extension ReportStudy {
  /// The data of its first variant, at the scale of the context.
  func data(_ context: ReproductionContext, of report: String) throws -> ExperimentData {
    let trainings = try trainings(of: report, at: context.scale)
    return try trainings.data.make(context, trainings.variants[0].settings)
  }
}

extension String {
  /// The text with its first letter in lower case, but for an abbreviation such as F1.
  var lowercasedFirst: String {
    dropFirst().first.map { $0.isUppercase || $0.isNumber } == true ? self : prefix(1).lowercased() + dropFirst()
  }
}
