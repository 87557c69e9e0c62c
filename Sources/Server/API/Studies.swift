import FledgeFormats
import FledgeRunStore
import FledgeStudies

extension Route {
  /// The studies of the store with their progress.
  static let studies = Route(.get, "/api/studies") { call in
    guard let path = call.server.options.store else { return HTTPResponse(["studies": [], "store": nil]) }
    let store = try openStore(path)
    var found: [JSONValue] = []
    for study in try store.studies() {
      let progress = try store.progress(of: study.id)
      found.append([
        "name": .string(study.name), "total": .integer(progress.total), "finished": .integer(progress.finished),
        "running": .integer(progress.running), "queued": .integer(progress.queued), "failed": .integer(progress.failed),
      ])
    }
    return HTTPResponse(["studies": .array(found), "store": .string(storeName(path))])
  }

  private static func openStore(_ path: String) throws(RunStoreError) -> any RunStore {
    guard PostgreSQLAddress.isAddress(path) else { return try SQLiteRunStore(path: path, access: .existing) }
    let patience = PostgreSQLRunStore.Patience(opening: 5, call: 5, answer: 10)
    return try PostgreSQLRunStore(PostgreSQLAddress(path), creates: false, patience: patience)
  }

  /// The store's name on the page, without a password.
  private static func storeName(_ path: String) -> String {
    PostgreSQLAddress.isAddress(path) ? (try? PostgreSQLAddress(path).name) ?? "the server" : path
  }

  /// One study: what `fledge study show --json` prints, and the curves of each variant over its seeds.
  static let study = Route(.get, "/api/studies/:name") { call in
    guard let path = call.server.options.store else {
      throw HTTPError(404, "the server was started without --store")
    }
    let store = try openStore(path)
    let results = try StudyResults(named: call["name"], in: store, metric: call.request.query["metric"])
    var object = results.json
    var groups: [JSONValue] = []
    for group in results.groups {
      var curves = JSONObject()
      for name in ["validation_loss", "validation_accuracy", "training_loss_seen"] {
        let found = try results.curves(name, of: group)
        let runs = found.map { curve in Dictionary(zip(curve.positions, curve.values)) { first, _ in first } }
        if let band = CurveBand(runs) { curves[name] = .object(band.json) }
      }
      groups.append(["name": .string(group.name), "curves": .object(curves)])
    }
    object["curves"] = .array(groups)
    object["text"] = .string(results.text)
    return HTTPResponse(.object(object))
  }
}
