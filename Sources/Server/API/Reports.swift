import FledgeFormats
import Foundation

extension Route {
  /// The reports that can be made, and the pages that are there.
  static let reports = Route(.get, "/api/reports") { call in
    let options = call.server.options
    var found: [JSONValue] = options.reportNames.map { name, title in
      let page = "\(name)/index.html"
      let isMade = options.reports.map { FileManager.default.fileExists(atPath: "\($0)/\(page)") } ?? false
      var object: JSONObject = ["name": .string(name), "title": .string(title), "can_run": true]
      if isMade { object["path"] = .string("/reports/\(page)") }
      if let state = call.server.trainings.report(name) {
        object["state"] = .string(state.isAtWork ? "running" : state.status == 0 ? "finished" : "failed")
        object["line"] = .string(state.line)
      }
      return .object(object)
    }
    let known = Set(options.reportNames.map(\.name))
    if let folder = options.reports {
      for name in ((try? PosixFileSystem().list(folder)) ?? []).sorted()
      where !known.contains(name) && FileManager.default.fileExists(atPath: "\(folder)/\(name)/index.html") {
        found.append(["name": .string(name), "title": .string(name), "path": .string("/reports/\(name)/index.html")])
      }
    }
    return HTTPResponse(.array(found))
  }

  /// Makes a report, or one figure of it, anew.
  static let runReport = Route(.post, "/api/reports/:name/run") { call in
    let options = call.server.options
    let name = call["name"]
    guard options.reportNames.contains(where: { $0.name == name }) else {
      throw HTTPError(404, "\(quotedName(name)): there is no report of this name")
    }
    guard let folder = options.reports else { throw HTTPError(404, "the server was started without --reports") }
    let body = try call.object()
    let scale = body["scale"]?.stringValue ?? "quick"
    guard ["smoke", "quick", "full"].contains(scale) else {
      throw HTTPError(400, "scale: expected smoke, quick or full")
    }
    var arguments = [name, "--scale", scale, "--output", folder, "--quiet"]
    if let figure = body["figure"]?.stringValue {
      guard figure.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !figure.hasPrefix("-"), figure.utf8.count < 100 else {
        throw HTTPError(400, "figure: expected an id such as fig1")
      }
      arguments += ["--only", "\(name).\(figure)"]
    }
    try call.server.trainings.reproduce(arguments, name: name)
    return HTTPResponse(["name": .string(name)])
  }

  /// A file of a report's pages.
  static let reportPage = Route(.get, "/reports/*") { call in
    guard let folder = call.server.options.reports else {
      throw HTTPError(404, "the server was started without --reports")
    }
    var segments = Array(call.request.segments.dropFirst())
    if segments.last?.contains(".") != true { segments.append("index.html") }
    let name = segments[segments.count - 1]
    let type = Assets.type(of: name)
    guard segments.allSatisfy({ !$0.hasPrefix(".") && !$0.contains("/") }), type != "application/octet-stream" else {
      throw HTTPError(404, "there is no such page")
    }
    let path = folder + "/" + segments.joined(separator: "/")
    guard let bytes = contained(path, in: folder) else { throw HTTPError(404, "there is no such page") }
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
