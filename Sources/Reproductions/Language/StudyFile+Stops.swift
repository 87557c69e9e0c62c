import FledgeStudies

extension StudyFile {
  /// Reads `stop` and `below`, and refuses a quantity that lacks them.
  func read(
    _ named: inout NamedQuantity, _ arguments: QuantityArguments, of study: ReportStudy, line: Int
  ) throws(StudyError) {
    let quantity = named.quantity
    switch quantity.source {
    case .stop where arguments.stop == nil:
      throw fail(
        line, "\(quantity.id): under which stop rule? add stop, such as stop: \(study.stops?.rules[0].name ?? "rises")")
    case .curve where study.stops == nil: throw fail(line, "\(quantity.id): \(noStops(study))")
    case .record, .stop, .curve, .weights: break
    }
    if let name = arguments.stop { named.stop = try stop(name, for: quantity, of: study, line: line) }
    guard let below = arguments.below else { return }
    guard case .weights = quantity.source else {
      throw fail(line, "\(quantity.id) counts no weights, found below \(below); below goes with near_zero")
    }
    guard below > 0 else { throw fail(line, "below: expected a magnitude above 0, found \(below)") }
    if named.stop != nil, !WeightSurvey.thresholds.contains(below) {
      let known = WeightSurvey.thresholds.map { "\($0)" }.joined(separator: ", ")
      throw fail(line, "below: at a stop weights are counted below \(known), found \(below)")
    }
    named.below = below
  }

  private func stop(
    _ name: String, for quantity: RunQuantity, of study: ReportStudy, line: Int
  ) throws(StudyError) -> StopRule {
    let isOfWeights = if case .weights = quantity.source { true } else { false }
    guard quantity.stopValue != nil || isOfWeights else {
      let known = RunQuantity.all.filter { $0.stopValue != nil }.map(\.id) + ["near_zero"]
      throw fail(line, "\(quantity.id) is not read off a stop; stop goes with \(known.joined(separator: ", "))")
    }
    return try stop(name, keepsWeights: isOfWeights, of: study, line: line)
  }

  /// The stop rule that is named; weights and confusion matrix are kept under the first one alone.
  func stop(
    _ name: String, keepsWeights: Bool, of study: ReportStudy, line: Int
  ) throws(StudyError) -> StopRule {
    guard let stops = study.stops else { throw fail(line, "stop: \(noStops(study))") }
    let rule = try stops.rule(name, of: study.name, self, line: line)
    guard !keepsWeights || rule == stops.rules[0] else {
      throw fail(
        line,
        "stop: weights and confusion matrix are kept under the first rule, '\(stops.rules[0].name)', found '\(name)'")
    }
    return rule
  }

  private func noStops(_ study: ReportStudy) -> String {
    "study '\(study.name)' has no stop rules; give it 'stops: {rises: {patience: 3}}'"
  }
}
