import FledgeMetrics
import FledgeStudies

/// Reads what a claim expects of runs.
struct ClaimParser {
  let terms: RunTerms
  var scanner: ClaimScanner

  var reader: ReportBlockReader { terms.reader }
  var line: Int { terms.line }

  init(_ text: String, _ reader: ReportBlockReader, line: Int, place: String) {
    let terms = RunTerms(reader: reader, line: line, place: place)
    self.terms = terms
    scanner = ClaimScanner(text) { terms.fail($0) }
  }

  func fail(_ reason: String) -> StudyError { terms.fail(reason) }

  mutating func parts() throws -> [ClaimExpression.Part] {
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

  mutating func part() throws -> ClaimExpression.Part {
    guard case .word(let word) = try scanner.peek() else { return try chain(inMostRuns: false) }
    switch word {
    case "best": return try best()
    case "highest", "lowest": return try extreme(word)
    case "confused": return try rank()
    case "in":
      for expected in ["in", "most", "runs"] { try take(expected) }
      return try chain(inMostRuns: true)
    default:
      if word == ClaimExpression.gradientDifference { return try gradients() }
      if let quantity = DataQuantity.named(word) { return try level(of: quantity) }
      return try chain(inMostRuns: false)
    }
  }

  mutating func take(_ word: String) throws {
    let token = try scanner.next()
    guard token == .word(word) else { throw fail("expected '\(word)', found \(shown(token))") }
  }

  // MARK: Comparisons

  mutating func chain(inMostRuns: Bool) throws -> ClaimExpression.Part {
    var sides = [try term()]
    if case .word(let word) = try scanner.peek(), ["monotone", "rises", "falls"].contains(word) {
      return try order(sides[0], word)
    }
    var relations: [ClaimExpression.Relation] = []
    while let relation = try relation() {
      relations.append(relation)
      sides.append(try term())
    }
    guard !relations.isEmpty else {
      throw fail("expected one of > < = at least, at most, monotone in, found \(shown(try scanner.peek()))")
    }
    guard let first = sides.lazy.compactMap(\.quantity).first else {
      throw fail("expected a metric of runs on one side, found numbers alone")
    }
    for other in sides.compactMap(\.quantity) where other.quantity.metric.unit != first.quantity.metric.unit {
      throw fail("\(first.quantity.id) and \(other.quantity.id) have different units and cannot be compared")
    }
    for index in relations.indices {
      if case .number(let value, let text) = sides[index], case .number = sides[index + 1] {
        throw fail("expected a metric of runs beside \(text) (\(value))")
      }
    }
    try check(sides, as: first.quantity.metric)
    let margin = try margin(relations, first.quantity.metric)
    if case .byAtMost = margin, sides.compactMap(\.quantity).count < 2 {
      throw fail("'by at most' is of the difference of two metrics, found a number on one side; write 'at most' there")
    }
    return .chain(sides, relations, margin, inMostRuns: inMostRuns)
  }

  mutating func relation() throws -> ClaimExpression.Relation? {
    let signs: [Character: ClaimExpression.Relation] = [
      ">": .above, "≥": .atLeast, "<": .below, "≤": .atMost, "=": .equal,
    ]
    switch try scanner.peek() {
    case .sign(let sign):
      guard let relation = signs[sign] else { return nil }
      _ = try scanner.next()
      return relation
    case .word("at"):
      _ = try scanner.next()
      let word = try scanner.next()
      guard word == .word("least") || word == .word("most") else {
        throw fail("expected 'at least' or 'at most', found 'at' and \(shown(word))")
      }
      return word == .word("least") ? .atLeast : .atMost
    default: return nil
    }
  }

  mutating func margin(_ relations: [ClaimExpression.Relation], _ metric: Metric) throws -> ClaimExpression.Margin {
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
    let isAtMost = try word == .word("by") && scanner.peek() == .word("at")
    if isAtMost { for expected in ["at", "most"] { try take(expected) } }
    guard isEqual == (word == .word("within")) else { throw fail("'=' takes 'within', '>' and '<' take 'by'") }
    guard case .number(let value, let text) = try scanner.next(), value >= 0 else {
      throw fail("expected the margin as a number of 0 or more behind \(shown(word))")
    }
    let amount = try unit(of: value, text, metric)
    return isEqual ? .within(amount) : isAtMost ? .byAtMost(amount) : .by(amount)
  }

  // MARK: Terms

  mutating func term() throws -> ClaimExpression.Term {
    switch try scanner.next() {
    case .number(let value, let text): return .number(try percent(value), text: text)
    case .word(let name):
      guard case .arguments(let text) = try scanner.peek() else { return try runs(name, "") }
      _ = try scanner.next()
      return try runs(name, text)
    case let token: throw fail("expected a metric or a number, found \(shown(token))")
    }
  }

  func runs(_ name: String, _ arguments: String) throws -> ClaimExpression.Term {
    let (quantity, selector) = try terms.quantity(name, arguments)
    return .runs(quantity, selector)
  }
}

extension ClaimExpression.Term {
  var quantity: NamedQuantity? {
    if case .runs(let quantity, _) = self { quantity } else { nil }
  }
}
