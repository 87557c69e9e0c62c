import FledgeFormats
import FledgeModels
import FledgePages
import FledgeRunPages

extension Route {
  /// A run as a page of one file.
  static let runPage = Route(.get, "/api/runs/:id/page") { call in
    let clock = ContinuousClock()
    let start = clock.now
    let network = try call.network()
    let judged = Result {
      let set = try network.set(nil)
      return RunPage.Judged(examples: set.examples, part: set.name, total: set.total, answers: set.answers)
    }
    let record = try RunFolder(existing: network.path).record()
    let id = call["id"]
    let page = try RunPage(
      network.run, name: id, record: record, judged: judged,
      provenance: .ofRun(
        record, command: "fledge export \(shellWord(network.path)) --page FILE.html",
        version: call.server.options.version,
        seconds: (clock.now - start) / .seconds(1)))
    let html = Array(page.html.utf8)
    var response = HTTPResponse(.bytes(html), type: "text/html; charset=utf-8")
    response.headers.append(("Content-Security-Policy", InlinePolicy(html).text))
    let name = String(id.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "-" })
    response.headers.append(("Content-Disposition", "attachment; filename=\"\(name == "-" ? "run" : name).html\""))
    return response
  }
}
