import FledgeFormats
import Foundation

extension Route {
  /// The reports that can be made, and the pages that are there.
  static let reports = Route(.get, "/api/reports") { call in
    let options = call.server.options
    guard let folder = options.reports else { return HTTPResponse(.array([])) }
    let runnable = options.runnableReports(folder)
    var found: [JSONValue] = runnable.map { report in
      var object: JSONObject = ["name": .string(report.name), "title": .string(report.title)]
      object["can_run"] = .bool(report.problem == nil)
      object["problem"] = report.problem.map { .string($0) }
      for (key, page) in [("path", "\(report.name)/index.html"), ("part_path", "\(report.name)/only/index.html")]
      where FileManager.default.fileExists(atPath: "\(folder)/\(page)") {
        object[key] = .string("/reports/\(page)")
      }
      if let state = call.server.trainings.report(report.name) {
        object["state"] = .string(state.isAtWork ? "running" : state.status == 0 ? "finished" : "failed")
        object["line"] = .string(state.line)
      }
      return .object(object)
    }
    let known = Set(runnable.map(\.name))
    for name in ((try? PosixFileSystem().list(folder)) ?? []).sorted()
    where !known.contains(name) && FileManager.default.fileExists(atPath: "\(folder)/\(name)/index.html") {
      found.append(["name": .string(name), "title": .string(name), "path": .string("/reports/\(name)/index.html")])
    }
    return HTTPResponse(.array(found))
  }

  /// Makes a report, or one figure of it, anew.
  static let runReport = Route(.post, "/api/reports/:name/run") { call in
    let options = call.server.options
    let name = call["name"]
    guard let folder = options.reports else { throw HTTPError(404, "the server was started without --reports") }
    guard let report = options.runnableReports(folder).first(where: { $0.name == name }) else {
      throw HTTPError(404, "\(quotedName(name)): there is no report of this name")
    }
    if let problem = report.problem { throw HTTPError(409, problem) }
    let body = try call.object()
    let scale = body["scale"]?.stringValue ?? "quick"
    guard ["smoke", "quick", "full"].contains(scale) else {
      throw HTTPError(400, "scale: expected smoke, quick or full")
    }
    var arguments = ["--scale", scale, "--output", folder, "--quiet"]
    if let figure = body["figure"]?.stringValue {
      guard figure.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !figure.hasPrefix("-"), figure.utf8.count < 100 else {
        throw HTTPError(400, "figure: expected an id such as fig1")
      }
      arguments += ["--only", "\(name).\(figure)"]
    }
    // A path could begin with a dash.
    try call.server.trainings.reproduce(arguments + ["--", report.source], name: name)
    return HTTPResponse(["name": .string(name)])
  }

  /// A file of a report's pages.
  static let reportPage = Route(.get, "/reports/*") { call in
    let options = call.server.options
    guard let folder = options.reports else { throw HTTPError(404, "the server was started without --reports") }
    var segments = Array(call.request.segments.dropFirst())
    if segments.last?.contains(".") != true { segments.append("index.html") }
    let name = segments[segments.count - 1]
    let type = Assets.type(of: name)
    guard segments.allSatisfy({ !$0.hasPrefix(".") && !$0.contains("/") }), type != "application/octet-stream" else {
      throw HTTPError(404, "there is no such page")
    }
    let path = folder + "/" + segments.joined(separator: "/")
    guard var bytes = contained(path, in: folder) else { throw HTTPError(404, "there is no such page") }
    if name == "index.html", let report = options.runnableReports(folder).first(where: { $0.name == segments[0] }) {
      bytes = FigureLinks(report: report.name).added(to: bytes)
    }
    var response = HTTPResponse(.bytes(bytes), type: type)
    if name.hasSuffix(".html") { response.headers.append(("Content-Security-Policy", InlinePolicy(bytes).text)) }
    return response
  }

  /// The bytes of a file that is really below a folder, links followed.
  private static func contained(_ path: String, in folder: String) -> [UInt8]? {
    let root = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    let real = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard real.hasPrefix(root + "/") else { return nil }
    return try? FileBytes.readSmall(real, limit: 1 << 28)
  }
}
