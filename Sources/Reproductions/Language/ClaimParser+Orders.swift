import FledgeMetrics
import FledgeStudies
import Foundation

extension ClaimParser {
  mutating func best() throws -> ClaimExpression.Part {
    try take("best")
    guard case .runs(let quantity, let context) = try term() else { throw fail("expected a metric behind 'best'") }
    guard quantity.quantity.metric.direction != .neither else {
      throw fail("\(quantity.quantity.id) has no better side, so no variant is the best")
    }
    try take("is")
    let rest = scanner.remainder
    let end = rest.range(of: " and ")?.lowerBound ?? rest.endIndex
    let chosen = try self.terms.selector(String(rest[..<end]), in: context.study)
      .single(in: reader.file, what: "expect: best")
    scanner.drop(rest.distance(from: rest.startIndex, to: end))
    guard context.chosen.contains(chosen.chosen[0]) else {
      throw fail("the variant behind 'is' is not among those behind 'best'")
    }
    return .best(quantity, chosen, others: context)
  }

  mutating func order(_ term: ClaimExpression.Term, _ word: String) throws -> ClaimExpression.Part {
    guard case .runs(let quantity, let context) = term else { throw fail("expected a metric before '\(word)'") }
    _ = try scanner.next()
    try take("in")
    guard case .word(let key) = try scanner.next() else { throw fail("expected an axis of the study behind 'in'") }
    let study = context.study
    guard let axis = study.axes.firstIndex(where: { $0.key == key }) else {
      throw reader.file.noSuch("axis of study '\(study.name)'", key, among: study.axes.map(\.key), line: line)
    }
    let groups = study.axes[axis].values.map { value in context.keeping { $0.values[axis] == value } }
    for (group, value) in zip(groups, study.axes[axis].values) where group.chosen.count != 1 {
      throw fail(
        "\(key) \(value): expected one variant for each value, found \(group.chosen.count); name the other axes")
    }
    let direction: ClaimExpression.Direction = word == "monotone" ? .better : word == "rises" ? .higher : .lower
    if direction == .better, quantity.quantity.metric.direction == .neither {
      throw fail("\(quantity.quantity.id) has no better side; write 'rises in' or 'falls in'")
    }
    return .order(quantity, groups, direction)
  }
}
