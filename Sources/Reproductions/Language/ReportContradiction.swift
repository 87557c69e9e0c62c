import FledgeCharts
import FledgeMetrics
import FledgePages
import FledgeStudies
import Yams

/// Two statements of a text report that exclude each other, or leave something unclear.
package struct ReportContradiction: Sendable {
  static let keys =
    [
      "id", "about", "first", "second", "third", "exclusive", "finding", "study", "where", "variant", "reading",
    ] + QuantityArguments.keys

  let id: String
  let about: String
  let statements: [Contradiction.Statement]
  let isExclusive: Bool
  let finding: ResultText?
  private let measured: (quantity: NamedQuantity, selector: RunSelector)?

  init(_ node: Node, line: Int, file: StudyFile, studies: [ReportStudy]) throws {
    let reader = try ReportBlockReader(
      node, what: "a contradiction", keys: Self.keys, line: line, file: file, studies: studies)
    id = try reader.id()
    statements = try ["first", "second", "third"].compactMap { key in
      guard let entry = reader.entry(key) else {
        if key == "third" { return nil }
        throw file.fail(reader.line, "a contradiction: expected '\(key): {in: …, text: …}', found none")
      }
      let side = try ReportBlockReader(
        entry.value, what: key, keys: ["in", "text"], line: entry.line, file: file, studies: studies)
      return .init(try side.needed("text"), from: try side.needed("in"))
    }
    about = try reader.text("about") ?? "\(statements[0].source) against \(statements[1].source)".capitalizedFirst
    isExclusive = try reader.flag("exclusive") ?? true
    finding = try reader.resultText("finding")
    if reader.entry("metric") != nil {
      let selector = try reader.selector().single(in: file, what: "a contradiction")
      measured = (try reader.quantity(of: selector.study), selector)
    } else {
      measured = nil
    }
  }

  func block(_ context: ReproductionContext, of report: String) throws -> Contradiction {
    var parts = [try finding?.text(context, of: report)].compactMap { $0 }
    if let (quantity, selector) = measured {
      let values = try quantity.measured(selector.runs(context, of: report).flatMap(\.1)).filter(\.isFinite)
      let unit = quantity.quantity.metric.unit
      let median = Spread(values).median
      // Statements give shares in either form.
      let text =
        unit == .fraction
        ? "\(NumberText.fixed(100 * median, decimals: 2)) % (\(NumberText.fixed(median, decimals: 4)))"
        : NumberText.fixed(median, decimals: 4)
      parts.append("ours is \(text), the median of \(values.count) runs")
    }
    return Contradiction(
      id, about, statements, excludeEachOther: isExclusive,
      finding: parts.isEmpty
        ? isExclusive ? "the statements exclude each other" : "the text leaves open which is meant"
        : parts.joined(separator: "; "))
  }
}
