import FledgePages
import FledgeReproductions
import TestSupport
import Testing

/// The claims in words that the pages must judge.
@Suite struct ClaimItemsTests {
  private static let claims = [
    "vera-minai": [
      "ae-initialization", "overfitting", "capacity", "consistent", "aligned", "steep", "similar-units",
      "reconstructions", "flattens", "easiest", "hardest", "test-slightly-worse", "similar-digits", "smoother",
    ],
    "modular": [
      "smooth-losses", "clusters", "identity", "recognisable", "plateau", "faster-adam", "saturation", "continuous",
      "small-batches-spread", "diminishing-returns", "depth", "cross-entropy-sensitive", "hard-digits",
    ],
    "paterson": ["similar-shapes", "four-nine", "precision", "learning-rate"],
    "numpy-mlp": ["similar-digits", "consistent", "means", "highest-f1", "all-classes", "overfitting"],
    "shi": ["generalization", "standardized", "sigmoid", "sparse", "l2-overfit", "l1-below-l2", "relu", "gradient"],
  ]

  @Test(arguments: claims.keys.sorted())
  func `every claim is an item with an outcome`(report: String) throws {
    let page = try #require(SmokeReports.shared().reports[report]).page
    let items = Dictionary(uniqueKeysWithValues: page.items.map { ($0.id, $0) })
    for claim in Self.claims[report] ?? [] {
      let item = try #require(items["\(report).claim.\(claim)"], "\(report).claim.\(claim)")
      #expect(item.kind == .claim && !item.outcome.isEmpty)
    }
  }

  @Test func `claims that compare runs carry the values and the margin they were judged by`() throws {
    let page = try #require(SmokeReports.shared().reports["vera-minai"]).page
    let item = try #require(page.items.first { $0.id == "vera-minai.claim.overfitting" })
    #expect(item.ours?.values.count == 2 && item.ours?.interval != nil && item.margin == 0.02)
    let shi = try #require(SmokeReports.shared().reports["shi"]).page
    let sparse = try #require(shi.items.first { $0.id == "shi.claim.sparse" })
    #expect(sparse.ours?.values.count == 2 && sparse.ours?.interval != nil)
  }
}
