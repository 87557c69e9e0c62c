import FledgePages
import Testing

struct PageCheckTests {
  /// Each mistake, put into a good page, and a part of the check's message.
  static let slips: [(old: String, new: String, problem: String)] = [
    ("</main>", "", "expected the end of main"),
    ("<h1>", "<h1><b>", "expected the end of b"),
    ("<h1>", "<h1 id=\"x\" id=\"y\">", "expected id once"),
    ("<h1>", "<h1>&nbsp;", "bare &"),
    ("<h1>", "<h1>a & b", "bare &"),
    ("<h1>", "<h1>a < b", "expected a name after <"),
    ("<h1>", "<h1 class=big>", "expected name=\"value\""),
    ("</html>", "</html><p></p>", "expected one root element"),
    ("<main>", "<main><img src=\"https://example.org/a.png\" alt=\"\"/>", "expected nothing to be loaded, found src"),
    ("<main>", "<main><link rel=\"stylesheet\" href=\"a.css\"/>", "expected nothing to be loaded, found href"),
    ("<style>", "<style>@import 'a.css';", "found @import"),
    ("<style>", "<style>p{background:url(//example.org/a)}", "found url(//example.org/a)"),
    ("<main>", "<main><p style=\"background:url('a.png')\"></p>", "found url(a.png"),
    ("<main>", "<main><p onclick=\"x()\"></p>", "expected no handler"),
    ("'use strict';", "fetch('x');", "a script that loads nothing"),
    ("<main>", "<main><a href=\"figures/lost.svg\">SVG</a>", "expected the file figures/lost.svg"),
    ("<main>", "<main><a href=\"#lost\">x</a>", "expected an element #lost"),
    ("id=\"fig2\"", "id=\"fig9\"", "expected fig2, found none"),
    ("<main>", "<main><p id=\"fig2\"></p>", "expected the id fig2 once"),
    ("<main>", "<main><p>median NaN</p>", "found NaN"),
    ("<main>", "<main><p>is nil.</p>", "found nil"),
    ("<main>", "<main><p>Optional(3)</p>", "found Optional("),
  ]

  @Test(arguments: slips.indices)
  func `a slip is noticed and named`(index: Int) throws {
    let (old, new, problem) = Self.slips[index]
    let folder = TemporaryFolder()
    let page = try ExamplePage.page(pictures: false)
    try ReportWriter.write([page], to: folder.path)
    #expect(PageCheck([page], in: folder.path).problems == [])
    try folder.edit("example/index.html", old, new)
    let problems = PageCheck([page], in: folder.path).problems
    #expect(problems.contains { $0.hasPrefix("example/index.html") && $0.contains(problem) }, "\(problems)")
  }

  @Test func `a missing page or index is named`() {
    let problems = PageCheck(folder: TemporaryFolder().path, expecting: ["example": ["fig1"]]).problems
    #expect(
      problems == [
        "index.html: expected a page, found no file", "example/index.html: expected a page, found no file",
      ])
  }
}
