import FledgeCharts
import FledgeDatasets
import FledgeMetrics
import FledgeStudies

/// A number of our runs within a text, such as `{{median test_accuracy(variant=tanh)}}`.
///
/// | form | what is written |
/// |---|---|
/// | `median A`, `mean A`, `lowest A`, `highest A` | of the runs' values: `94.55 %`, `0.1234` |
/// | `quartile distance A` | upper minus lower quartile: `0.45 points` |
/// | `runs`, `runs(study=…)` | how many runs there are |
/// | `count A < B` | in how many runs it is so |
/// | `first epoch of A at least 97 %` | the first epoch at which the median over runs is so |
/// | `examples` | how many examples the data have, over all sets |
///
/// `, 3 decimals` behind it sets the digits, `, in points` the unit of a difference of shares.
struct ResultExpression: Sendable {
  enum Statistic: String, Sendable, CaseIterable {
    case median, mean, lowest, highest
    case quartileDistance = "quartile"
  }

  private enum Kind: Sendable {
    case statistic(Statistic, NamedQuantity, RunSelector)
    case runs(RunSelector)
    case count(ClaimExpression)
    case firstEpoch(NamedQuantity, RunSelector, ClaimExpression.Relation, level: Double)
    case examples(ReportStudy)
  }

  private let kind: Kind
  private var decimals: Int?
  private var isInPoints = false

  static let forms =
    "median, mean, lowest or highest of a metric, quartile distance, runs, count, first epoch of, or examples"

  init(_ text: String, _ reader: ReportBlockReader, line: Int, place: String) throws {
    let (body, options) = try Self.options(text) { reader.file.fail(line, "\(place): \($0)") }
    (decimals, isInPoints) = options
    var parser = ClaimParser(body, reader, line: line, place: place)
    kind = try Self.kind(&parser, body, reader, line, place)
    guard try parser.scanner.peek() == .end else {
      throw parser.fail(
        "expected ', 2 decimals', ', in points' or the end, found '\(parser.scanner.remainder.prefix(30))'")
    }
  }

  /// What stands behind the last commas outside parentheses.
  private static func options(
    _ text: String, _ fail: (String) -> StudyError
  ) throws -> (String, (decimals: Int?, isInPoints: Bool)) {
    var pieces = [""]
    var depth = 0
    for character in text {
      if "([{".contains(character) { depth += 1 }
      if ")]}".contains(character) { depth -= 1 }
      if character == ",", depth == 0 { pieces.append("") } else { pieces[pieces.count - 1].append(character) }
    }
    var (decimals, isInPoints): (Int?, Bool) = (nil, false)
    for piece in pieces.dropFirst() {
      let words = piece.split(whereSeparator: \.isWhitespace)
      if words == ["in", "points"] {
        isInPoints = true
      } else if words.count == 2, words[1] == "decimals" || words[1] == "decimal", let count = Int(words[0]),
        (0...10).contains(count)
      {
        decimals = count
      } else {
        throw fail("expected '2 decimals' or 'in points' behind the comma, found '\(piece)'")
      }
    }
    return (pieces[0], (decimals, isInPoints))
  }

  private static func kind(
    _ parser: inout ClaimParser, _ text: String, _ reader: ReportBlockReader, _ line: Int, _ place: String
  ) throws -> Kind {
    guard case .word(let word) = try parser.scanner.next() else { throw parser.fail("expected \(forms)") }
    switch word {
    case "runs", "examples":
      let text = try parser.optionalArguments()
      let pairs = try parser.terms.arguments(text)
      let study = try parser.terms.study(pairs)
      return word == "runs" ? .runs(try parser.terms.selector(pairs, in: study)) : .examples(study)
    case "count":
      let part = try parser.chain(inMostRuns: true)
      return .count(ClaimExpression(text: text, parts: [part]))
    case "first":
      for expected in ["epoch", "of"] { try parser.take(expected) }
      let (quantity, selector) = try term(&parser)
      if let reason = quantity.noCurve(in: selector.study) { throw parser.fail(reason) }
      guard let relation = try parser.relation(), relation != .equal, case .number(let level, _) = try parser.term()
      else { throw parser.fail("expected 'at least' or 'at most' and a number behind the metric") }
      return .firstEpoch(quantity, selector, relation, level: level)
    default:
      guard let statistic = Statistic(rawValue: word) else { throw parser.fail("expected \(forms), found '\(word)'") }
      if statistic == .quartileDistance { try parser.take("distance") }
      let (quantity, selector) = try term(&parser)
      return .statistic(statistic, quantity, selector)
    }
  }

  private static func term(_ parser: inout ClaimParser) throws -> (NamedQuantity, RunSelector) {
    guard case .runs(let quantity, let selector) = try parser.term() else {
      throw parser.fail("expected a metric of runs, found a number")
    }
    return (quantity, selector)
  }

  func text(_ context: ReproductionContext, of report: String) throws -> String {
    switch kind {
    case .runs(let selector): return "\(try runs(selector, context, report).count)"
    case .examples(let study): return "\(try study.data(context, of: report).sets.map { $0.count }.reduce(0, +))"
    case .count(let expression): return "\(try expression.hitCount(context, of: report))"
    case .firstEpoch(let quantity, let selector, let relation, let level):
      let curves = try runs(selector, context, report).map { try quantity.curve(of: $0) }
      let middle = Curves.series("", curves)
      let place = zip(middle.x, middle.y).first { relation.holds($0.1, level) }
      if let place { return NumberText.significant(place.0, digits: 4) }
      return "none of the first \(NumberText.significant(middle.x.last ?? 0, digits: 4))"
    case .statistic(let statistic, let quantity, let selector):
      let values = try quantity.measured(runs(selector, context, report)).filter(\.isFinite)
      return shown(statistic, Spread(values), values, quantity)
    }
  }

  private func runs(_ selector: RunSelector, _ context: ReproductionContext, _ report: String) throws -> [ReportRun] {
    try selector.runs(context, of: report).flatMap(\.1)
  }

  private func shown(
    _ statistic: Statistic, _ spread: Spread, _ values: [Double], _ quantity: NamedQuantity
  ) -> String {
    let value: Double =
      switch statistic {
      case .median: spread.median
      case .mean: (try? SeedValues(values))?.mean ?? .nan
      case .lowest: values.min() ?? .nan
      case .highest: values.max() ?? .nan
      case .quartileDistance: spread.upperQuartile - spread.lowerQuartile
      }
    guard value.isFinite else { return "nothing measured" }
    let isShare = quantity.quantity.metric.unit == .fraction
    if isInPoints || isShare && statistic == .quartileDistance {
      return "\(NumberText.fixed(100 * value, decimals: decimals ?? 2)) points"
    }
    if isShare { return NumberText.percent(value, decimals: decimals ?? 2) }
    return NumberText.fixed(value, decimals: decimals ?? (quantity.quantity.quantity == .count ? 0 : 4))
  }
}
