import FledgeCharts
import FledgePages
import FledgeStudies
import Yams

/// A figure of a text report.
package struct ReportFigure: Sendable {
  static let keys = ["id", "in", "kind", "caption", "text", "published", "study", "where", "variant", "reading"]

  let id: String
  /// The number in the report, such as "Figure 1"; `nil` for a figure that is added.
  let number: String?
  let caption: ResultText?
  /// What the report says of it.
  let says: String
  let drawing: any FigureDrawing
  let published: PublishedPoints

  init(_ node: Node, line: Int, file: StudyFile, studies: [ReportStudy]) throws {
    let names = FigureKind.all.map(\.name)
    // The kind decides which keys there are.
    let kindEntry = try file.entries(of: node, what: "a figure", line: line).first { $0.key == "kind" }
    guard let kindEntry else {
      throw file.fail(line, "a figure: expected 'kind:', one of \(names.joined(separator: ", "))")
    }
    let name = try file.text(kindEntry.value, key: "kind", line: kindEntry.line)
    guard let kind = FigureKind.all.first(where: { $0.name == name }) else {
      throw file.noSuch("kind of figure", name, among: names, line: kindEntry.line)
    }
    let reader = try ReportBlockReader(
      node, what: "a figure of kind \(name)", keys: Self.keys + kind.keys.map(\.name), line: line, file: file,
      studies: studies)
    id = try reader.id()
    let place = try reader.text("in")
    number = place == nil || place == "none" ? nil : place.map { $0.prefix(1).uppercased() + $0.dropFirst() }
    caption = try reader.resultText("caption")
    says = try reader.text("text") ?? ""
    drawing = try kind.read(reader)
    published = try reader.entry("published").map { try PublishedPoints($0, file) } ?? PublishedPoints()
    if let entry = reader.entry("published") {
      guard kind.takesPublished else {
        throw file.fail(
          entry.line,
          "a figure of kind \(name) has no points that a report prints; leave 'published' out, or write a published block"
        )
      }
      try drawing.check(published, line: entry.line, in: file)
    }
  }

  func block(_ context: ReproductionContext, of report: String) throws -> Figure {
    Figure(
      id, number: number, caption: try caption?.text(context, of: report) ?? drawing.caption, reported: says,
      charts: context.wants(id) ? try drawing.charts(context, report: report, published: published) : [],
      isStacked: drawing.isStacked)
  }
}

extension PublishedPoints {
  /// `[[5, 0.071], [10, 0.06]]`, or such a list for each series by its name.
  init(_ entry: StudyFile.Entry, _ file: StudyFile) throws {
    if entry.value.mapping != nil {
      for item in try file.entries(of: entry.value, what: "published", line: entry.line) {
        series.append((item.key, try Self.points(item.value, line: item.line, file)))
      }
    } else {
      series = [(nil, try Self.points(entry.value, line: entry.line, file))]
    }
  }

  private static func points(_ node: Node, line: Int, _ file: StudyFile) throws -> [PublishedValues.Mark] {
    try file.list(node, key: "published", line: line).map { point in
      guard let pair = point.sequence, pair.count == 2, let x = pair[0].scalar.flatMap({ Double($0.string) }),
        x.isFinite,
        let text = pair[1].scalar?.string, let y = try? Published(text)
      else {
        throw file.fail(point.mark?.line ?? line, "published: expected points such as [5, 0.071] or [5, 97.1 %]")
      }
      return PublishedValues.Mark(x: x, y: y.value)
    }
  }
}
