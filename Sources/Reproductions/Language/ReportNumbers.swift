import FledgePages
import FledgeStudies
import Yams

/// Numbers of a report beside ours: a `published` block.
package struct ReportNumbers: Sendable {
  /// One number.
  struct Entry: Sendable {
    let id: String
    let name: String
    let selector: RunSelector
    let quantity: NamedQuantity
    let published: Published
    /// Where the report prints it.
    let source: String?
    let otherExamples: Int?
    /// What the report says elsewhere against it.
    let contradiction: String?
    /// Its id in an earlier block, where it is judged; `nil` for a number of this one.
    var item: String?

    func measured(_ context: ReproductionContext, of report: String, reading: Int? = nil) throws -> Measured {
      let selector = reading.map { self.selector.under(reading: $0) } ?? self.selector
      return try quantity.published(by: selector.runs(context, of: report).flatMap(\.1))
    }
  }

  static let keys =
    [
      "id", "study", "where", "variant", "reading", "value", "in", "text", "examples", "against", "item",
    ] + QuantityArguments.keys

  static let tableKeys = ["id", "number", "caption", "numbers", "readings"]

  let id: String
  /// The number of the table in the report; `nil` for numbers out of its text.
  let number: String?
  let caption: ResultText?
  let entries: [Entry]
  /// Ways to read the settings that each stand for all numbers; empty where the readings of the studies stand.
  let ownReadings: [ReportReading]

  /// Reads a list of numbers, or a table of them with `id`, `number`, `caption` and `numbers`.
  ///
  /// - Parameter earlier: the blocks above, whose numbers readings may be tried for.
  init(
    _ root: Node, line: Int, id: String, file: StudyFile, studies: [ReportStudy], earlier: [ReportNumbers] = []
  ) throws {
    var nodes = root.sequence.map { Array($0) }
    var (id, number, caption): (String, String?, ResultText?) = (id, nil, nil)
    var readings: StudyFile.Entry?
    if nodes == nil {
      let table = try ReportBlockReader(
        root, what: "published", keys: Self.tableKeys, line: line, file: file, studies: studies)
      id = try table.text("id") ?? id
      try file.checkID(id, line: table.line)
      (number, caption) = (try table.text("number"), try table.resultText("caption"))
      readings = table.entry("readings")
      guard let numbers = table.entry("numbers") else {
        throw file.fail(table.line, "published: expected a list of numbers, or 'numbers:' with one")
      }
      nodes = try file.list(numbers.value, key: "numbers", line: numbers.line)
    }
    guard let nodes, !nodes.isEmpty else {
      throw file.fail(line, "published: expected at least one number, found an empty list")
    }
    (self.id, self.number, self.caption) = (id, number, caption)
    let isAlone = readings != nil && nodes.count == 1
    entries = try nodes.map { node in
      let reader = try ReportBlockReader(
        node, what: "a published number", keys: Self.keys, line: node.mark?.line ?? line, file: file, studies: studies)
      if let known = try Self.known(reader, isRead: readings != nil, earlier) { return known }
      let selector = try reader.selector().single(in: file, what: "a published number")
      let quantity = try reader.quantity(of: selector.study)
      let label = selector.variants[0].label
      return Entry(
        // A number that readings are tried for has the id of the table.
        id: try (isAlone && reader.entry("id") == nil ? "" : reader.id()),
        name: try reader.text("text") ?? (label.isEmpty ? quantity.title : "\(quantity.title), \(label)"),
        selector: selector, quantity: quantity, published: try reader.published("value", as: quantity.quantity.metric),
        source: try reader.text("in"), otherExamples: try reader.count("examples", atMost: 1_000_000_000),
        contradiction: try reader.text("against"))
    }
    if let one = entries.first(where: { $0.item != nil }), !entries.allSatisfy({ $0.item != nil }) {
      throw file.fail(
        line,
        "published: expected numbers of this block or numbers of earlier ones, found both; '\(one.item ?? "")' is earlier"
      )
    }
    ownReadings =
      try readings.map { entry in
        try file.list(entry.value, key: "readings", line: entry.line).map { node in
          try ReportReading(node, line: node.mark?.line ?? entry.line, file: file, studies: studies)
        }
      } ?? []
    for reading in ownReadings {
      for entry in entries { try reading.check(entry, in: file) }
    }
  }

  /// The numbers in a table, and under each reading.
  func blocks(_ context: ReproductionContext, of report: String) throws -> [any ReportBlock] {
    if ownReadings.isEmpty { return [try block(context, of: report)] + (try readings(context, of: report)) }
    return [
      Readings(
        id, try caption?.text(context, of: report) ?? "Numbers of the report under each reading of its settings",
        entries.map {
          ReadingNumber(
            $0.id, $0.name, published: $0.published, as: $0.quantity.quantity.quantity, item: $0.item)
        }, numbersAreElsewhere: entries.contains { $0.item != nil },
        try ownReadings.map { reading in
          Reading(
            reading.id, reading.name, ours: try entries.map { try reading.measured($0, context, of: report) },
            source: reading.source, otherExamples: reading.otherExamples)
        })
    ]
  }

  /// The numbers in a table.
  private func block(_ context: ReproductionContext, of report: String) throws -> NumberTable {
    NumberTable(
      id, number: number, caption: try caption?.text(context, of: report) ?? "Numbers of the report beside ours.",
      try entries.map { entry in
        PublishedNumber(
          entry.id, entry.source.map { "\(entry.name) (\($0))" } ?? entry.name, published: entry.published,
          ours: try entry.measured(context, of: report), as: entry.quantity.quantity.quantity,
          otherExamples: entry.otherExamples, contradiction: entry.contradiction)
      }, idsAreWhole: number == nil)
  }

  /// The readings of each study with more than one, judged by its numbers together.
  private func readings(_ context: ReproductionContext, of report: String) throws -> [Readings] {
    var blocks: [Readings] = []
    for name in entries.map(\.selector.study.name) where !blocks.contains(where: { $0.id == "\(id).\(name).readings" })
    {
      let own = entries.filter { $0.selector.study.name == name }
      let study = own[0].selector.study
      guard study.readings.count > 1 else { continue }
      blocks.append(
        Readings(
          "\(id).\(name).readings", "The numbers of this study under each reading of the settings",
          own.map { entry in
            ReadingNumber(
              entry.id, entry.name, published: entry.published, as: entry.quantity.quantity.quantity,
              item: itemID(of: entry))
          },
          numbersAreElsewhere: true,
          try study.readings.indices.map { index in
            Reading(
              study.readings[index].id, study.readings[index].name,
              ours: try own.map { try $0.measured(context, of: report, reading: index) },
              source: study.readings[index].source)
          }))
    }
    return blocks
  }
}
