import FledgeMetrics
import FledgeStudies

extension ClaimParser {
  /// A level that is written in percent; `%` stands directly behind the number.
  mutating func percent(_ value: Double) throws -> Double {
    if scanner.skip("%") { return value / 100 }
    return value
  }

  func check(_ terms: [ClaimExpression.Term], as metric: Metric) throws {
    guard metric.unit == .fraction else { return }
    for case .number(let value, let text) in terms where !(0...1).contains(value) {
      throw fail("\(text) of \(metric.id) has no unit; write \(text) % for a percentage, or a share from 0 to 1")
    }
  }

  mutating func unit(of value: Double, _ text: String, _ metric: Metric) throws -> Double {
    let isShare = metric.unit == .fraction
    if scanner.skip("%") {
      guard isShare else { throw fail("\(metric.id) is no share, found '\(text) %'; leave the % out") }
      return value / 100
    }
    if case .word(let word) = try scanner.peek(), ["points", "point"].contains(word) {
      guard isShare else { throw fail("\(metric.id) is no share, found '\(text) points'; leave the unit out") }
      _ = try scanner.next()
      return value / 100
    }
    guard !isShare else {
      throw fail("\(text) has no unit; a difference of \(metric.id) is written '\(text) points'")
    }
    return value
  }

  func shown(_ token: ClaimScanner.Token) -> String {
    switch token {
    case .word(let word): "'\(word)'"
    case .number(_, let text): "'\(text)'"
    case .sign(let sign): "'\(sign)'"
    case .arguments(let text): "'(\(text))'"
    case .end: "the end"
    }
  }
}
