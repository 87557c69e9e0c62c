import FledgeFormats
import FledgeModels
import Foundation

extension Route {
  /// A page of the list of runs.
  static let runs = Route(.get, "/api/runs") { call in
    let catalogue = call.server.runs
    let offset = try call.number("offset", default: 0, in: 0...10_000_000)
    let limit = try call.number("limit", default: 100, in: 1...1000)
    let sort = call.request.query["sort"] ?? "changed"
    var entries = catalogue.entries()
    let words = (call.request.query["query"] ?? "").lowercased().split(separator: " ").map(String.init)
    if !words.isEmpty {
      entries = entries.filter { entry in
        let text = catalogue.summary(entry).text
        return words.allSatisfy { text.contains($0) }
      }
    }
    switch sort {
    case "changed": entries.sort { ($0.changed, $1.id) > ($1.changed, $0.id) }
    case "name": entries.sort { $0.id.compare($1.id, options: .numeric) == .orderedAscending }
    case "test_accuracy", "validation_accuracy", "test_loss", "validation_loss":
      let isLoss = sort.hasSuffix("loss")
      let worst = isLoss ? Double.infinity : -Double.infinity
      let values = entries.map { catalogue.summary($0).values[sort] ?? worst }
      // Ties by name, so that rows stay where they are from one request to the next.
      let order = entries.indices.sorted { a, b in
        if values[a] != values[b] { return isLoss ? values[a] < values[b] : values[a] > values[b] }
        return entries[a].id < entries[b].id
      }
      entries = order.map { entries[$0] }
    default:
      throw HTTPError(
        400, "sort: expected changed, name, test_accuracy, test_loss, validation_accuracy or validation_loss")
    }
    let shown = entries.dropFirst(offset).prefix(limit)
    return HTTPResponse([
      "total": .integer(entries.count), "indexed": .integer(catalogue.indexedCount),
      "runs": .array(shown.map { .object(catalogue.summary($0).json) }),
    ])
  }

  /// Everything about one run.
  static let run = Route(.get, "/api/runs/:id") { call in
    let catalogue = call.server.runs
    let entry = try catalogue.entry(call["id"])
    var object = catalogue.summary(entry).json
    let text = (try? FileBytes.readSmall(entry.path + "/config.yaml", limit: 1 << 20)) ?? []
    let settings = FlatSettings(String(decoding: text, as: UTF8.self))
    object["settings"] = .object(settings.json(settings.keys))
    object["changed_settings"] = .object(settings.json(settings.changedKeys))
    object["history"] = .object((try? HistoryRows(entry.path + "/history.csv"))?.json() ?? [:])
    object["progress"] = RunFolder.progress(at: entry.path) ?? .null
    object["record"] = entry.hasRecord ? json(entry.path + "/record.json") ?? .null : .null
    object["interventions"] = json(entry.path + "/interventions.json") ?? .array([])
    var files = JSONObject()
    for name in try PosixFileSystem().list(entry.path).sorted() where !name.hasPrefix(".") {
      files[name] = .integer(RunFolderUsage.bytes(entry.path + "/" + name))
    }
    object["files"] = .object(files)
    return HTTPResponse(.object(object))
  }

  /// The epochs from one on.
  static let history = Route(.get, "/api/runs/:id/history") { call in
    let entry = try call.server.runs.entry(call["id"])
    let first = try call.number("from", default: 0, in: 0...100_000_000)
    return HTTPResponse(.object(try HistoryRows(entry.path + "/history.csv").json(from: first)))
  }

  /// What changes from now on.
  static let events = Route(.get, "/api/events") { call in
    HTTPResponse(.stream(call.server.watcher.listen()), type: "text/event-stream")
  }

  private static func json(_ path: String) -> JSONValue? {
    guard let bytes = try? FileBytes.readSmall(path, limit: 1 << 26) else { return nil }
    return try? JSONValue(parsing: bytes, limits: JSONValue.Limits(values: 4_000_000))
  }
}
