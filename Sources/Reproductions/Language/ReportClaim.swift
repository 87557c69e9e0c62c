import FledgePages
import FledgeStudies
import Yams

/// A claim of a text report and the expression that tests it.
package struct ReportClaim: Sendable {
  static let keys = ["id", "in", "text", "expect", "study", "test"]

  let id: String
  let text: String
  let source: String
  package let expression: ClaimExpression
  /// The test in words; the expression where the author gives none.
  let test: String

  init(_ node: Node, line: Int, file: StudyFile, studies: [ReportStudy]) throws {
    let reader = try ReportBlockReader(node, what: "a claim", keys: Self.keys, line: line, file: file, studies: studies)
    id = try reader.id()
    text = try reader.needed("text")
    source = try reader.text("in") ?? "its text"
    let expect = try reader.needed("expect")
    expression = try ClaimExpression(expect, reader, line: reader.entry("expect")?.line ?? line)
    test = try reader.text("test") ?? "Expected: `\(expect)`."
  }

  func block(_ context: ReproductionContext, of report: String) throws -> TestedClaim {
    TestedClaim(id, text, from: source, test: test, outcome: try expression.judge(context, of: report))
  }
}
