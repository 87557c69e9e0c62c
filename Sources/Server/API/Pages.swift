import FledgeFormats

extension Route {
  /// The page itself: with its token, and with a table of the runs for browsers without scripts.
  static let index = Route(.get, "/") { call in
    guard let bytes = Assets.bytes("index.html", folder: call.server.options.assets) else {
      throw HTTPError(404, "the program has no page")
    }
    var text = String(decoding: bytes, as: UTF8.self)
    text = text.replacing(
      "<!--token-->", with: "<meta name=\"fledge-token\" content=\"\(call.server.security.pageToken)\">")
    text = text.replacing("<!--runs-->", with: table(call.server.runs))
    return HTTPResponse(.bytes(Array(text.utf8)), type: "text/html; charset=utf-8")
  }

  /// Its scripts and styles.
  static let asset = Route(.get, "/assets/:name") { call in
    let name = call["name"]
    let folder = call.server.options.assets
    guard let bytes = Assets.bytes(name, folder: folder) else {
      throw HTTPError(404, "\(quotedName(name)): the page has no such file")
    }
    let gzipped = folder == nil && call.request.accepts("gzip") ? Assets.gzipped(name) : nil
    var response = HTTPResponse(.bytes(gzipped ?? bytes), type: Assets.type(of: name))
    response.headers.append(("Cache-Control", "no-cache"))
    response.headers.append(("Vary", "Accept-Encoding"))
    if gzipped != nil { response.headers.append(("Content-Encoding", "gzip")) }
    return response
  }

  /// Browsers ask for an icon on pages that name none, such as those of reports.
  static let icon = Route(.get, "/favicon.ico") { _ in
    HTTPResponse(.bytes([]), type: "image/x-icon", status: 204)
  }

  /// What the page begins with.
  static let session = Route(.get, "/api/session") { call in
    let options = call.server.options
    return HTTPResponse([
      "version": .string(options.version), "runs": .string(options.runs), "has_store": .bool(options.store != nil),
      "can_train": true,
    ])
  }

  /// The newest runs as a table of plain HTML.
  private static func table(_ runs: RunCatalogue) -> String {
    let newest = runs.entries().sorted { $0.changed > $1.changed }.prefix(100).map { runs.summary($0).json }
    guard !newest.isEmpty else { return "" }
    var text = "<table><thead><tr><th>run</th><th>state</th><th>network</th><th>test accuracy</th></tr></thead><tbody>"
    for run in newest {
      let cells = ["name", "state", "network", "test_accuracy"].map { key -> String in
        if let number = run[key]?.numberValue { return "\(number)" }
        return run[key]?.stringValue ?? ""
      }
      text += "<tr>" + cells.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
    }
    return text + "</tbody></table>"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
  }
}
