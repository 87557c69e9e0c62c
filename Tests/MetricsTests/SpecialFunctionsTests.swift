import FledgeMetrics
import Testing

struct SpecialFunctionsTests {
  @Test(arguments: [
    // (n − 1)! on paper for whole numbers, √π and its multiples for halves.
    (1.0, 0.0), (2, 0), (3, 0.693_147_180_559_945_3), (0.5, 0.572_364_942_924_700_1),
    (1.5, -0.120_782_237_635_245_22), (11, 15.104_412_573_075_516), (0.001, 6.907_178_885_383_853_7),
    (100, 359.134_205_369_575_4), (2500, 17_057.121_976_001_84),
  ])
  func `ln Γ agrees with factorials to fourteen digits`(x: Double, expected: Double) {
    #expect(abs(logGamma(x) - expected) <= 1e-14 * max(1, abs(expected)))
  }

  @Test func `one degree of freedom is Cauchy's distribution, and the normal quantile undoes the tail`() {
    // P(T > 1) = 1/4 for Cauchy; its quantile at 3/4 is 1.
    let cauchy = StudentDistribution(degreesOfFreedom: 1)
    #expect(abs(cauchy.upperTail(1) - 0.25) < 1e-15 && abs(cauchy.quantile(0.75) - 1) < 1e-14)
    #expect(cauchy.quantile(0) == -.infinity && cauchy.quantile(1) == .infinity && cauchy.twoSidedTail(.infinity) == 0)
    for x in [-30.0, -5, -1, -0.001, 0.5, 3] {
      #expect(abs(NormalDistribution.quantile(NormalDistribution.cumulative(x)) - x) < 1e-11)
    }
    #expect(NormalDistribution.quantile(0) == -.infinity && NormalDistribution.quantile(1) == .infinity)
  }
}
