import Fledge
import FledgeCommandLine
import FledgeExperiments
import FledgeKernels
import FledgeNetworks
import Foundation
import Testing

/// The plan of every product of a linear layer in the workloads of `fledge bench`.
///
/// Recorded in Snapshots/product-plans.txt; a change of a threshold shows here as the products that it changes.
@Suite struct WorkloadPlanTests {
  /// Sparsity of digits in training, without and with dead units, and none at all.
  private static let sparsities: [(name: String, pixels: Sparsity, units: Sparsity)] = [
    ("pixels 0.2, units 0.4", Sparsity(density: 0.2), Sparsity(density: 0.4, activeShare: 1)),
    ("pixels 0.2, units 0.6 of which 0.7 active", Sparsity(density: 0.2), Sparsity(density: 0.6, activeShare: 0.7)),
    ("no zeros", Sparsity(density: 1), Sparsity(density: 1, activeShare: 1)),
  ]

  private static let processors = [
    ProductPlan.Processor(.avx2, hasTwoFMAPorts: false), ProductPlan.Processor(.avx512, hasTwoFMAPorts: true),
  ]

  private func plans() throws -> String {
    var lines: [String] = []
    for work in Workload.all {
      let settings = work.settings
      let network = try settings.network(features: 784, outputs: settings.isAutoencoder ? 784 : 10)
      let update = settings.weightDecay == 0 ? LinearProduct.Epilogue.update : .adjustedUpdate
      lines += ["", "\(work.name): \(work.title)"]
      for (name, pixels, units) in WorkloadPlanTests.sparsities {
        lines.append("  \(name)")
        let layers = network.linearProducts(batch: settings.batchSize, update: update, pixels: pixels, units: units)
        for layer in layers {
          for product in layer.products {
            let plans = WorkloadPlanTests.processors.map { ProductPlan(product, on: $0).text(threads: 2) }
            lines.append("    \(layer.layer), \(product.operation.rawValue): \(plans[0]) | \(plans[1])")
          }
        }
      }
    }
    return "AVX2 | AVX-512 with two FMA ports; two threads\n" + lines.joined(separator: "\n") + "\n"
  }

  @Test func `the plans of all nine workloads are as recorded`() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appending(path: "Snapshots/product-plans.txt")
    let text = try plans()
    if ProcessInfo.processInfo.environment["FLEDGE_RECORD"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(
      text == (try String(contentsOf: file, encoding: .utf8)),
      "record anew with FLEDGE_RECORD=1 where the change is meant")
  }

  @Test func `bench explains the products of a workload and measures nothing`() throws {
    let outcome = try Shell().run("fledge bench --workload W2b --explain --threads 2")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.filter { $0.contains("rank update") }.count == 2)
    #expect(lines.contains { $0.hasPrefix("784→64 relu") && $0.contains("sparse") })
    #expect(!outcome.output.contains("GFLOP/s"))
  }

  @Test func `an explanation is one JSON object too`() throws {
    let outcome = try Shell().run("fledge bench --workload W5 --explain --threads 1 --json")
    let object = try #require(try JSONValue(parsing: outcome.output).objectValue)
    #expect(object["isa"] == .string(InstructionSet.current.rawValue))
    // Ten layers of three products each, but for the first, whose input needs no gradient.
    #expect(object["products"]?.arrayValue?.count == 29)
  }
}
