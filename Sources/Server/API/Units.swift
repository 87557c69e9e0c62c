import FledgeDatasets
import FledgeFormats
import FledgeInspection
import FledgeModels
import FledgeNetworks
import FledgeTensors

extension Route {
  /// The layers of a run's network, with the number of units of each.
  static let layers = Route(.get, "/api/runs/:id/layers") { call in
    let run = try call.network().run
    return HTTPResponse([
      "form": .object(run.exampleForm),
      "layers": .array(
        run.network.unitLayers.map { layer in
          [
            "path": .string(layer.path), "kind": .string(layer.name), "summary": .string(layer.summary),
            "shape": .array(layer.shape.dimensions.map { .integer($0) }), "units": .integer(layer.unitCount),
            "parameters": .integer(layer.parameterCount), "has_weights": .bool(UnitWeights(run, layer) != nil),
          ]
        }),
    ])
  }

  /// Units of one layer: their weights, and how often each is above 0 on a set.
  static let units = Route(.get, "/api/runs/:id/units") { call in
    let network = try call.network()
    let layer = try call.layer(of: network.run)
    let first = try call.number("from", default: 0, in: 0...100_000_000)
    let count = try call.number("count", default: 64, in: 1...256)
    let weights = UnitWeights(network.run, layer)
    let (set, problem) = try call.measuredSet(of: network)
    let activations = set.map { network.activations(layer, on: $0) }
    let units = (min(first, layer.unitCount)..<min(layer.unitCount, first + count)).map { unit -> JSONValue in
      var object: JSONObject = ["unit": .integer(unit)]
      if let summary = activations?.summary(of: unit) {
        object["mean"] = .number(summary.mean)
        object["largest"] = .number(summary.largest)
        object["active"] = .number(summary.activeShare)
        object["is_constant"] = .bool(summary.isConstant)
      }
      if let weights { object["weights"] = PackedNumbers.json(weights.of(unit)) }
      return .object(object)
    }
    return HTTPResponse([
      "layer": .string(layer.path), "total": .integer(layer.unitCount), "set": set.map { .string($0.name) } ?? .null,
      "examples": .integer(set?.examples.count ?? 0), "weights": weights?.json ?? .null, "units": .array(units),
      "problem": problem.map { .string($0) } ?? .null,
    ])
  }

  /// One unit: its weights, its histogram on a set, and the examples that excite it most.
  static let unit = Route(.get, "/api/runs/:id/unit") { call in
    let network = try call.network()
    let (layer, unit) = try call.unit(of: network.run)
    let weights = UnitWeights(network.run, layer)
    var object: JSONObject = [
      "layer": .string(layer.path), "unit": .integer(unit), "has_positions": .bool(layer.positions > 1),
      "weights": weights?.json ?? .null, "values": weights.map { PackedNumbers.json($0.of(unit)) } ?? .null,
      "bias": weights?.biases.map { .number(Double($0[unit])) } ?? .null,
    ]
    let (found, problem) = try call.measuredSet(of: network)
    guard let set = found else {
      object["problem"] = .string(problem ?? "")
      return HTTPResponse(.object(object))
    }
    let activations = network.activations(layer, on: set)
    let values = activations.of(unit)
    let histogram = UnitHistogram(values)
    let summary = activations.summary(of: unit)
    object["set"] = .string(set.name)
    object["examples"] = .integer(set.examples.count)
    object["total"] = .integer(set.total)
    object["mean"] = .number(summary.mean)
    object["standard_deviation"] = .number(summary.standardDeviation)
    object["active"] = .number(summary.activeShare)
    object["edges"] = .array(histogram.edges.map { .number($0) })
    object["counts"] = .array(histogram.counts.map { .integer($0) })
    object["not_finite"] = .integer(histogram.skipped)
    object["strongest"] = .array(
      activations.strongest(16, of: unit).map { index in
        var example = set.json(index)
        example["activation"] = .number(Double(values[values.startIndex + index]))
        return .object(example)
      })
    return HTTPResponse(.object(object))
  }

  /// How a set is answered with one unit switched off, beside the whole network.
  static let ablation = Route(.get, "/api/runs/:id/ablation") { call in
    let network = try call.network()
    let off = try call.unit(of: network.run)
    let set = try network.set(call.request.query["set"])
    let changed = UnitAblation.answers(of: network.run, on: set.examples, without: off)
    let differing = zip(set.answers.predicted, changed.predicted).count { $0 != $1 }
    return HTTPResponse([
      "set": .string(set.name), "examples": .integer(set.examples.count), "kind": .string(changed.kind.rawValue),
      "before": SetScores(set.answers, of: set.examples).json, "after": SetScores(changed, of: set.examples).json,
      "changed_answers": changed.kind == .classes ? .integer(differing) : .null,
    ])
  }

  /// One example through all layers, with the gradient of one output by the input.
  static let steps = Route(.get, "/api/runs/:id/steps") { call in
    let network = try call.network()
    let set = try network.set(call.request.query["set"])
    let example = try call.number("example", default: 0, in: 0...max(0, set.examples.count - 1))
    let answers = set.answers
    let best = answers.kind == .classes ? answers.predicted[example] : 0
    let output = try call.number("output", default: best, in: 0...max(0, network.run.network.outputShape.count - 1))
    let values = LayerValues(
      network.run, set.examples, at: example, gradientOf: answers.kind == .reconstruction ? nil : output)
    var object: JSONObject = [
      "set": .string(set.name), "kind": .string(answers.kind.rawValue), "form": .object(network.run.exampleForm),
      "example": .object(set.json(example)), "outputs": .array(answers.outputNames.map { .string($0) }),
      "are_probabilities": .bool(answers.areProbabilities),
      "values": .array(values.values.map { PackedNumbers.json($0) }),
      "output": .integer(output), "input_gradient": PackedNumbers.json(values.inputGradient),
    ]
    if call.request.query["layer"] != nil {
      let off = try call.unit(of: network.run)
      let without = LayerValues(network.run, set.examples, at: example, without: off)
      let raw = Tensor(
        shape: [1, network.run.network.outputShape.count], elements: without.values[without.values.count - 1])
      object["without"] = .array(answers.readable(raw).prefix(1000).map { .number($0) })
    }
    return HTTPResponse(.object(object))
  }
}

extension Call {
  /// The layer that the query names.
  fileprivate func layer(of run: TrainedRun) throws -> UnitLayer {
    guard let path = request.query["layer"] else { throw HTTPError(400, "layer: expected the path of a layer") }
    return try run.network.unitLayer(path)
  }

  /// The set that units are measured on, or why there is none: weights can be shown without data.
  ///
  /// - Throws: where the query asks for a set that this run does not have.
  fileprivate func measuredSet(of network: OpenNetwork) throws -> (set: ExampleSet?, problem: String?) {
    do {
      return (try network.set(request.query["set"]), nil)
    } catch let error as HTTPError {
      throw error
    } catch {
      return (nil, "\(error)")
    }
  }

  /// The unit that the query names.
  fileprivate func unit(of run: TrainedRun) throws -> (layer: UnitLayer, unit: Int) {
    guard let path = request.query["layer"] else { throw HTTPError(400, "layer: expected the path of a layer") }
    let unit = try number("unit", default: 0, in: 0...100_000_000)
    return (try run.network.unitLayer(path, having: unit), unit)
  }
}

extension UnitWeights {
  /// What they belong to.
  var json: JSONValue {
    var object: JSONObject = ["layer": .string(path), "count": .integer(weights.shape[1])]
    switch source {
    case .features: object["source"] = "features"
    case .layer(let path):
      object["source"] = "layer"
      object["from"] = .string(path)
    case .window(let shape):
      object["source"] = "window"
      object["shape"] = .array(shape.dimensions.map { .integer($0) })
    }
    return .object(object)
  }
}

extension SetScores {
  var json: JSONValue {
    func score(_ score: Score) -> JSONValue {
      [
        "name": .string(score.name), "count": .integer(score.count),
        "accuracy": score.accuracy.map { .number($0) } ?? .null, "error": .number(score.error),
      ]
    }
    return ["all": score(all), "classes": .array(classes.map(score))]
  }
}
