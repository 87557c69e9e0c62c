import FledgeMetrics
import Testing

/// The corrected resampled t interval of folds.
@Suite struct FoldValuesTests {
  @Test func `five equal folds have the interval of Nadeau and Bengio`() throws {
    let folds = try FoldValues([0.9, 0.8, 0.85, 0.95, 0.75], sizes: Array(repeating: (80, 20), count: 5))
    #expect(folds.testPerTraining == 0.25 && abs(folds.mean - 0.85) < 1e-15)
    // s = 0.0790569, t(0.975, 4) = 2.7764451, √(1/5 + 1/4) = 0.6708204.
    let interval = try #require(folds.interval())
    #expect(abs(interval.upper - 0.85 - 2.776_445_1 * 0.079_056_94 * 0.670_820_39) < 1e-7)
    #expect(abs(interval.lower + interval.upper - 1.7) < 1e-12 && interval.method == .correctedResampledT)
    // The naive interval is two thirds as wide.
    let naive = try #require(folds.values.meanInterval())
    #expect(abs(interval.width / naive.width - 1.5) < 1e-9)
  }

  @Test func `a single fold has no interval, and no folds are refused`() throws {
    #expect(try FoldValues([1], sizes: [(3, 1)]).interval() == nil)
    #expect(throws: MetricsError.self) { try FoldValues([], sizes: []) }
    #expect(throws: MetricsError.self) { try FoldValues([.nan], sizes: [(1, 1)]) }
  }
}
