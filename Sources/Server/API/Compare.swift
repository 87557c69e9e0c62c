import FledgeFormats
import FledgeMetrics
import FledgeStudies

extension Route {
  /// Runs side by side: grouped over seeds, with what differs and what their results allow to say.
  static let compare = Route(.get, "/api/compare") { call in
    let ids = (call.request.query["runs"] ?? "").split(separator: ",").map(String.init)
    guard (1...200).contains(ids.count) else {
      throw HTTPError(400, "runs: expected the ids of 1 to 200 runs, separated by commas")
    }
    var runs: [ComparedRun] = []
    for id in ids {
      guard let name = HTTPRequest.decoded(id[...]) else { throw HTTPError(400, "runs: expected percent-encoded ids") }
      runs.append(try ComparedRun(call.server.runs.entry(name), in: call.server.runs))
    }
    return HTTPResponse(.object(RunGroups(runs).json))
  }
}
