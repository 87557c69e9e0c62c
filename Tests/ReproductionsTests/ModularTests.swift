import FledgeModels
import FledgePages
import FledgeReproductions
import Foundation
import TestSupport
import Testing

@Suite struct ModularTests {
  @Test func `a smoke run has every figure and table of the report`() throws {
    let page = try #require(SmokeReports.shared().reports["modular"]).page
    let shown = page.items.filter { $0.kind == .figure || $0.kind == .table }.map(\.id)
    #expect(shown == Modular().items.map { "modular." + $0 })
  }

  @Test func `every number of the table is an item`() throws {
    let page = try #require(SmokeReports.shared().reports["modular"]).page
    let items = page.items.filter { $0.id == "modular.table1" || $0.id.hasPrefix("modular.table1.") }
    let numbers = Dictionary(uniqueKeysWithValues: items.map { ($0.id, $0) })
    let rows = (0..<10).map { "class\($0)" } + ["total"]
    for row in rows {
      let count = { (column: String) in
        try #require(numbers["modular.table1.\(row).\(column)"]?.published?.value, "\(row).\(column)")
      }
      let (tp, fp, fn, tn) = try (count("tp"), count("fp"), count("fn"), count("tn"))
      // Typing errors in the published numbers would show here: each row counts every test image once.
      #expect(tp + fp + fn + tn == (row == "total" ? 100_000 : 10_000))
      #expect(abs((tp + tn) / (tp + fp + fn + tn) - (try count("accuracy"))) < 0.00006)
    }
    #expect(items.count == 56)
  }

  @Test func `only what is asked for is made`() throws {
    try withTemporaryFolder { folder in
      let context = try ReproductionContext.smoke(in: folder) { $0.only = ["fig2"] }
      let page = try context.reproduce(Modular())
      #expect(page.items.map(\.id) == ["modular.fig2"])
      let runs = try FileManager.default.contentsOfDirectory(atPath: folder + "/runs").filter { !$0.hasPrefix(".") }
      #expect(runs.count == 3)
    }
  }

  @Test func `full scale runs what the report ran`() {
    let studies = Modular().studies(at: .full)
    let trainings = studies.map { "\($0.name): \($0.variants.count) × \($0.seeds)" }
    #expect(
      trainings == [
        "modular, line: 1 × 25", "modular, clouds: 1 × 25", "modular, quadrants: 2 × 25", "modular, classifier: 1 × 5",
        "modular, activations: 3 × 15", "modular, batch sizes: 6 × 15", "modular, hidden sizes: 4 × 15",
        "modular, optimizers: 3 × 15", "modular, autoencoders: 50 × 1", "modular, 4-D codes: 2 × 5",
        "modular, denoiser: 1 × 3",
      ])
    let settings = studies.flatMap(\.variants).map(\.settings)
    #expect(settings.map(\.epochs).min() == 20)
    #expect(settings.filter { $0.dataset == "mnist" }.allSatisfy { $0.examples == nil && $0.testExamples == nil })
    let deepest = studies[9].variants[0].settings
    // 784 (4/784)^(i/5): each layer is 2.9 times narrower than the one before.
    #expect(deepest.autoencoder == [273, 95, 33, 11, 4])
  }
}
