import FledgeReproductions
import Foundation
import Testing

/// The guide's page knows every key, kind and metric of the language, and its examples are reports.
@Suite struct ReportGuideTests {
  private static let guide = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../../docs/REPORTS.md")

  /// The text below a heading, up to the next one.
  private func section(_ title: String) throws -> String {
    let text = try String(contentsOf: Self.guide, encoding: .utf8)
    let start = try #require(text.range(of: "\n## \(title)\n"), "the guide has no section \(title)")
    let rest = text[start.upperBound...]
    return String(rest[..<(rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex)])
  }

  @Test func `every key stands in its section`() throws {
    for (block, keys) in ReportFile.keys + ReportFile.names.map({ ($0.section, $0.names) }) {
      let text = try section(block)
      for key in keys { #expect(text.contains("`\(key)`"), "\(key) of \(block)") }
    }
  }

  /// Each block of the guide, put into the skeleton, is one that is understood.
  @Test func `every example is understood`() throws {
    let text = try String(contentsOf: Self.guide, encoding: .utf8)
    let study = try #require(examples(in: text, of: "study").first)
    for kind in ["settings", "published", "figure", "table", "claim", "contradiction"] {
      let blocks = examples(in: text, of: kind)
      #expect(!blocks.isEmpty, "\(kind)")
      for block in blocks {
        let report = "---\nid: guide\ntitle: Guide\n---\n\(study)\n\(block)\n"
        #expect(throws: Never.self, "\(block)") { try TextReport(report, path: "guide.md") }
      }
    }
  }

  private func examples(in text: String, of kind: String) -> [String] {
    text.components(separatedBy: "    ```\(kind)\n").dropFirst().map { rest in
      let body = rest.components(separatedBy: "    ```").first ?? ""
      let lines = body.split(separator: "\n", omittingEmptySubsequences: false).map { $0.dropFirst(4) }
      return "```\(kind)\n\(lines.joined(separator: "\n"))```"
    }
  }

  @Test func `the skeleton and the reports of the program have no mistakes`() throws {
    _ = try TextReport(ReportSkeleton.text(id: "mine"), path: "mine.md")
    #expect(!PaperCatalogue.further.isEmpty)
    for name in PaperCatalogue.further {
      let report = try #require(try PaperCatalogue.named(name))
      #expect(report.id == name)
      #expect(!report.items.isEmpty)
    }
  }
}
