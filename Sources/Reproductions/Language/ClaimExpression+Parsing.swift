import FledgeMetrics
import FledgeStudies
import Foundation
import Yams

extension ClaimExpression {
  /// Reads an expression; `reader` knows the studies and the study that is meant where none is named.
  ///
  /// - Throws: `StudyError` with the line, with a suggestion where a name is unknown.
  init(_ text: String, _ reader: ReportBlockReader, line: Int) throws {
    var parser = Parser(text, reader, line: line)
    self.text = text
    parts = try parser.parts()
  }

  private struct Parser {
    private let reader: ReportBlockReader
    private let line: Int
    private var scanner: ClaimScanner

    init(_ text: String, _ reader: ReportBlockReader, line: Int) {
      (self.reader, self.line) = (reader, line)
      scanner = ClaimScanner(text) { [file = reader.file] in file.fail(line, "expect: \($0)") }
    }

    private func fail(_ reason: String) -> StudyError { reader.file.fail(line, "expect: \(reason)") }

    mutating func parts() throws -> [Part] {
      var parts = [try part()]
      while try scanner.peek() == .word("and") {
        _ = try scanner.next()
        parts.append(try part())
      }
      guard try scanner.peek() == .end else {
        throw fail("expected 'and' or the end, found '\(scanner.remainder.prefix(30))'")
      }
      return parts
    }

    private mutating func part() throws -> Part {
      guard case .word(let word) = try scanner.peek() else { return try chain(inMostRuns: false) }
      if word == "best" { return try best() }
      guard word == "in" else { return try chain(inMostRuns: false) }
      for expected in ["in", "most", "runs"] { try take(expected) }
      return try chain(inMostRuns: true)
    }

    private mutating func take(_ word: String) throws {
      let token = try scanner.next()
      guard token == .word(word) else { throw fail("expected '\(word)', found \(shown(token))") }
    }

    // MARK: Comparisons

    private mutating func chain(inMostRuns: Bool) throws -> Part {
      var terms = [try term()]
      if case .word(let word) = try scanner.peek(), ["monotone", "rises", "falls"].contains(word) {
        return try order(terms[0], word)
      }
      var relations: [Relation] = []
      while let relation = try relation() {
        relations.append(relation)
        terms.append(try term())
      }
      guard !relations.isEmpty else {
        throw fail("expected one of > < = at least, at most, monotone in, found \(shown(try scanner.peek()))")
      }
      guard let first = terms.lazy.compactMap(\.quantity).first else {
        throw fail("expected a metric of runs on one side, found numbers alone")
      }
      for other in terms.compactMap(\.quantity) where other.quantity.metric.unit != first.quantity.metric.unit {
        throw fail("\(first.quantity.id) and \(other.quantity.id) have different units and cannot be compared")
      }
      for index in relations.indices {
        if case .number(let value, let text) = terms[index], case .number = terms[index + 1] {
          throw fail("expected a metric of runs beside \(text) (\(value))")
        }
      }
      try check(terms, as: first.quantity.metric)
      return .chain(terms, relations, try margin(relations, first.quantity.metric), inMostRuns: inMostRuns)
    }

    private mutating func relation() throws -> Relation? {
      switch try scanner.peek() {
      case .sign(">"), .sign("≥"):
        _ = try scanner.next()
        return .above
      case .sign("<"), .sign("≤"):
        _ = try scanner.next()
        return .below
      case .sign("="):
        _ = try scanner.next()
        return .equal
      case .word("at"):
        _ = try scanner.next()
        let word = try scanner.next()
        guard word == .word("least") || word == .word("most") else {
          throw fail("expected 'at least' or 'at most', found 'at' and \(shown(word))")
        }
        return word == .word("least") ? .above : .below
      default: return nil
      }
    }

    private mutating func margin(_ relations: [Relation], _ metric: Metric) throws -> Margin {
      let word = try scanner.peek()
      let isEqual = relations.contains(.equal)
      guard word == .word("within") || word == .word("by") else {
        guard !isEqual else {
          throw fail(
            "'=' needs a margin: add 'within' and the largest difference that counts as none, such as 0.2 points")
        }
        return .none
      }
      _ = try scanner.next()
      guard relations.count == 1 else { throw fail("a margin stands behind one comparison, found \(relations.count)") }
      guard isEqual == (word == .word("within")) else { throw fail("'=' takes 'within', '>' and '<' take 'by'") }
      guard case .number(let value, let text) = try scanner.next(), value >= 0 else {
        throw fail("expected the margin as a number of 0 or more behind \(shown(word))")
      }
      let amount = try unit(of: value, text, metric)
      return isEqual ? .within(amount) : .by(amount)
    }

    // MARK: Orders

    private mutating func best() throws -> Part {
      try take("best")
      guard case .runs(let quantity, let context) = try term() else { throw fail("expected a metric behind 'best'") }
      guard quantity.quantity.metric.direction != .neither else {
        throw fail("\(quantity.quantity.id) has no better side, so no variant is the best")
      }
      try take("is")
      let rest = scanner.remainder
      let end = rest.range(of: " and ")?.lowerBound ?? rest.endIndex
      let chosen = try selector(String(rest[..<end]), in: context.study)
        .single(in: reader.file, what: "expect: best")
      scanner.drop(rest.distance(from: rest.startIndex, to: end))
      guard context.chosen.contains(chosen.chosen[0]) else {
        throw fail("the variant behind 'is' is not among those behind 'best'")
      }
      return .best(quantity, chosen, others: context)
    }

    private mutating func order(_ term: Term, _ word: String) throws -> Part {
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
      let direction: Direction = word == "monotone" ? .better : word == "rises" ? .higher : .lower
      if direction == .better, quantity.quantity.metric.direction == .neither {
        throw fail("\(quantity.quantity.id) has no better side; write 'rises in' or 'falls in'")
      }
      return .order(quantity, groups, direction)
    }

    // MARK: Terms

    private mutating func term() throws -> Term {
      switch try scanner.next() {
      case .number(let value, let text): return .number(try percent(value), text: text)
      case .word(let name):
        guard case .arguments(let text) = try scanner.peek() else { return try runs(name, "") }
        _ = try scanner.next()
        return try runs(name, text)
      case let token: throw fail("expected a metric or a number, found \(shown(token))")
      }
    }

    private func runs(_ name: String, _ arguments: String) throws -> Term {
      let pairs = try self.arguments(arguments)
      func value(_ key: String) -> String? { pairs.first { $0.key == key }?.value.scalar?.string }
      let study = try value("study").map { try reader.study(named: $0, line: line) } ?? reader.study()
      let epoch = try pairs.first { $0.key == "epoch" }.map {
        try reader.file.count($0.value, key: "epoch", line: line, atMost: 1_000_000)
      }
      let quantity = try reader.file.quantity(name, of: study, epoch: epoch, className: value("class"), line: line)
      return .runs(quantity, try selector(pairs, in: study))
    }

    private func selector(_ text: String, in study: ReportStudy) throws -> RunSelector {
      try selector(arguments(text), in: study)
    }

    private func selector(_ pairs: [RunSelector.Condition], in study: ReportStudy) throws -> RunSelector {
      func name(_ key: String) -> String? { pairs.first { $0.key == key }?.value.scalar?.string }
      return try RunSelector(
        study, where: pairs.filter { !["study", "reading", "variant", "epoch", "class"].contains($0.key) },
        variant: name("variant"), reading: name("reading"), line: line, in: reader.file)
    }

    /// `layers=[512, 10], optimizer=adam` as conditions.
    private func arguments(_ text: String) throws -> [RunSelector.Condition] {
      var pairs: [RunSelector.Condition] = []
      var depth = 0
      for piece in text.split(
        omittingEmptySubsequences: false,
        whereSeparator: { character in
          if "([{".contains(character) { depth += 1 }
          if ")]}".contains(character) { depth -= 1 }
          return depth == 0 && character == ","
        }) where !piece.allSatisfy(\.isWhitespace)
      {
        let sides = piece.split(separator: "=", maxSplits: 1).map { $0.trimmed }
        guard sides.count == 2, !sides[0].isEmpty, let node = try? Yams.compose(yaml: sides[1]) else {
          throw fail("expected 'setting=value' in parentheses, found '\(piece.trimmed)'")
        }
        pairs.append(RunSelector.Condition(key: sides[0], value: node, line: line))
      }
      return pairs
    }

    // MARK: Units

    /// A level that is written in percent; `%` stands directly behind the number.
    private mutating func percent(_ value: Double) throws -> Double {
      if scanner.skip("%") { return value / 100 }
      return value
    }

    private func check(_ terms: [Term], as metric: Metric) throws {
      guard metric.unit == .fraction else { return }
      for case .number(let value, let text) in terms where !(0...1).contains(value) {
        throw fail("\(text) of \(metric.id) has no unit; write \(text) % for a percentage, or a share from 0 to 1")
      }
    }

    private mutating func unit(of value: Double, _ text: String, _ metric: Metric) throws -> Double {
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

    private func shown(_ token: ClaimScanner.Token) -> String {
      switch token {
      case .word(let word): "'\(word)'"
      case .number(_, let text): "'\(text)'"
      case .sign(let sign): "'\(sign)'"
      case .arguments(let text): "'(\(text))'"
      case .end: "the end"
      }
    }
  }
}

extension ClaimExpression.Term {
  var quantity: NamedQuantity? {
    if case .runs(let quantity, _) = self { quantity } else { nil }
  }
}

extension Substring {
  fileprivate var trimmed: String {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
