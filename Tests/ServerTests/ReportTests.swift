import FledgeFormats
import FledgeServer
import Foundation
import TestSupport
import Testing

/// Reports of the live page.
@Suite struct ReportTests {
  private func linked(_ page: String) -> String {
    String(decoding: FigureLinks(report: "mine").added(to: Array(page.utf8)), as: UTF8.self)
  }

  @Test func `a link stands behind the command of each figure`() {
    let page =
      "<p><code>fledge reproduce mine --only fig1 --scale smoke</code></p><code>fledge reproduce 'my report.md' --only table.2</code>!"
    let found = linked(page)
    #expect(
      found.contains(
        "</code> <a href=\"/#/reports?report=mine&amp;figure=fig1&amp;scale=smoke\">Run this figure</a></p>"))
    #expect(found.hasSuffix("figure=table.2&amp;scale=full\">Run this figure</a>!"))
  }

  @Test(arguments: [
    "", "<code>fledge reproduce", "<code>fledge reproduce mine</code>", "<code>fledge reproduce mine --only</code>",
    "<code>fledge reproduce mine --only \"><script></code>", "<code>fledge reproduce mine --only fig1\u{0}</code>",
  ])
  func `what names no figure is left as it is`(page: String) {
    #expect(linked(page) == page)
  }

  @Test func `a report page has its links and still connects to nothing`() throws {
    try withTemporaryFolder { folder in
      let pages = folder + "/pages"
      for name in ["mine", "other"] {
        try FileManager.default.createDirectory(atPath: "\(pages)/\(name)", withIntermediateDirectories: true)
        try "<title>x</title><code>fledge reproduce mine --only fig1</code>".write(
          toFile: "\(pages)/\(name)/index.html", atomically: true, encoding: .utf8)
      }
      let server = try TestServer(folder, reports: pages, runnable: ["mine"])
      let answer = try server.send("GET", "/reports/mine/index.html")
      #expect(answer.status == 200 && answer.body.contains("Run this figure"))
      #expect(answer.head.contains("connect-src 'none'"))
      #expect(try !server.send("GET", "/reports/other/index.html").body.contains("Run this figure"))
      let list = try JSONValue(parsing: server.send("GET", "/api/reports").body).arrayValue ?? []
      #expect(list.map { $0["name"]?.stringValue } == ["mine", "other"])
      #expect(list.map { $0["can_run"]?.boolValue } == [true, nil] && list[0]["path"] == "/reports/mine/index.html")
      #expect(try server.post("/api/reports/other/run", "{}").status == 404)
      #expect(try server.post("/api/reports/mine/run", #"{"figure": "-x"}"#).status == 400)
    }
  }
}
