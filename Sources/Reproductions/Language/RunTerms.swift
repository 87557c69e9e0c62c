import FledgeStudies
import Yams

/// Reads a quantity with its runs, such as `test_accuracy(layers=[512], optimizer=adam)`, in claims and in results.
struct RunTerms {
  let reader: ReportBlockReader
  let line: Int
  /// What stands before an error, such as "expect".
  let place: String

  func fail(_ reason: String) -> StudyError { reader.file.fail(line, "\(place): \(reason)") }

  /// A quantity by name; `arguments` is what stands in its parentheses.
  func quantity(_ name: String, _ arguments: String) throws -> (NamedQuantity, RunSelector) {
    let pairs = try self.arguments(arguments)
    func value(_ key: String) -> String? { pairs.first { $0.key == key }?.value.scalar?.string }
    let study = try study(pairs)
    let epoch = try pairs.first { $0.key == "epoch" }.map {
      try reader.file.count($0.value, key: "epoch", line: line, atMost: 1_000_000)
    }
    let arguments = QuantityArguments(
      epoch: epoch, className: value("class"), set: value("on"), groups: try groups(pairs), groupsName: value("called"),
      stop: value("stop"),
      below: try pairs.first { $0.key == "below" }.map { try reader.file.number($0.value, key: "below", line: line) })
    return (try reader.file.quantity(name, of: study, arguments, line: line), try selector(pairs, in: study))
  }

  /// The study that is named, or the only one.
  func study(_ pairs: [RunSelector.Condition]) throws -> ReportStudy {
    try pairs.first { $0.key == "study" }?.value.scalar.map { try reader.study(named: $0.string, line: line) }
      ?? reader.study()
  }

  func selector(_ text: String, in study: ReportStudy) throws -> RunSelector {
    try selector(arguments(text), in: study)
  }

  private static let own = [
    "study", "reading", "variant", "epoch", "class", "on", "groups", "called", "stop", "below", "step", "precision",
  ]

  func selector(_ pairs: [RunSelector.Condition], in study: ReportStudy) throws -> RunSelector {
    func name(_ key: String) -> String? { pairs.first { $0.key == key }?.value.scalar?.string }
    let variants = try pairs.first { $0.key == "variant" }.map {
      try reader.file.names($0.value, key: "variant", line: line)
    }
    return try RunSelector(
      study, where: pairs.filter { !Self.own.contains($0.key) }, variants: variants, reading: name("reading"),
      line: line, in: reader.file)
  }

  private func groups(_ pairs: [RunSelector.Condition]) throws -> [[String]] {
    guard let node = pairs.first(where: { $0.key == "groups" })?.value else { return [] }
    let groups = (node.sequence.map { Array($0) } ?? []).map { group in
      (group.sequence.map { Array($0) } ?? []).compactMap { $0.scalar?.string }
    }
    guard !groups.isEmpty, groups.allSatisfy({ $0.count > 1 && Set($0).count == $0.count }) else {
      throw fail("groups: expected lists of two or more classes, such as groups=[[4, 7, 9], [3, 5, 8]]")
    }
    return groups
  }

  /// `layers=[512, 10], optimizer=adam` as conditions.
  func arguments(_ text: String) throws -> [RunSelector.Condition] {
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
}

/// What stands beside the name of a quantity.
struct QuantityArguments {
  var epoch: Int?
  var className: String?
  var set: String?
  var groups: [[String]] = []
  var groupsName: String?
  var stop: String?
  var below: Double?

  /// The keys of a block that say which quantity is meant.
  static let keys = ["metric", "epoch", "class", "on", "stop", "below"]
}

extension Substring {
  fileprivate var trimmed: String {
    var text = drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
