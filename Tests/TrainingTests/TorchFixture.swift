import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Foundation

/// One file of `Tests/Fixtures/torch`; the README there describes the format.
struct TorchFixture: Decodable, Sendable {
  let name: String
  let batch: Int
  let steps: Int
  let layers: [LayerSpec]
  let loss: LossSpec
  let optimizer: OptimizerSpec
  let parameters: [Parameter]
  let inputs: [[Float]]
  let labels: [[Int]]?
  let targets: [[Float]]?
  let targetsAreInputs: Bool?
  let expected: Expected

  struct Parameter: Decodable, Sendable {
    let name: String
    let shape: [Int]
    let values: [Float]
  }

  struct Expected: Decodable, Sendable {
    let output: [Double]
    let gradients: [String: [Double]]
    let losses: [Double]
    let parameters: [String: [Double]]
    let statistics: [String: Statistics]?
    let evaluationOutput: [Double]?
  }

  struct Statistics: Decodable, Sendable {
    let mean: [Double]
    let variance: [Double]
  }

  /// Every file of the folder, by name.
  static let all: [TorchFixture] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Fixtures/torch")
    do {
      return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        .filter { $0.pathExtension == "json" }
        .map { try JSONDecoder().decode(TorchFixture.self, from: Data(contentsOf: $0)) }
        .sorted { $0.name < $1.name }
    } catch {
      fatalError("\(folder.path): expected fixtures that can be read, found \(error)")
    }
  }()

  var width: Int { inputs[0].count / batch }

  /// The network; throws where a layer cannot be expressed.
  func network() throws -> Network {
    try Network(input: inputShape, layers.map { try $0.module() })
  }

  /// Images where the first layer takes them, else one row of features.
  private var inputShape: TensorShape {
    guard let channels = layers[0].channels, let height = layers[0].height, let width = layers[0].width else {
      return [width]
    }
    return [channels, height, width]
  }

  /// The first values of all parameters.
  func initial(_ network: Network) throws -> Parameters {
    var initial = Parameters(layout: network.parameterLayout)
    for parameter in parameters {
      try initial.set(parameter.name, to: Tensor(shape: TensorShape(parameter.shape), elements: parameter.values))
    }
    return initial
  }

  /// All batches one after the other.
  var source: ArraySource {
    let features = inputs.flatMap { Self.rows($0, batch) }
    if let labels {
      return ArraySource(features: features, labels: labels.flatMap { $0 }, classes: expected.output.count / batch)
    }
    return ArraySource(features: features, targets: targets.map { $0.flatMap { Self.rows($0, batch) } } ?? features)
  }

  /// Settings that visit the batches in order, once.
  var options: TrainingOptions {
    var options = TrainingOptions()
    options.epochs = 1
    options.batchSize = batch
    options.order = .stored
    options.penalties.includesBiases = true
    options.penalties.l2 = optimizer.l2Penalty ?? 0
    options.clipping.norm = optimizer.clipGlobalNorm
    options.target = targetsAreInputs == true ? .features : .given
    return options
  }

  private static func rows(_ flat: [Float], _ count: Int) -> [[Float]] {
    let width = flat.count / count
    return (0..<count).map { Array(flat[$0 * width..<($0 + 1) * width]) }
  }
}
