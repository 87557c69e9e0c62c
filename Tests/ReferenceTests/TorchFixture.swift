import FledgeReference
import Foundation
import Testing

/// One file of `Tests/Fixtures/torch`; the README there describes the format.
struct TorchFixture: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let batch: Int
  let steps: Int
  let layers: [LayerSpec]
  let loss: LossSpec
  let optimizer: OptimizerSpec
  let parameters: [Parameter]
  let inputs: [[Double]]
  let labels: [[Int]]?
  let targets: [[Double]]?
  let expected: Expected
  var testDescription: String { name }

  struct Parameter: Decodable, Sendable {
    let name: String
    let shape: [Int]
    let values: [Double]
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

  /// The loss of one step.
  func makeLoss(step: Int) -> any ReferenceLoss {
    loss.make(labels: labels?[step] ?? [], targets: targets?[step] ?? inputs[step])
  }
}
