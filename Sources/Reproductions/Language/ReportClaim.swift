import FledgePages
import FledgeStudies
import Yams

/// A claim of a text report and the expression that tests it.
package struct ReportClaim: Sendable {
  static let keys = ["id", "in", "text", "expect", "answer", "study", "test"]

  let id: String
  let text: String
  let source: String
  /// What must be true; `nil` for a claim that runs cannot decide.
  package let expression: ClaimExpression?
  /// Words behind the outcome.
  private let answer: ResultText?
  /// The test in words; the expression where the author gives none.
  let test: String

  init(_ node: Node, line: Int, file: StudyFile, studies: [ReportStudy]) throws {
    let reader = try ReportBlockReader(node, what: "a claim", keys: Self.keys, line: line, file: file, studies: studies)
    id = try reader.id()
    text = try reader.needed("text")
    source = try reader.text("in") ?? "its text"
    answer = try reader.resultText("answer")
    let expect = try reader.text("expect")
    guard expect != nil || answer != nil else {
      throw file.fail(
        reader.line, "a claim: expected 'expect:', or 'answer:' for a claim that runs cannot decide, found neither")
    }
    expression = try expect.map { try ClaimExpression($0, reader, line: reader.entry("expect")?.line ?? line) }
    test = try reader.text("test") ?? expect.map { "Expected: `\($0)`." } ?? "No test of runs decides it."
  }

  /// The claim without a test.
  func untested(_ reason: String) -> TestedClaim {
    TestedClaim(id, text, from: source, test: test, outcome: .notTested(reason))
  }

  func block(_ context: ReproductionContext, of report: String) throws -> TestedClaim {
    let words = try answer?.text(context, of: report)
    guard let expression else {
      return TestedClaim(id, text, from: source, test: test, outcome: .undecided(words ?? ""))
    }
    let outcome = try expression.judge(context, of: report)
    return TestedClaim(
      id, text, from: source, test: test, outcome: words.map { outcome.adding($0) } ?? outcome,
      needs: expression.isOfData ? .any : .full)
  }
}
