import FledgeCharts
import FledgeMetrics
import FledgePages
import FledgeStudies
import Yams

extension ClaimExpression {
  /// The name under which a claim asks for the largest difference of a study's gradients.
  static let gradientDifference = "gradient_difference"
}

extension ClaimParser {
  /// `gradient_difference(variant=tanh, precision=double, step=1e-5) at most 1e-9`.
  mutating func gradients() throws -> ClaimExpression.Part {
    let name = ClaimExpression.gradientDifference
    try take(name)
    let text = try optionalArguments()
    let pairs = try terms.arguments(text)
    let file = reader.file
    let selector = try terms.selector(pairs, in: try terms.study(pairs)).single(
      in: file, what: "\(terms.place): \(name)")
    let gradients = try selector.gradients(in: file, line: line)
    func value(_ key: String) -> RunSelector.Condition? { pairs.first { $0.key == key } }
    let precision = try file.precision(value("precision")?.value.scalar?.string, line: line)
    let step =
      try value("step").map { try file.step(file.number($0.value, key: "step", line: line), key: "step", line: line) }
      ?? 1e-2
    guard let relation = try relation(), relation.side == .below, case .number(let level, _) = try scanner.next() else {
      throw fail("expected 'at most' or '<' and a number behind \(name)")
    }
    return .gradients(gradients, selector, precision, step: step, relation, level)
  }
}

extension StudyGradients {
  /// Whether the largest difference is within a bound.
  func outcome(
    _ selector: RunSelector, _ precision: Precision, step: Double, _ relation: ClaimExpression.Relation,
    _ level: Double,
    _ context: ReproductionContext, of report: String
  ) throws -> ClaimOutcome {
    let differences = try rows(selector, precision, step: step, context, of: report).map(\.difference)
    // A NaN is larger than any bound.
    let largest = differences.contains(where: \.isNaN) ? .nan : differences.max() ?? .nan
    let sentence =
      "the largest difference of \(differences.count) gradients in \(precision.rawValue) precision, "
      + "ε = \(NumberText.scientific(step)), is \(NumberText.scientific(largest, digits: 2))"
    return ClaimOutcome(
      ClaimResult(
        relation.holds(largest, level) ? .holds : .fails, sentence, values: largest.isFinite ? [largest] : [],
        margin: level))
  }
}
