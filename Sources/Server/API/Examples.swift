import FledgeDatasets
import FledgeFormats
import FledgeInspection
import FledgeModels
import FledgeNetworks
import FledgeTensors

extension Route {
  /// Examples of a run's data with the network's answers: in their order, or the worst mistakes first.
  static let examples = Route(.get, "/api/runs/:id/examples") { call in
    let network = try call.network()
    let set = try network.set(call.request.query["set"])
    let order: [Int]
    switch (call.request.query["only"], call.request.query["indices"]) {
    case ("mistakes"?, nil): order = set.mistakes
    case (nil, let text?):
      let numbers = text.split(separator: ",").map { Int($0) ?? -1 }
      guard numbers.count <= 500, numbers.allSatisfy(set.examples.indices.contains) else {
        throw HTTPError(400, "indices: expected up to 500 numbers from 0 to \(set.examples.count - 1)")
      }
      order = numbers
    case (nil, nil): order = Array(set.examples.indices)
    default: throw HTTPError(400, "only: expected mistakes, without indices")
    }
    let first = try call.number("from", default: 0, in: 0...100_000_000)
    let count = try call.number("count", default: 20, in: 1...500)
    return HTTPResponse([
      "set": .string(set.name), "total": .integer(set.total), "shown": .integer(set.examples.count),
      "count": .integer(order.count), "kind": .string(set.answers.kind.rawValue),
      "form": .object(network.run.exampleForm),
      "outputs": .array(set.answers.outputNames.map { .string($0) }),
      "are_probabilities": .bool(set.answers.areProbabilities),
      "examples": .array(order.dropFirst(first).prefix(count).map { .object(set.json($0)) }),
    ])
  }

  /// The training examples that lie nearest to given features, as they are before scaling.
  static let nearest = Route(.post, "/api/runs/:id/nearest") { call in
    let network = try call.network()
    let body = try call.object()
    let width = network.run.network.inputShape.count
    let values = (body["values"]?.arrayValue ?? []).compactMap { $0.numberValue.map { Float($0) } }
    guard values.count == width, values.allSatisfy(\.isFinite) else {
      throw HTTPError(400, "values: expected \(width) numbers, found \(values.count)")
    }
    let wanted = body["count"]?.integerValue ?? 5
    guard (1...50).contains(wanted) else { throw HTTPError(400, "count: expected 1 to 50") }
    let found = try network.nearest(wanted, to: values)
    let training = try network.data().training
    return HTTPResponse([
      "total": .integer(training.count), "form": .object(network.run.exampleForm),
      "nearest": .array(
        zip(found.indices, found.distances).map { index, distance in
          var object = training.json(index)
          object["distance"] = .number(Double(distance))
          return .object(object)
        }),
    ])
  }
}

extension Call {
  /// The open network of the run that the path names.
  func network() throws -> OpenNetwork { try server.networks.network(server.runs.entry(self["id"])) }
}

extension Dataset {
  var indices: Range<Int> { 0..<count }
}
