import FledgeModels
package import Yams

/// A study's YAML text, with the file name and the lines that errors need.
package struct StudyFile: Sendable {
  package let name: String
  /// How many lines of the file stand before the text.
  package let linesBefore: Int

  package init(name: String, linesBefore: Int = 0) {
    self.name = name
    self.linesBefore = linesBefore
  }

  /// A key with its value and line.
  package struct Entry {
    package let key: String
    package let value: Node
    package let line: Int
  }

  package func location(_ line: Int) -> String { "\(name), line \(line + linesBefore)" }

  func location(_ node: Node, or line: Int) -> String { location(node.mark?.line ?? line) }

  package func fail(_ line: Int, _ reason: String) -> StudyError {
    .badDefinition(location: location(line), reason: reason)
  }

  /// The whole text as a mapping.
  package func root(_ text: String) throws(StudyError) -> [Entry] {
    guard let root = try compose(text), root != Node("") else {
      throw .badDefinition(location: name, reason: "expected a study, found an empty file; begin with 'study: NAME'")
    }
    return try entries(of: root, what: "a study", line: 1)
  }

  /// The root of a text that is not empty.
  package func node(composing text: String) throws(StudyError) -> Node {
    guard let root = try compose(text) else { throw fail(1, "expected YAML, found nothing") }
    return root
  }

  private func compose(_ text: String) throws(StudyError) -> Node? {
    do {
      return try YAMLText.compose(text)
    } catch {
      throw damage(error)
    }
  }

  /// The error for a text that is not YAML.
  private func damage(_ error: any Error) -> StudyError {
    if let error = error as? YAMLText.TooManyAliases {
      return .badDefinition(location: name, reason: "expected a text with few aliases, found \(error)")
    }
    switch error as? YamlError {
    case .duplicatedKeysInMapping(let duplicates, let context):
      let keys = duplicates.sorted().map { "'\($0)'" }.joined(separator: ", ")
      return fail(context.mark.line, "in the mapping that begins here, \(keys) stands twice; leave one of them out")
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return fail(mark.line, "expected YAML, found something else (\(problem))")
    default:
      let message = "\(error)".split(separator: "\n").first.map(String.init) ?? "something else"
      return .badDefinition(location: name, reason: "expected YAML, found \(message)")
    }
  }

  /// The entries of a mapping.
  ///
  /// - Parameter known: the allowed keys; `nil` for any.
  package func entries(of node: Node, what: String, line: Int, known: [String]? = nil) throws(StudyError) -> [Entry] {
    guard let mapping = node.mapping else {
      throw fail(node.mark?.line ?? line, "expected \(what) as 'key: value', found \(Self.kind(node))")
    }
    var entries: [Entry] = []
    for (keyNode, value) in mapping {
      let line = keyNode.mark?.line ?? line
      guard let key = keyNode.scalar?.string else { throw fail(line, "expected a name before the colon") }
      if let known, !known.contains(key) { throw unknown(key, among: known, what: what, line: line) }
      entries.append(Entry(key: key, value: value, line: line))
    }
    return entries
  }

  package func unknown(_ key: String, among known: [String], what: String, line: Int) -> StudyError {
    let nearest = suggestion(to: key, among: known)
    let hint = nearest.map { "; did you mean '\($0)'?" } ?? "; known are \(known.joined(separator: ", "))"
    return fail(line, "\(what) has no '\(key)'\(hint)")
  }

  /// A list that is not empty.
  package func list(_ node: Node, key: String, line: Int) throws(StudyError) -> [Node] {
    guard let sequence = node.sequence else {
      throw fail(line, "\(key): expected a list of values in brackets, found \(Self.kind(node))")
    }
    guard !sequence.isEmpty else {
      throw fail(line, "\(key): expected at least one value, found an empty list; give values or leave \(key) out")
    }
    return Array(sequence)
  }

  package func text(_ node: Node, key: String, line: Int) throws(StudyError) -> String {
    guard let text = node.scalar?.string, !text.isEmpty else {
      throw fail(line, "\(key): expected a name, found \(Self.kind(node))")
    }
    return text
  }

  package func number(_ node: Node, key: String, line: Int) throws(StudyError) -> Double {
    guard let number = node.scalar.flatMap({ Double($0.string) }), number.isFinite else {
      throw fail(line, "\(key): expected a number, found \(Self.kind(node))")
    }
    return number
  }

  package func count(_ node: Node, key: String, line: Int, atMost largest: Int? = nil) throws(StudyError) -> Int {
    guard let count = Int(exactly: try number(node, key: key, line: line)), count >= 1, count <= largest ?? count else {
      let range = largest.map { "from 1 to \($0)" } ?? "of 1 or more"
      throw fail(line, "\(key): expected a whole number \(range), found \(Self.kind(node))")
    }
    return count
  }

  /// Refuses more cells than a study can have, before they are made.
  package func checkSize(variants: Int, times factor: Int, line: Int) throws(StudyError) {
    let (count, overflow) = variants.multipliedReportingOverflow(by: factor)
    guard !overflow, count <= StudyPlan.largestRunCount else {
      throw fail(
        line,
        "expected at most \(StudyPlan.largestRunCount) runs, found \(variants) times \(factor); "
          + "make several studies of it")
    }
  }

  package static func kind(_ node: Node) -> String {
    switch node {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "'\(scalar.string)'"
    case .alias: "an alias"
    }
  }
}
