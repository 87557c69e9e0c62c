import FledgeModels
import FledgePages
import FledgeStudies
import Yams

extension ReportFile {
  /// The kinds of blocks; the word behind a fence.
  static let blockKinds = ["study", "settings", "published", "figure", "table", "claim", "contradiction"]

  /// The keys of the head and of each kind of block, which the guide explains.
  package static let keys: [(block: String, keys: [String])] = [
    ("The file", ReportHeader.keys), ("study", ReportStudy.keys), ("study", StudyMeasure.keys),
    ("study", StudyStops.keys),
    ("settings", ReportSettings.keys + ReportSettings.rowKeys),
    ("published", ReportNumbers.keys + ReportNumbers.tableKeys + ReportReading.keys),
    ("published", ReportGrid.keys + ReportGrid.columnKeys + ReportGrid.rowKeys),
    ("figure", CurveChart.keys + CurveChart.curveKeys),
    ("figure", ReportFigure.keys), ("table", ReportTable.keys), ("table", MedianTable.columnKeys + MedianTable.rowKeys),
    ("claim", ReportClaim.keys),
    ("contradiction", ReportContradiction.keys),
  ]

  /// The names that a guide must have beside keys: kinds of figures and tables, and metrics.
  package static let names: [(section: String, names: [String])] = [
    ("figure", FigureKind.all.flatMap { [$0.name] + $0.keys.map(\.name) }),
    ("table", ReportTable.Kind.allCases.map(\.rawValue)),
    ("Metrics", RunQuantity.all.map(\.id)), ("claim", DataQuantity.all.map(\.id)),
  ]

  /// Reads a report.
  ///
  /// - Throws: `ReportFileError.mistakes` with all that is wrong.
  /// - Parameter dataset: what takes the place of the report's own data.
  package init(_ text: String, path: String, dataset: String? = nil) throws {
    var reader = Reader(path: path, dataset: dataset)
    do {
      try reader.read(text)
    } catch {
      reader.mistakes.append(ReportMistake(error, path: path))
    }
    guard reader.mistakes.isEmpty, let header = reader.header else {
      throw ReportFileError.mistakes(reader.mistakes.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
    }
    self.path = path
    self.header = header
    (studies, sections, notes) = (reader.studies, reader.sections, reader.notes)
  }

  private struct Reader {
    let path: String
    var header: ReportHeader?
    var studies: [ReportStudy] = []
    var sections: [Section] = []
    var notes: [String] = []
    var mistakes: [ReportMistake] = []
    /// The line of each id.
    private var ids: [String: Int] = [:]
    private var listCount = 0

    private let dataset: String?

    init(path: String, dataset: String?) { (self.path, self.dataset) = (path, dataset) }

    mutating func read(_ text: String) throws {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let isFence = { (line: Substring) in line.hasPrefix("---") && line.drop { $0 == "-" }.allSatisfy(\.isWhitespace) }
      guard let first = lines.first, isFence(first), let end = lines.dropFirst().firstIndex(where: isFence) else {
        throw StudyError.badDefinition(
          location: "\(path), line 1", reason: "expected the head of a report between two lines '---', found none")
      }
      do {
        header = try ReportHeader(
          lines[1..<end].joined(separator: "\n"), in: StudyFile(name: path, linesBefore: 1))
      } catch {
        mistakes.append(ReportMistake(error, path: path))
      }
      // Lines keep their numbers.
      let body = String(repeating: "\n", count: end + 1) + lines[(end + 1)...].joined(separator: "\n")
      let parts = MarkdownDocument(body).parts
      // Studies come first: a block may name one that stands below it.
      for (part, line) in parts {
        if case .fence(let info, let text) = part, Self.kind(info) == "study" { note { try $0.study(text, line) } }
      }
      if Self.studyCount(parts) == 0 {
        notes.append("\(path): there is no study block, so nothing is trained")
      }
      // Without its studies each block would be said to name one that is not there.
      guard mistakes.isEmpty || studies.count == Self.studyCount(parts) else { return }
      for (part, line) in parts { note { try $0.add(part, line) } }
    }

    private static func studyCount(_ parts: [(part: MarkdownDocument.Part, line: Int)]) -> Int {
      parts.count { if case .fence(let info, _) = $0.part { kind(info) == "study" } else { false } }
    }

    /// Keeps the mistake of a block and goes on to the next one.
    private mutating func note(_ read: (inout Reader) throws -> Void) {
      do {
        try read(&self)
      } catch {
        mistakes.append(ReportMistake(error, path: path))
      }
    }

    private static func kind(_ info: String) -> String {
      info.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
    }

    private mutating func study(_ text: String, _ line: Int) throws {
      let file = StudyFile(name: path, linesBefore: line)
      let study = try ReportStudy(
        text, in: file, line: line, data: header?.data ?? [], dataset: dataset, earlier: studies)
      try file.checkID(study.name, line: 0)
      guard !studies.contains(where: { $0.name == study.name }) else {
        throw file.fail(0, "two studies are named '\(study.name)'; give one of them another name")
      }
      studies.append(study)
    }

    private mutating func add(_ part: MarkdownDocument.Part, _ line: Int) throws {
      switch part {
      case .heading(let level, let text) where level <= 2: sections.append(Section(title: text, parts: []))
      case .heading(let level, let text):
        try append("<h\(min(6, level + 1))>\(text)</h\(min(6, level + 1))>\n", line)
      case .prose(let markup): try append(markup, line)
      case .fence(let info, let text):
        let kind = Self.kind(info)
        if kind == "study" {
          if let study = studies.first(where: { $0.line == line }) { append(.study(study)) }
        } else if ReportFile.blockKinds.contains(kind) {
          try block(kind, text, line)
        } else {
          let nearest = suggestion(to: kind, among: ReportFile.blockKinds)
          if let nearest {
            throw StudyError.badDefinition(
              location: "\(path), line \(line)", reason: "there is no block '\(kind)'; did you mean '\(nearest)'?")
          }
          append(.prose(ResultText(markup: "<pre><code>\(text)</code></pre>\n")))
        }
      }
    }

    /// Prose, whose numbers of runs are written as `{{…}}`.
    private mutating func append(_ markup: Markup, _ line: Int) throws {
      let file = StudyFile(name: path, linesBefore: 0)
      let reader = ReportBlockReader(file: file, studies: studies, line: line)
      append(.prose(try ResultText(markup.html, reader, line: line, place: "text") { $0.unescaped }))
    }

    private mutating func append(_ part: Part) {
      if sections.isEmpty { sections.append(Section(title: "About the report", parts: [])) }
      sections[sections.count - 1].parts.append(part)
    }

    private mutating func block(_ kind: String, _ text: String, _ line: Int) throws {
      let file = StudyFile(name: path, linesBefore: line)
      let root = try file.node(text)
      switch kind {
      case "settings": append(.settings(try ReportSettings(root, line: 1, file: file, studies: studies)))
      case "published" where Self.hasColumns(root):
        listCount += 1
        let grid = try ReportGrid(root, line: 1, file: file, studies: studies)
        for id in [grid.id] + grid.ids { try use(id, line: line) }
        append(.grid(grid))
      case "published":
        listCount += 1
        let numbers = try ReportNumbers(
          root, line: 1, id: listCount == 1 ? "numbers" : "numbers-\(listCount)", file: file, studies: studies,
          earlier: sections.flatMap(\.parts).compactMap { if case .numbers(let block) = $0 { block } else { nil } })
        try use(numbers.id, line: line)
        for reading in numbers.ownReadings { try use("\(numbers.id).\(reading.id)", line: line) }
        for entry in numbers.entries where !entry.id.isEmpty && entry.item == nil {
          try use(numbers.itemID(of: entry), line: line)
        }
        append(.numbers(numbers))
      case "figure":
        for node in Self.several(root) {
          let figure = try ReportFigure(node, line: 1, file: file, studies: studies)
          try use(figure.id, line: line)
          append(.figure(figure))
        }
      case "table":
        for node in Self.several(root) {
          let table = try ReportTable(node, line: 1, file: file, studies: studies)
          try use(table.id, line: line)
          append(.table(table))
        }
      case "claim":
        for node in Self.several(root) {
          let claim = try ReportClaim(node, line: 1, file: file, studies: studies)
          try use(claim.id, line: line)
          append(.claim(claim))
        }
      default:
        for node in Self.several(root) {
          let contradiction = try ReportContradiction(node, line: 1, file: file, studies: studies)
          try use(contradiction.id, line: line)
          append(.contradiction(contradiction))
        }
      }
    }

    private static func hasColumns(_ root: Node) -> Bool {
      root.mapping?.contains { $0.key.scalar?.string == "columns" } ?? false
    }

    /// A block holds one mapping, or a list of them.
    private static func several(_ root: Node) -> [Node] { root.sequence.map { Array($0) } ?? [root] }

    private mutating func use(_ id: String, line: Int) throws {
      let reserved = ["contents", "rule", "provenance", "top"]
      guard !reserved.contains(id), !id.hasPrefix("section-") else {
        throw StudyError.badDefinition(location: "\(path), line \(line)", reason: "the id '\(id)' is taken by the page")
      }
      if let earlier = ids.updateValue(line, forKey: id) {
        throw StudyError.badDefinition(
          location: "\(path), line \(line)",
          reason: "the id '\(id)' stands twice, first in the block at line \(earlier); give one of them another id")
      }
    }
  }
}

extension String {
  /// Text out of markup: its entities as characters, its lines as one.
  fileprivate var unescaped: String {
    var text = self
    for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
      text = text.replacing(entity, with: character)
    }
    return text.replacing("\n", with: " ")
  }
}

extension StudyFile {
  /// The root of a block's YAML.
  func node(_ text: String) throws -> Node {
    // An empty block has nothing to point to.
    guard !text.allSatisfy(\.isWhitespace) else { throw fail(0, "expected 'key: value', found an empty block") }
    return try self.node(composing: text)
  }
}
