import FledgeFormats
public import FledgeModels
import FledgeNetworks
import FledgeTensors

extension PythonScript {
  /// The network as a `torch.nn.Sequential` whose parameters have the names that the run's file has.
  public init(torch run: TrainedRun) {
    let network = run.network
    var helpers: [String] = []
    func need(_ lines: [String]) { if !helpers.contains(lines[0]) { helpers += lines } }
    func text(_ part: ScriptPart) -> String {
      switch part {
      case .residual(let parts):
        need(["class Residual(nn.Sequential):", "    def forward(self, x): return x + super().forward(x)"])
        return "Residual(\(parts.map(text).joined(separator: ", ")))"
      case .layer(let layer, let node):
        if layer is GaussianNoise {
          need([
            "class Noise(nn.Module):", "    def __init__(self, sigma): super().__init__(); self.sigma = sigma",
            "    def forward(self, x): return x + self.sigma * torch.randn_like(x) if self.training else x",
          ])
        }
        if layer is TiedLinear {
          need([
            "class Tied(nn.Module):",
            "    def __init__(self, n): super().__init__(); self.bias = nn.Parameter(torch.zeros(n))",
            "    def forward(self, x): return x @ self.owner[0].weight + self.bias",
          ])
        }
        return PythonScript.torch(layer, input: node.inputShape)
      }
    }
    var body: [String] = []
    let nodes = network.nodes[...]
    if network.blocks.isEmpty {
      body = ["model = nn.Sequential("] + PythonScript.wrapped(ScriptPart.parts(nodes).map(text)) + [")"]
    } else {
      let blocks = network.blocks.sorted { $0.value.lowerBound < $1.value.lowerBound }
      // What stands outside of blocks, such as noise on the input, learns nothing and is named by its place.
      var start = 0
      var children: [String] = []
      for (name, range) in blocks {
        for part in ScriptPart.parts(nodes[start..<range.lowerBound]) {
          children.append("(\"\(children.count)\", \(text(part)))")
        }
        let inside = ScriptPart.parts(nodes[range]).map(text)
        body += ["\(name) = nn.Sequential("] + PythonScript.wrapped(inside) + [")"]
        children.append("(\"\(name)\", \(name))")
        start = range.upperBound
      }
      body.append("model = nn.Sequential(OrderedDict([\(children.joined(separator: ", "))]))")
    }
    for node in nodes {
      guard let tied = node.layer as? TiedLinear else { continue }
      let owner = tied.tiedPath.split(separator: ".").dropLast().joined(separator: ".")
      body.append("model.get_submodule(\"\(node.path)\").owner = [model.get_submodule(\"\(owner)\")]")
    }
    let shape = ["N"] + network.inputShape.dimensions.map(String.init)
    lines =
      PythonScript.header(run, input: "[\(shape.joined(separator: ", "))]") + [
        "import os", network.blocks.isEmpty ? "import torch" : "import torch; from collections import OrderedDict",
        "from torch import nn", "from safetensors.torch import load_file",
      ] + helpers + body + [
        "model.load_state_dict(load_file(os.path.splitext(__file__)[0] + \".safetensors\"), strict=True)",
        "model.eval()",
      ]
    notes = []
  }

  private static func torch(_ layer: any Layer, input: TensorShape) -> String {
    func window(_ settings: WindowSettings, usualStride: Int) -> String {
      "\(settings.kernel)" + (settings.stride == usualStride ? "" : ", stride=\(settings.stride)")
        + (settings.padding == 0 ? "" : ", padding=\(settings.padding)")
    }
    switch layer {
    case let layer as Linear:
      return "nn.Linear(\(layer.inputs), \(layer.outputs)\(layer.hasBias ? "" : ", bias=False"))"
    case let layer as TiedLinear: return "Tied(\(layer.outputs))"
    case let layer as Conv2d:
      return "nn.Conv2d(\(layer.channels), \(layer.outputs), \(window(layer.window, usualStride: 1))"
        + (layer.hasBias ? ")" : ", bias=False)")
    case let layer as MaxPool2d:
      return "nn.MaxPool2d(\(window(layer.settingsOfWindow, usualStride: layer.settingsOfWindow.kernel)))"
    case let layer as AveragePool2d:
      return "nn.AvgPool2d(\(window(layer.settingsOfWindow, usualStride: layer.settingsOfWindow.kernel)))"
    case let layer as BatchNorm:
      return "nn.BatchNorm\(layer.positions > 1 || input.rank == 3 ? 2 : 1)d(\(layer.features))"
    case let layer as LayerNorm: return "nn.LayerNorm(\(layer.features))"
    case let layer as RMSNorm: return "nn.RMSNorm(\(layer.features), eps=1e-5)"
    case let layer as PReLU: return "nn.PReLU(\(layer.features))"
    case let layer as Dropout: return "nn.Dropout(\(layer.probability))"
    case let layer as GaussianNoise: return "Noise(\(layer.standardDeviation))"
    case is Flatten: return "nn.Flatten()"
    case let layer as Reshape:
      let shape = layer.shape.dimensions.map(String.init).joined(separator: ", ")
      return input.rank == 1
        ? "nn.Unflatten(1, (\(shape)))" : "nn.Sequential(nn.Flatten(), nn.Unflatten(1, (\(shape),)))"
    case is Softmax: return "nn.Softmax(dim=1)"
    case is LogSoftmax: return "nn.LogSoftmax(dim=1)"
    case let layer as LeakyReLU: return "nn.LeakyReLU(\(layer.slope))"
    case let layer as ELU: return "nn.ELU(\(layer.alpha))"
    case is TanhGELU: return "nn.GELU(approximate=\"tanh\")"
    default: return "nn.\(torchNames[layer.name] ?? layer.name)()"
    }
  }

  private static let torchNames = [
    "relu": "ReLU", "selu": "SELU", "gelu": "GELU", "silu": "SiLU", "sigmoid": "Sigmoid", "tanh": "Tanh",
    "softplus": "Softplus", "hard-tanh": "Hardtanh",
  ]
}
