import FledgeExchange
import FledgeFormats
import FledgeModels

extension Route {
  /// The network for engine.js, as `fledge export RUN --browser` writes it.
  static let model = Route(.get, "/api/runs/:id/model") { call in
    let network = try call.network()
    var response = HTTPResponse(
      .bytes(try BrowserModel(network.run, name: call["id"]).bytes()), type: "application/octet-stream")
    // Weights that were trained again are another network.
    response.headers.append(("ETag", "\"\(network.stamp)\""))
    return response
  }
}
