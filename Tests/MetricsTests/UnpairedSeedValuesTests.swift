import FledgeMetrics
import Testing

struct UnpairedSeedValuesTests {
  private func unpaired(_ first: [Double], _ second: [Double]) throws -> UnpairedSeedValues {
    UnpairedSeedValues(try SeedValues(first), try SeedValues(second))
  }

  @Test func `three runs above two others have a p-value of a fifth`() throws {
    // One of the C(5, 3) = 10 assignments is as extreme on each side: 2/10.
    let values = try unpaired([4, 5, 6], [1, 2])
    #expect(abs(values.mannWhitney().pValue - 0.2) < 1e-15 && values.mannWhitney().statistic == 6)
    #expect(values.permutationTest().pValue == 0.2 && values.permutationTest().method == .exact)
    #expect(values.cliffsDelta == 1)
  }

  @Test func `Cohen's d divides by the pooled spread, and Cliff's delta counts pairs`() throws {
    let values = try unpaired([1, 3], [2, 2, 5])
    // Squares 2 and 6 over 3 degrees of freedom.
    #expect(abs((values.pooledStandardDeviation ?? 0) - (8.0 / 3).squareRoot()) < 1e-15)
    #expect(abs((values.cohensDOfGroups ?? 0) - (-1 / (8.0 / 3).squareRoot())) < 1e-15)
    // 3 is above 2 twice; 1 is below three times, 3 below once.
    #expect(abs(values.cliffsDelta - (2.0 - 4) / 6) < 1e-15)
  }

  @Test func `equal groups have p-values of 1`() throws {
    let values = try unpaired([1, 1, 1], [1, 1])
    #expect(values.mannWhitney().pValue == 1 && values.mannWhitney(.normalApproximation).pValue == 1)
    #expect(values.permutationTest().pValue == 1 && values.cliffsDelta == 0 && values.cohensDOfGroups == nil)
  }

  @Test func `drawn assignments agree with counted ones, and one seed gives one result`() throws {
    let values = try unpaired([0.3, 0.9, 0.7, 0.2, 0.8], [0.1, 0.5, 0.4, 0.0, 0.6, 0.05])
    let exact = values.permutationTest().pValue
    let drawn = values.permutationTest(exactLimit: 1, resampleCount: 10_000, seed: 9)
    #expect(drawn.method == .monteCarlo)
    #expect(abs(drawn.pValue - exact) < 5 * 2 * (exact / 2 / 10_000).squareRoot())
    #expect(drawn == values.permutationTest(exactLimit: 1, resampleCount: 10_000, seed: 9))
  }

  @Test func `two lists are resampled apart`() throws {
    let same = try SeedValues([1, 2, 3, 4, 5])
    let distribution = UnpairedSeedValues(same, same).bootstrap(.mean, resampleCount: 200)
    #expect(distribution.observed == 0)
    #expect(Set(distribution.replicates).count > 10, "equal draws for both would give differences of 0 alone")
  }
}
