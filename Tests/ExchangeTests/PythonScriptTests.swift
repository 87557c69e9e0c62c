import FledgeExchange
import FledgeModels
import FledgeNetworks
import FledgeTensors
import Testing

@Suite struct PythonScriptTests {
  private func run(_ list: String, input: TensorShape = [1, 12, 12]) throws -> TrainedRun {
    let network = try LayerList(parsing: list).network(input: input)
    var settings = TrainingSettings()
    settings.layerList = try LayerList(parsing: list).texts
    return TrainedRun(
      path: "a run", settings: settings, network: network, parameters: network.initialized(seed: 1),
      statistics: network.initialStatistics(), contract: nil)
  }

  @Test func `the PyTorch script names every layer with its sizes`() throws {
    let script = PythonScript(
      torch: try run(
        "conv 4 3 stride 2 no-bias, batch-norm, relu, max-pool 2, flatten, residual [linear 16, gelu], linear 3"))
    let text = script.lines.joined(separator: "\n")
    for layer in [
      "nn.Conv2d(1, 4, 3, stride=2, bias=False)", "nn.BatchNorm2d(4)", "nn.MaxPool2d(2)", "nn.Flatten()",
      "Residual(nn.Linear(16, 16), nn.GELU())", "nn.Linear(16, 3)", "strict=True",
    ] { #expect(text.contains(layer), "\(layer)") }
    #expect(script.lines.count <= 30)
  }

  @Test func `a list of a hundred layers stays within thirty lines`() throws {
    let list = Array(repeating: "linear 8, relu", count: 40).joined(separator: ", ")
    #expect(PythonScript(torch: try run(list, input: [8])).lines.count <= 30)
    #expect(try PythonScript(keras: run(list, input: [8])).lines.count <= 30)
  }

  @Test func `Keras gets images with channels last, and back before they are flattened`() throws {
    let script = try PythonScript(keras: run("conv 4 3 padding 1, relu, flatten, linear 3"))
    let text = script.lines.joined(separator: "\n")
    #expect(text.contains("keras.Input((12, 12, 1,))"))
    #expect(text.contains("L.Permute((3, 1, 2)), L.Flatten()"))
    #expect(text.contains("L.ZeroPadding2D(1)"))
  }

  @Test func `max-pooling with padding is refused for Keras`() throws {
    let run = try run("max-pool 3 stride 2 padding 1, flatten, linear 3")
    #expect(throws: (any Error).self) { try PythonScript(keras: run) }
  }
}
