import FledgeFormats
import FledgePages
import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

struct ReportWriterTests {
  @Test func `every kind of block comes out as pages that pass the check`() throws {
    let folder = try TemporaryFolder()
    let pages = try [
      ExamplePage.page(), ExamplePage.page("second", scale: .quick),
      ExamplePage.page("third", scale: .smoke, data: .other("pen-stroke digits")),
    ]
    let byteCount = try ReportWriter.write(pages, to: folder.path)
    let check = PageCheck(pages, in: folder.path)
    #expect(check.problems == [])
    #expect(check.pageCount == 4)
    #expect(byteCount < 4_000_000)
    if let keep = ProcessInfo.processInfo.environment["FLEDGE_KEEP_PAGES"] {
      try ReportWriter.write(pages, to: keep)
    }
  }

  @Test func `chosen figures stand beside the whole page and leave it as it is`() throws {
    let folder = try TemporaryFolder()
    try ReportWriter.write([ExamplePage.page("first")], to: folder.path)
    let files = ["first/index.html", "index.html", "items.json"].map { "\(folder.path)/\($0)" }
    let before = try files.map { try String(contentsOfFile: $0, encoding: .utf8) }
    let whole = try ExamplePage.page("first")
    let part = ReportPage(
      "first", title: whole.title, citation: whole.citation, summary: whole.summary, scale: whole.scale,
      data: whole.data, provenance: whole.provenance, isPart: true
    ) { whole.sections[0] }
    try ReportWriter.write([part], to: folder.path)
    #expect(try files.map { try String(contentsOfFile: $0, encoding: .utf8) } == before)
    let page = try String(contentsOfFile: "\(folder.path)/first/only/index.html", encoding: .utf8)
    for link in ["../../index.html", "../index.html"] {
      #expect(page.contains("href=\"\(link)\""))
      #expect(FileManager.default.fileExists(atPath: "\(folder.path)/first/only/\(link)"))
    }
  }

  @Test func `the index leads to the pages of earlier calls`() throws {
    let folder = try TemporaryFolder()
    try ReportWriter.write([ExamplePage.page("first")], to: folder.path)
    let page = try ExamplePage.page("second")
    try ReportWriter.write([page], to: folder.path)
    try #expect(folder.text("index.html").contains("<a href=\"first/index.html\">first</a>"))
    #expect(PageCheck([page], in: folder.path).problems == [])
    try ReportWriter.write([ExamplePage.page("first"), page], to: folder.path)
    try #expect(!folder.text("index.html").contains("Made before"))
  }

  @Test func `pages are well-formed to a full parser of XML too`() throws {
    let folder = try TemporaryFolder()
    try ReportWriter.write([ExamplePage.page()], to: folder.path)
    for name in ["index.html", "example/index.html"] {
      let parser = try XMLParser(data: Data(folder.text(name).utf8))
      #expect(parser.parse(), "\(name), line \(parser.lineNumber)")
    }
  }

  @Test func `the script is small, and a page has no style attributes, as a strict policy for contents wants it`()
    throws
  {
    let folder = try TemporaryFolder()
    try ReportWriter.write([ExamplePage.page()], to: folder.path)
    let page = try folder.text("example/index.html")
    let start = try #require(page.range(of: "<script>")?.upperBound)
    let end = try #require(page.range(of: "</script>")?.lowerBound)
    let script = page[start..<end]
    #expect(script.utf8.count < 40_000 && script.contains("fl-data"))
    #expect(!script.contains("<") && !script.contains("&"))
    #expect(!page.contains(" style=\""))
  }

  @Test func `a drawing for phones takes its values from the wide one, and links name their chart`() throws {
    let folder = try TemporaryFolder()
    try ReportWriter.write([ExamplePage.page()], to: folder.path)
    let page = try folder.text("example/index.html")
    let drawings = page.components(separatedBy: "class=\"chart narrow\"")
    #expect(drawings.count > 1)
    for narrow in drawings.dropFirst() {
      let drawing = narrow.prefix(upTo: try #require(narrow.range(of: "</svg>")).lowerBound)
      #expect(!drawing.contains("data-ys"))
    }
    #expect(drawings[0].contains("data-ys"))
    #expect(page.contains("aria-label=\"CSV of "))
  }

  @Test func `figures lie beside the page`() throws {
    let folder = try TemporaryFolder()
    try ReportWriter.write([ExamplePage.page()], to: folder.path)
    let files = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/example/figures")
    #expect(
      files.sorted() == [
        "accuracy.csv", "added.weights.csv", "added.weights.svg", "fig2.csv", "fig2.svg", "fig3-1.csv", "fig3-1.svg",
        "fig3-2.csv", "fig3-2.svg", "gradients.csv", "table1.csv", "table2.csv",
      ])
    #expect(try folder.text("example/figures/fig2.svg").hasPrefix("<svg "))
    let csv = try folder.text("example/figures/table1.csv").split(separator: "\n")
    #expect(csv[0] == "name,published,estimator,mean,sd,lower,upper,n,values,outcome")
    #expect(csv[1].hasPrefix("\"test accuracy, momentum\",0.9745,0.974"))
  }

  @Test func `the JSON is the recorded one`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let recorded = tests.appending(path: "Fixtures/reports/items.json")
    let text = try ReportWriter.json([ExamplePage.page()]).text(.indented) + "\n"
    if ProcessInfo.processInfo.environment["FLEDGE_RECORD"] == "1" {
      try FileManager.default.createDirectory(
        at: recorded.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: recorded)
    }
    let expected = try String(contentsOf: recorded, encoding: .utf8).split(separator: "\n")
    let found = text.split(separator: "\n")
    for (line, (expected, found)) in zip(expected, found).enumerated() where expected != found {
      Issue.record("line \(line + 1): expected \(expected), found \(found)")
      break
    }
    #expect(found.count == expected.count)
    let folder = try TemporaryFolder()
    try ReportWriter.write([ExamplePage.page()], to: folder.path)
    #expect(try folder.text("items.json") == text)
  }

  @Test func `markup in titles, captions and numbers is text`() throws {
    let page = try ExamplePage.page(title: "<script>alert(1)</script> & \"quotes\"")
    #expect(page.html.contains("<h1>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quotes&quot;</h1>"))
    #expect(!page.html.contains("<script>alert"))
    #expect(page.html.contains("on which a &lt; b &amp; c decides"))
    #expect(page.html.contains("<a href=\"https://example.org/code\">https://example.org/code</a>"))
  }

  @Test func `ids that stand twice or cannot stand in a file name are refused`() throws {
    let twice = { (ids: [String]) in
      ReportPage(
        "example", title: "", citation: "", summary: "", scale: .full, data: .mnist, provenance: ExamplePage.provenance
      ) {
        PageSection("One") { for id in ids { Figure(id, number: "Figure 1", caption: "", charts: []) } }
      }
    }
    let folder = try TemporaryFolder()
    let output = folder.path + "/pages"
    #expect(throws: ReportError.duplicateID("fig1", page: "example")) {
      try ReportWriter.write([twice(["fig1", "fig1"])], to: output)
    }
    for bad in ["../fig1", "a/b", "Fig", "", "a b"] {
      #expect(throws: ReportError.badID(bad, page: "example")) {
        try ReportWriter.write([twice([bad])], to: output)
      }
    }
    #expect(throws: ReportError.duplicateID("example", page: "index")) {
      try ReportWriter.write([ExamplePage.page(), ExamplePage.page()], to: output)
    }
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test func `a folder that cannot be made is named`() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    try "x".write(toFile: folder.path + "/example", atomically: true, encoding: .utf8)
    let error = try #require(throws: ReportError.self) { try ReportWriter.write([ExamplePage.page()], to: folder.path) }
    #expect("\(error)".contains("example/figures: expected to make the folder"))
    #expect(!"\(error)".contains("\n"))
  }
}
