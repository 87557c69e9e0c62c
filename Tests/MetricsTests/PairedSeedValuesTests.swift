import FledgeMetrics
import Testing

struct PairedSeedValuesTests {
  private func paired(_ differences: [Double]) throws -> PairedSeedValues {
    try PairedSeedValues(SeedValues(differences), SeedValues(differences.map { _ in 0 }))
  }

  @Test func `three seeds all in one direction have a p-value of a quarter`() throws {
    // Of the 2³ signs, all plus and all minus are as extreme: 2/8.
    let values = try paired([1, 2, 3])
    #expect(values.wilcoxonSignedRank() == values.wilcoxonSignedRank(.exact))
    #expect(values.wilcoxonSignedRank().pValue == 0.25 && values.wilcoxonSignedRank().statistic == 0)
    #expect(values.signFlipTest().pValue == 0.25 && values.signFlipTest().method == .exact)
    #expect(values.rankBiserial == 1 && values.cohensDOfPairs == 2)
  }

  @Test func `one small difference against three larger ones is counted out by hand`() throws {
    // W⁻ = 1; sums of signs that reach W⁻ ≤ 1: {} and {1}, so p = 2·2/16.
    let values = try paired([-1, 2, 3, 4])
    #expect(values.wilcoxonSignedRank().pValue == 0.25 && values.wilcoxonSignedRank().statistic == 1)
    #expect(values.rankBiserial == 0.8)
  }

  @Test func `five seeds cannot reach 0.05, six can`() throws {
    #expect(try paired([1, 2, 3, 4, 5]).wilcoxonSignedRank().pValue == 0.0625)
    #expect(try paired([1, 2, 3, 4, 5, 6]).wilcoxonSignedRank().pValue == 0.03125)
  }

  @Test func `differences that only rounding tells apart are ties, and rounding is no difference`() throws {
    let (a, b): ([Double], [Double]) = ([0.9712, 0.9601, 0.3], [0.9701, 0.9612, 0.1 + 0.2])
    let values = try PairedSeedValues(SeedValues(a), SeedValues(b))
    #expect(a[0] - b[0] != b[1] - a[1], "the premise")
    #expect(values.differences.values[2] == 0)
    #expect(values.rankBiserial == 0 && values.wilcoxonSignedRank().statistic == 1.5)
  }

  @Test func `runs that do not differ have p-values of 1`() throws {
    let values = try paired([0, 0, 0])
    #expect(values.wilcoxonSignedRank().pValue == 1 && values.signFlipTest().pValue == 1)
    #expect(values.wilcoxonSignedRank(.normalApproximation).pValue == 1)
    #expect(values.pairedTTest() == nil && values.cohensDOfPairs == nil && values.rankBiserial == 0)
  }

  @Test func `exchanging the two changes the sign and no p-value`() throws {
    let values = try paired([0.3, -0.1, 0.7, 0.2, 0.4, -0.6, 0.9])
    let exchanged = try PairedSeedValues(values.second, values.first)
    #expect(values.wilcoxonSignedRank().pValue == exchanged.wilcoxonSignedRank().pValue)
    #expect(values.signFlipTest().pValue == exchanged.signFlipTest().pValue)
    #expect(values.rankBiserial == -exchanged.rankBiserial)
  }

  @Test func `drawn signs agree with counted ones, and one seed gives one result`() throws {
    let values = try paired([0.3, -0.1, 0.7, 0.2, 0.4, -0.6, 0.9, 0.5, -0.2, 0.1])
    let exact = values.signFlipTest().pValue
    let drawn = values.signFlipTest(exactLimit: 0, resampleCount: 10_000, seed: 5)
    #expect(drawn.method == .monteCarlo)
    #expect(abs(drawn.pValue - exact) < 5 * (exact * (1 - exact) / 10_000).squareRoot())
    #expect(drawn == values.signFlipTest(exactLimit: 0, resampleCount: 10_000, seed: 5))
  }

  @Test func `lists of different lengths are refused`() throws {
    #expect(throws: MetricsError.countMismatch(what: "values of the same seeds", expected: 2, found: 1)) {
      try PairedSeedValues(SeedValues([1, 2]), SeedValues([1]))
    }
  }
}
