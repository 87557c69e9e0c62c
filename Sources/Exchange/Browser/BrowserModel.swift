import FledgeDatasets
public import FledgeFormats
public import FledgeModels
package import FledgeNetworks
import FledgeTensors

/// A trained run as one file for browsers: safetensors whose metadata `network` describes the layers as JSON.
///
/// `Web/assets/engine.js` reads it. Arrays have Fledge's names and PyTorch's shapes; equal runs give equal bytes.
public struct BrowserModel: Sendable {
  /// The version of the description.
  static let format = 1

  /// The number of the network's parameters and statistics.
  public let parameterCount: Int
  /// The description that stands in the metadata.
  public private(set) var description: JSONObject
  private let items: [SafeTensors.Item]

  /// - Throws: `FormatError` where a weight is not finite, or a layer has no description.
  public init(_ run: TrainedRun, name: String) throws {
    do {
      self = try BrowserModel(run.network, run.parameters, run.statistics)
    } catch let error as FormatError {
      throw error.inFile(run.path)
    }
    description["name"] = .string(name)
    description["dataset"] = .string(run.contract?.dataset ?? run.settings.dataset)
    description["image_shape"] = BrowserModel.imageShape(run).map(BrowserModel.list) ?? .null
    description["autoencoder"] = .bool(run.settings.isAutoencoder)
    description["meaning"] = .string(BrowserModel.meaning(run))
    description["classes"] = .array(run.classNames.map { .string($0) })
    description["scaling"] = .object(BrowserModel.scaling(run))
    description["target"] = BrowserModel.target(run)
  }

  /// A network of values, whose features need no scaling.
  package init(_ network: Network, _ parameters: Parameters, _ statistics: Parameters) throws {
    let groups = [parameters, statistics]
    items = groups.flatMap { group in
      group.layout.entries.indices.map { SafeTensors.Item(group.layout.entries[$0].path, group.tensor(at: $0)) }
    }
    for group in groups {
      for index in group.layout.entries.indices where !group.tensor(at: index).elements.allSatisfy(\.isFinite) {
        throw FormatError(
          .malformed, expected: "finite weights", found: "others in \(group.layout.entries[index].path)",
          advice: "the training has diverged; lower the learning rate")
      }
    }
    parameterCount = network.parameterCount + network.statisticsLayout.parameterCount
    description = ["format": .integer(BrowserModel.format), "name": "", "dataset": ""]
    description["input_shape"] = BrowserModel.list(network.inputShape.dimensions)
    for key in ["image_shape", "target"] { description[key] = .null }
    description["autoencoder"] = .bool(false)
    description["meaning"] = "values"
    description["classes"] = .array([])
    description["scaling"] = ["rule": "none", "levels": false]
    description["blocks"] = .object(BrowserModel.blocks(network))
    description["layers"] = .array(try network.nodes.map { .object(try BrowserModel.layer($0, of: network)) })
  }

  /// The bytes of the file.
  ///
  /// - Throws: `FormatError` where an array's name cannot be written.
  public func bytes() throws(FormatError) -> [UInt8] {
    try SafeTensors.encode(items, metadata: ["network": JSONValue.object(description).text()])
  }

  static func list(_ sizes: [Int]) -> JSONValue { .array(sizes.map { .integer($0) }) }
}
