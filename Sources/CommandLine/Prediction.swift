import Fledge

/// What a network says of some examples, with the names and units of its data.
struct Prediction {
  enum Meaning {
    /// One probability for each class.
    case probabilities
    /// One score for each class, which is no probability.
    case scores
    /// Real values in the unit of the target.
    case values
    /// The features again, as an autoencoder gives them.
    case reconstruction
    /// What the network or one of its layers gives, before any conversion.
    case raw
  }

  let meaning: Meaning
  /// The names of the classes in the order of the outputs; empty for values.
  let classNames: [String]
  /// `[examples, outputs]`.
  let outputs: [[Double]]

  /// - Parameters:
  ///   - isRaw: whether logits stay logits.
  ///   - layer: the path of the layer or block whose output is wanted; the last one's when left out.
  init(_ run: TrainedRun, _ features: Tensor, source: String, isRaw: Bool = false, layer: String? = nil) throws {
    let raw = try run.predictor.output(for: features, upTo: layer.map { try run.network.value(of: $0) })
    try checkFinite(raw, in: source)
    guard !isRaw, layer == nil else {
      meaning = .raw
      let names = run.contract?.classNames ?? []
      let width = raw.shape.count / max(1, features.shape[0])
      classNames = layer == nil && names.count == width ? names : []
      outputs = (0..<features.shape[0]).map { row in
        raw.elements[row * width..<(row + 1) * width].map { Double($0) }
      }
      return
    }
    let width = run.network.outputShape.count
    let isValues = run.contract.map { $0.target.kind == .values } ?? (run.settings.dataset == "line")
    let values: [Float]
    if run.settings.isAutoencoder {
      meaning = .reconstruction
      classNames = []
      values = probabilityRows(raw, meaning: run.settings.makeLoss(hasLabels: false).outputMeaning).elements
    } else if isValues {
      meaning = .values
      classNames = []
      values = raw.elements
    } else {
      let loss = run.settings.makeLoss(hasLabels: true)
      // Losses on values and margins give scores, which may lie below 0 and above 1.
      meaning = loss.outputMeaning == .values ? .scores : .probabilities
      let names = run.contract?.classNames ?? []
      classNames = names.count == width ? names : (0..<width).map { String($0) }
      values = probabilityRows(raw, meaning: loss.outputMeaning).elements
    }
    let scaler = meaning == .values ? run.contract?.target.scaler : nil
    if meaning == .reconstruction, let contract = run.contract, contract.table?.arePixels == false,
      case .perFeature(let features) = contract.normalization
    {
      outputs = (0..<values.count / width).map { row in
        (0..<width).map { Double(values[row * width + $0]) / features.exactScales[$0] + features.exactMeans[$0] }
      }
      return
    }
    outputs = (0..<features.shape[0]).map { row in
      values[row * width..<(row + 1) * width].map { scaler?.unscaled(Double($0)) ?? Double($0) }
    }
  }

  /// The outputs of one example, the largest first; of equal ones the first.
  func order(_ row: Int) -> [Int] {
    let values = outputs[row]
    return values.indices.sorted { values[$0] == values[$1] ? $0 < $1 : values[$0] > values[$1] }
  }

  /// The class with the largest output.
  func index(_ row: Int) -> Int {
    let values = outputs[row]
    return values.indices.max { values[$0] == values[$1] ? $0 > $1 : values[$0] < values[$1] } ?? 0
  }

  /// What is predicted, as text: a class, or values.
  func text(_ row: Int) -> String {
    classNames.isEmpty ? outputs[row].map { valueText($0) }.joined(separator: " ") : classNames[index(row)]
  }

  /// What is predicted as JSON.
  func json(_ row: Int, name: String, label: String?) -> JSONObject {
    var object: JSONObject = ["example": .string(name)]
    let values = outputs[row]
    switch meaning {
    case .reconstruction, .raw:
      object["output"] = .array(values.map { .number($0) })
    case .values:
      object["predicted"] = values.count == 1 ? .number(values[0]) : .array(values.map { .number($0) })
      object["label"] = label.map { text in Double(text).map { .number($0) } ?? .string(text) } ?? .null
    case .probabilities, .scores:
      let index = index(row)
      object["predicted"] = .string(classNames[index])
      object["index"] = .integer(index)
      object["label"] = label.map { .string($0) } ?? .null
      var byName = JSONObject()
      for (name, value) in zip(classNames, values) { byName[name] = .number(value) }
      object[meaning == .scores ? "scores" : "probabilities"] = .object(byName)
    }
    return object
  }
}

extension Network {
  /// The value that a layer or block gives.
  ///
  /// - Throws: `SettingError` with the paths that there are.
  fileprivate func value(of path: String) throws(SettingError) -> Int {
    if let range = blocks[path] { return range.upperBound }
    if let index = nodes.firstIndex(where: { $0.path == path }) { return index + 1 }
    let known = blocks.keys.sorted() + nodes.map(\.path)
    throw .invalidValue(
      key: "--layer",
      expected: "the path of a layer (\(known.prefix(20).joined(separator: ", "))\(known.count > 20 ? ", ..." : ""))",
      found: "'\(path)'")
  }
}
