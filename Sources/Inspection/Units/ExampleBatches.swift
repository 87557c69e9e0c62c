package import FledgeDatasets
import FledgeKernels
package import FledgeModels
package import FledgeNetworks

/// Shows a trained network examples in batches, with every value of every layer.
package struct ExampleBatches: ~Copyable {
  private static let capacity = 128
  private let examples: Dataset
  package var workspace: Workspace

  package init(_ run: TrainedRun, _ examples: Dataset) {
    self.examples = examples
    workspace = Workspace(
      network: run.network, parameters: run.parameters, statistics: run.statistics,
      capacity: min(ExampleBatches.capacity, max(1, examples.count)), learns: false,
      stream: RandomStream(seed: 0, .dropout), threads: .serial)
  }

  /// Computes the values up to `last` for all examples and calls `body` after each batch, with the workspace and the
  /// batch's place among the examples.
  package mutating func visit(
    upTo last: Int? = nil, _ body: (inout Workspace, Range<Int>) -> Void
  ) {
    for start in stride(from: 0, to: examples.count, by: ExampleBatches.capacity) {
      let range = start..<min(start + ExampleBatches.capacity, examples.count)
      let indices = range.map { Int32($0) }
      var input = workspace.input(batch: range.count)
      examples.readFeatures(of: indices.span, into: &input, key: nil, threads: .serial)
      workspace.forward(batch: range.count, mode: .evaluation, step: 0, upTo: last, everyValue: true)
      body(&workspace, range)
    }
  }

  /// How many examples of a set a network is shown where it has to answer while someone waits: those that cost about a
  /// second, at least 500.
  package static func limit(_ network: Network) -> Int {
    min(10_000, max(500, 10_000_000_000 / max(1, network.multiplyAdds)))
  }
}
