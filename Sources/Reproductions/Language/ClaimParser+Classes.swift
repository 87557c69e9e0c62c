import FledgeMetrics
import FledgeStudies
import Yams

extension ClaimParser {
  /// What stands in parentheses next; nothing where there are none.
  mutating func optionalArguments() throws -> String {
    guard case .arguments(let text) = try scanner.peek() else { return "" }
    _ = try scanner.next()
    return text
  }

  /// `highest f1 is class 1`: more than half of the runs have it there.
  mutating func extreme(_ word: String) throws -> ClaimExpression.Part {
    try take(word)
    guard case .word(let name) = try scanner.next() else { throw fail("expected a metric of classes behind '\(word)'") }
    let known = RunQuantity.all.filter { $0.classValue != nil }
    guard let quantity = known.first(where: { $0.id == name }) else {
      throw reader.file.noSuch("metric of classes", name, among: known.map(\.id), line: line)
    }
    let text = try optionalArguments()
    let pairs = try terms.arguments(text)
    let selector = try terms.selector(pairs, in: try terms.study(pairs))
      .single(in: reader.file, what: "\(terms.place): \(word)")
    try reader.file.check(quantity, of: selector.study, line: line)
    try take("is")
    try take("class")
    return .extreme(quantity, selector, className: try className(), isHighest: word == "highest")
  }

  private mutating func className() throws -> String {
    switch try scanner.next() {
    case .word(let name): return name
    case .number(_, let text): return text
    case let token: throw fail("expected the name of a class, found \(shown(token))")
    }
  }

  /// `confused(pair=[4, 9]) among the first 3`: of all pairs of classes, by the errors between them.
  mutating func rank() throws -> ClaimExpression.Part {
    try take("confused")
    let text = try optionalArguments()
    let pairs = try terms.arguments(text)
    let names = pairs.first { $0.key == "pair" }?.value.sequence.map { $0.compactMap { $0.scalar?.string } } ?? []
    guard names.count == 2, names[0] != names[1] else {
      throw fail("confused: expected two classes, such as confused(pair=[4, 9]) among the first 3")
    }
    var set = ExampleSet.test
    if let text = pairs.first(where: { $0.key == "on" })?.value.scalar?.string {
      set = try reader.file.exampleSet(text, key: "on", line: line)
    }
    let selector = try terms.selector(pairs.filter { $0.key != "pair" }, in: try terms.study(pairs))
      .single(in: reader.file, what: "\(terms.place): confused")
    _ = try reader.file.quantity("test_accuracy", of: selector.study, line: line)
    for word in ["among", "the", "first"] { try take(word) }
    guard case .number(let value, _) = try scanner.next(), let count = Int(exactly: value), count > 0 else {
      throw fail("expected how many pairs behind 'first', such as 3")
    }
    return .rank(pair: names, selector, set, count: count)
  }

  /// `zero_share at least 50 %`: a number of the data, which is counted without chance.
  mutating func level(of quantity: DataQuantity) throws -> ClaimExpression.Part {
    try take(quantity.id)
    let arguments = try optionalArguments()
    let pairs = try terms.arguments(arguments)
    let study = try terms.study(pairs)
    guard let relation = try relation(), relation != .equal else {
      throw fail("expected 'at least', 'at most', > or < behind \(quantity.id)")
    }
    guard case .number(let value, let text) = try scanner.next() else {
      throw fail("expected a number behind \(quantity.id)")
    }
    let share = try percent(value)
    guard (0...1).contains(share) else {
      throw fail("\(text) of \(quantity.id) has no unit; write \(text) % for a percentage, or a share from 0 to 1")
    }
    return .data(quantity, study, relation, share)
  }
}
