import FledgeDatasets
import FledgeFormats
import FledgeKernels
import FledgeLatent
import FledgeModels
import FledgeNetworks
import FledgeTensors

extension Route {
  /// The codes of an autoencoder's examples on a map, and how a point of the map becomes a code.
  static let latent = Route(.get, "/api/runs/:id/latent") { call in
    let network = try call.network()
    let run = network.run
    guard run.settings.isAutoencoder else {
      throw HTTPError(
        409, "this network has no codes: it is no autoencoder; train one with `fledge train --autoencoder 64,2`")
    }
    let set = try network.set(call.request.query["set"])
    let count = min(5_000, set.examples.count)
    let codes = try network.codes(of: set).rows(0..<count)
    let width = codes.shape[1]
    let axes = ["x", "y"].map { call.request.query[$0].flatMap { Int($0) } }
    var plane: CodeWalk.Plane?
    if let x = axes[0], let y = axes[1] {
      guard (0..<width).contains(x), (0..<width).contains(y), x != y || width == 1 else {
        throw HTTPError(400, "x and y: expected two different numbers from 0 to \(width - 1)")
      }
      plane = .numbers(x, y)
    }
    let walk = try CodeWalk(codes, plane: plane, threads: .serial)
    let encoder = run.network.blocks["encoder"]
    return HTTPResponse([
      "set": .string(set.name), "total": .integer(set.total), "count": .integer(count), "width": .integer(width),
      "form": .object(run.exampleForm), "method": .string(walk.method), "axes": .array(walk.axes.map { .string($0) }),
      "encoder": encoder.map { .string(run.network.nodes[$0.upperBound - 1].path) } ?? .null,
      "classes": .array(set.examples.classNames.map { .string($0) }),
      "labels": .array(set.examples.labels.prefix(count).map { .integer(Int($0)) }),
      "positions": PackedNumbers.json(walk.positions.elements), "codes": PackedNumbers.json(codes.elements),
      "origin": PackedNumbers.json(walk.origin),
      "directions": .array(walk.directions.map { PackedNumbers.json($0) }),
    ])
  }
}
