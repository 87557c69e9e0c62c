import Foundation

/// One file of `Tests/Fixtures/torch`; the README there describes the format.
package struct TorchFixture: Decodable, Sendable, CustomStringConvertible {
  package let name: String
  package let batch: Int
  package let steps: Int
  package let layers: [LayerSpec]
  package let loss: LossSpec
  package let optimizer: OptimizerSpec
  package let parameters: [Parameter]
  package let inputs: [[Double]]
  package let labels: [[Int]]?
  package let targets: [[Double]]?
  package let targetsAreInputs: Bool?
  package let expected: Expected
  package var description: String { name }

  package struct Parameter: Decodable, Sendable {
    package let name: String
    package let shape: [Int]
    package let values: [Double]
  }

  package struct Expected: Decodable, Sendable {
    package let output: [Double]
    package let gradients: [String: [Double]]
    package let losses: [Double]
    package let parameters: [String: [Double]]
    package let statistics: [String: Statistics]?
    package let evaluationOutput: [Double]?
  }

  package struct Statistics: Decodable, Sendable {
    package let mean: [Double]
    package let variance: [Double]
  }

  /// Every file of the folder, by name.
  package static let all: [TorchFixture] = {
    let folder = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
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
}

/// What a fixture says of a layer.
package struct LayerSpec: Decodable, Sendable {
  package let type: String
  package let inputs, outputs, owner, features, slopes: Int?
  package let channels, height, width, outputChannels, kernel, stride, padding: Int?
  package let slope, alpha, beta, lower, upper, probability, epsilon, momentum: Double?
  package let bias: Bool?
  package let layers: [LayerSpec]?
}

/// What a fixture says of the loss.
package struct LossSpec: Decodable, Sendable {
  package let type: String
  package let reduction: String?
  package let labelSmoothing, margin, delta: Double?
  package let classWeights: [Double]?
}

/// What a fixture says of the optimizer.
package struct OptimizerSpec: Decodable, Sendable {
  package let type: String
  package let learningRate: Double
  package let momentum, decay, epsilon, beta1, beta2, weightDecay, momentumDecay, l2Penalty, clipGlobalNorm: Double?
}
