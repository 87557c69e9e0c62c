import FledgeFormats
import FledgeKernels
import FledgeModels
import FledgeNetworks
import FledgeTensors

// The layers, in the order of execution.

extension BrowserModel {
  /// One node: its path, kind, inputs, output shape, the paths of its arrays, and its settings.
  ///
  /// Value 0 is the network's input, value i + 1 the output of node i.
  static func layer(_ node: Node, of network: Network) throws -> JSONObject {
    var object: JSONObject = ["path": .string(node.path), "kind": .string(node.name)]
    object["inputs"] = list(node.inputs)
    object["shape"] = list(node.outputShape.dimensions)
    var arrays = JSONObject()
    let groups = [(network.parameterLayout, node.parameters), (network.statisticsLayout, node.statistics)]
    for (layout, indices) in groups {
      for index in indices { arrays[layout.entries[index].spec.name] = .string(layout.entries[index].path) }
    }
    object["parameters"] = .object(arrays)
    guard let layer = node.layer else { return object }
    for member in try settings(of: layer).members { object[member.key] = member.value }
    return object
  }

  /// What engine.js has to know of a layer beside the shapes of its arrays.
  private static func settings(of layer: any Layer) throws -> JSONObject {
    switch layer {
    case let layer as Conv2d: window(layer.window)
    case let layer as MaxPool2d: window(layer.settingsOfWindow)
    case let layer as AveragePool2d: window(layer.settingsOfWindow)
    case let layer as LeakyReLU: ["slope": .number(Double(layer.slope))]
    case let layer as ELU: ["alpha": .number(Double(layer.alpha))]
    case let layer as Dropout: ["probability": .number(Double(layer.probability))]
    case let layer as GaussianNoise: ["deviation": .number(Double(layer.standardDeviation))]
    case is any ElementwiseLayer, is Linear, is TiedLinear, is BatchNorm, is LayerNorm, is RMSNorm, is PReLU,
      is Softmax, is LogSoftmax, is Reshape, is Flatten:
      [:]
    default:
      throw FormatError(
        .unsupported, expected: "layers that browsers know", found: "one of kind \(layer.name)",
        advice: "leave --browser out")
    }
  }

  private static func window(_ window: WindowSettings) -> JSONObject {
    [
      "kernel": .integer(window.kernel), "stride": .integer(window.stride), "padding": .integer(window.padding),
    ]
  }

  /// The first and the last value of each named block, such as `decoder`.
  static func blocks(_ network: Network) -> JSONObject {
    var object = JSONObject()
    for name in network.blocks.keys.sorted() {
      guard let range = network.blocks[name] else { continue }
      object[name] = list([range.lowerBound, range.upperBound])
    }
    return object
  }
}
