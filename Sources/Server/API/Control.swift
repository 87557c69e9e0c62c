import FledgeFormats

extension Route {
  /// Steers a training: the body is passed on to its socket.
  static let control = Route(.post, "/api/runs/:id/control") { call in
    let entry = try call.server.runs.entry(call["id"])
    return HTTPResponse(.object(try ControlClient(folder: entry.path).send(call.object())))
  }
}
