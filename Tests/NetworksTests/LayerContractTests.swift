import FledgeKernels
import FledgeNetworks
import FledgeTensors
import Testing

/// Every layer of the catalogue through `checkLayer`, and `checkLayer` against layers that are wrong.
struct LayerContractTests {
  @Test(arguments: LayerCatalogue.all)
  func `every layer keeps the contract`(_ layer: any Layer) throws {
    let report = try checkLayer(layer, input: [6])
    #expect(report.isPassed, "\(report)")
  }
}
