public import FledgeFormats
public import FledgeModels
import FledgeNetworks
import FledgeTensors

extension PythonScript {
  /// The network as a Keras model; images have their channels last, and weights are transposed as Keras keeps them.
  ///
  /// - Throws: `FormatError` where Keras has no such layer.
  public init(keras run: TrainedRun) throws(FormatError) {
    let network = run.network
    var usesResidual = false
    func text(_ part: ScriptPart) throws(FormatError) -> [String] {
      switch part {
      case .residual(let parts):
        usesResidual = true
        var inside: [String] = []
        for part in parts { inside += try text(part) }
        return ["[\(inside.joined(separator: ", "))]"]
      case .layer(let layer, let node): return try PythonScript.keras(layer, node)
      }
    }
    var entries: [String] = []
    for part in ScriptPart.parts(network.nodes[...]) { entries += try text(part) }
    let shape = network.inputShape
    // Keras has the channels of an image last.
    let input = shape.rank == 3 ? [shape[1], shape[2], shape[0]] : shape.dimensions
    let extents = input.map(String.init).joined(separator: ", ")
    let helpers = [
      "todo = []",
      "def W(layer, *arrays): todo.append((layer, arrays)); return layer",
      "def dense(p): return W(L.Dense(w[p + \".weight\"].shape[0], use_bias=p + \".bias\" in w), w[p + \".weight\"].T, *bias(p))",
      "def bias(p): return [w[p + \".bias\"]] if p + \".bias\" in w else []",
    ]
    let run1 = [
      "def run(x, parts):",
      "    for part in parts: "
        + (usesResidual ? "x = L.add([x, run(x, part)]) if isinstance(part, list) else part(x)" : "x = part(x)"),
      "    return x",
    ]
    lines =
      PythonScript.header(run, input: "[N, \(extents)]") + [
        "import os, keras; from keras import layers as L; from safetensors.numpy import load_file",
        "w = load_file(os.path.splitext(__file__)[0] + \".safetensors\")",
      ] + helpers + run1 + ["x = keras.Input((\(extents),))", "model = keras.Model(x, run(x, ["]
      + PythonScript.wrapped(entries) + ["]))", "for layer, arrays in todo: layer.set_weights(arrays)"]
    notes = []
  }

  /// The Keras layers that compute one of ours.
  private static func keras(_ layer: any Layer, _ node: Node) throws(FormatError) -> [String] {
    let path = "\"\(node.path)\""
    func padded(_ window: WindowSettings, _ text: String) -> [String] {
      window.padding == 0 ? [text] : ["L.ZeroPadding2D(\(window.padding))", text]
    }
    switch layer {
    case is Linear: return ["dense(\(path))"]
    case let layer as TiedLinear:
      return ["W(L.Dense(\(layer.outputs)), w[\"\(layer.tiedPath)\"], w[\(path) + \".bias\"])"]
    case let layer as Conv2d:
      let strides = layer.window.stride == 1 ? "" : ", strides=\(layer.window.stride)"
      return padded(
        layer.window,
        "W(L.Conv2D(\(layer.outputs), \(layer.window.kernel)\(strides)\(layer.hasBias ? "" : ", use_bias=False")), "
          + "w[\(path) + \".weight\"].transpose(2, 3, 1, 0), *bias(\(path)))")
    case let layer as MaxPool2d:
      let window = layer.settingsOfWindow
      guard window.padding == 0 else {
        throw FormatError(
          .unsupported, expected: "layers that Keras has", found: "max-pooling with padding in layer \(node.path)",
          advice: "export to --pytorch or --onnx")
      }
      return ["L.MaxPooling2D(\(window.kernel), strides=\(window.stride))"]
    case let layer as AveragePool2d:
      let window = layer.settingsOfWindow
      return padded(window, "L.AveragePooling2D(\(window.kernel), strides=\(window.stride))")
    case is BatchNorm:
      return [
        "W(L.BatchNormalization(epsilon=1e-5, momentum=0.9), *[w[\(path) + n] for n in (\".weight\", \".bias\", "
          + "\".running_mean\", \".running_var\")])"
      ]
    case is LayerNorm:
      return ["W(L.LayerNormalization(epsilon=1e-5), w[\(path) + \".weight\"], w[\(path) + \".bias\"])"]
    case is RMSNorm: return ["W(L.RMSNormalization(epsilon=1e-5), w[\(path) + \".weight\"])"]
    case is PReLU: return ["W(L.PReLU(), w[\(path) + \".weight\"])"]
    case let layer as Dropout: return ["L.Dropout(\(layer.probability))"]
    case let layer as GaussianNoise: return ["L.GaussianNoise(\(layer.standardDeviation))"]
    case is Flatten: return node.inputShape.rank == 3 ? ["L.Permute((3, 1, 2))", "L.Flatten()"] : ["L.Flatten()"]
    case let layer as Reshape:
      let shape = layer.shape.dimensions.map(String.init).joined(separator: ", ")
      let before = node.inputShape.rank == 3 ? ["L.Permute((3, 1, 2))"] : []
      return before + ["L.Reshape((\(shape),))"] + (layer.shape.rank == 3 ? ["L.Permute((2, 3, 1))"] : [])
    case let layer as LeakyReLU: return ["L.LeakyReLU(negative_slope=\(layer.slope))"]
    case let layer as ELU: return ["L.ELU(alpha=\(layer.alpha))"]
    case is GELU: return ["L.Activation(lambda x: keras.activations.gelu(x, approximate=False))"]
    case is TanhGELU: return ["L.Activation(lambda x: keras.activations.gelu(x, approximate=True))"]
    case is HardTanh: return ["L.Activation(lambda x: keras.ops.clip(x, -1, 1))"]
    case is LogSoftmax: return ["L.Activation(\"log_softmax\")"]
    default: return ["L.Activation(\"\(layer.name)\")"]
    }
  }
}
