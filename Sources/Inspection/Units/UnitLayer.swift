package import FledgeModels
package import FledgeNetworks
package import FledgeTensors

/// The output of one layer as units: its numbers, or its channels where it gives pictures.
package struct UnitLayer: Sendable, Equatable {
  /// The index of the value in the network.
  package let value: Int
  /// The layer's path, such as `encoder.0`; `input` for the network's input.
  package let path: String
  /// The layer's name, such as `linear`.
  package let name: String
  package let summary: String
  /// The shape of one example's output.
  package let shape: TensorShape
  /// The learned numbers of the layer.
  package let parameterCount: Int

  /// Whether each unit is a channel with a value at every position.
  package var hasChannels: Bool { shape.rank == 3 }
  package var unitCount: Int { hasChannels ? shape[0] : shape.count }
  /// The values of one unit.
  package var positions: Int { hasChannels ? shape[1] * shape[2] : 1 }

  /// The places of a unit's values in the layer's output.
  package func elements(of unit: Int) -> Range<Int> { unit * positions..<(unit + 1) * positions }
}

extension Network {
  /// The input and every layer, in the order of execution.
  package var unitLayers: [UnitLayer] {
    let input = UnitLayer(
      value: 0, path: "input", name: "input", summary: "", shape: inputShape, parameterCount: 0)
    return [input]
      + nodes.enumerated().map { index, node in
        UnitLayer(
          value: index + 1, path: node.path, name: node.name, summary: node.layer?.summary ?? "",
          shape: node.outputShape,
          parameterCount: node.parameters.reduce(0) { $0 + parameterLayout.entries[$1].spec.shape.count })
      }
  }

  /// The layer at a path.
  ///
  /// - Throws: `SettingError` with the paths that there are.
  package func unitLayer(_ path: String) throws(SettingError) -> UnitLayer {
    let layers = unitLayers
    if let layer = layers.first(where: { $0.path == path }) { return layer }
    let known = layers.prefix(20).map(\.path).joined(separator: ", ") + (layers.count > 20 ? ", …" : "")
    throw .invalidValue(key: "layer", expected: "the path of a layer (\(known))", found: "'\(path)'")
  }

  /// The layer at a path, where it has the unit.
  ///
  /// - Throws: `SettingError`.
  package func unitLayer(_ path: String, having unit: Int) throws(SettingError) -> UnitLayer {
    let layer = try unitLayer(path)
    guard (0..<layer.unitCount).contains(unit) else {
      throw .invalidValue(key: "unit", expected: "0 to \(layer.unitCount - 1), the units of \(path)", found: "\(unit)")
    }
    return layer
  }
}
