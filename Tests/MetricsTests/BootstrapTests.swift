import FledgeMetrics
import Testing

struct BootstrapTests {
  @Test func `of two values the resampled mean takes the paper's three values as often as it should`() throws {
    let distribution = try SeedValues([0, 1]).bootstrap(.mean, resampleCount: 10_000, seed: 3)
    #expect(Set(distribution.replicates) == [0, 0.5, 1])
    // A quarter, a half, a quarter; six standard errors of 10 000 draws are 0.03.
    let halves = distribution.replicates.filter { $0 == 0.5 }.count
    let ones = distribution.replicates.filter { $0 == 1 }.count
    #expect(abs(Double(halves) / 10_000 - 0.5) < 0.03 && abs(Double(ones) / 10_000 - 0.25) < 0.03)
  }

  @Test func `one seed gives one result, another seed another`() throws {
    let values = try SeedValues([0.2, 0.5, 0.1, 0.9, 0.4])
    let first = values.bootstrap(.mean, resampleCount: 200, seed: 1)
    #expect(first.replicates == values.bootstrap(.mean, resampleCount: 200, seed: 1).replicates)
    #expect(first.replicates != values.bootstrap(.mean, resampleCount: 200, seed: 2).replicates)
  }

  @Test func `equal values give an interval without width, and its method says that no correction was made`() throws {
    let distribution = try SeedValues([2, 2, 2]).bootstrap(.mean, resampleCount: 100)
    #expect(distribution.percentileInterval().width == 0)
    #expect(
      distribution.biasCorrectedInterval()
        == Interval(
          lower: 2, upper: 2, confidence: 0.95, method: .bootstrapBiasCorrectedAccelerated))
    let single = try SeedValues([2]).bootstrap(.median, resampleCount: 100)
    #expect(single.biasCorrectedInterval().lower == 2)
  }

  @Test func `two resamples share no draws`() throws {
    // Were one draw of twenty new, the means of 0…19 could differ by 0.95 at most.
    let values = try SeedValues((0..<20).map(Double.init))
    let apart = (0..<40).filter { seed in
      let replicates = values.bootstrap(.mean, resampleCount: 2, seed: UInt64(seed)).replicates
      return replicates[1] - replicates[0] > 0.95
    }
    #expect(apart.count > 15)
  }

  @Test func `shifting and scaling the values does the same to the interval`() throws {
    let values = [0.1, 0.4, 0.2, 0.9, 1.6, 0.3]
    let plain = try SeedValues(values).bootstrap(.mean, resampleCount: 400).biasCorrectedInterval()
    let moved = try SeedValues(values.map { 3 * $0 - 7 }).bootstrap(.mean, resampleCount: 400).biasCorrectedInterval()
    #expect(abs(moved.lower - (3 * plain.lower - 7)) < 1e-12 && abs(moved.upper - (3 * plain.upper - 7)) < 1e-12)
  }

  @Test func `five normal seeds cover the mean in about 83 % of cases, twenty in about 93 %`() throws {
    // Normal values from twelve uniform ones, by a generator of the test's own.
    var state: UInt64 = 1
    func normal() -> Double {
      (0..<12).reduce(-6) { sum, _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return sum + Double(state >> 11) * 0x1p-53
      }
    }
    for (count, expected) in [(5, 0.83), (20, 0.93)] {
      let covered = try (0..<400).filter { trial in
        let values = try SeedValues((0..<count).map { _ in normal() })
        return values.bootstrap(.mean, resampleCount: 300, seed: UInt64(trial)).percentileInterval().contains(0)
      }.count
      // Three standard errors of 400 trials are 0.055.
      #expect(abs(Double(covered) / 400 - expected) < 0.055, "\(count) seeds: \(covered) of 400")
    }
  }
}
