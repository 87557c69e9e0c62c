import FledgeMetrics
import Testing

/// Two classes at every threshold, against numbers on paper.
struct BinaryRankingTests {
  @Test func `four examples come out as on paper`() throws {
    // scikit-learn's own example: y = 0, 0, 1, 1.
    let ranking = try BinaryRanking(scores: [0.1, 0.4, 0.35, 0.8], isPositive: [false, false, true, true])
    #expect(ranking.rocArea == 0.75)
    // 1/2 · 1 + 1/2 · 2/3.
    #expect(abs(try #require(ranking.averagePrecision) - 5.0 / 6) < 1e-15)
    #expect(ranking.points.map(\.threshold) == [.infinity, 0.8, 0.4, 0.35, 0.1])
    #expect(ranking.points.map(\.truePositives) == [0, 1, 1, 2, 2])
    #expect(ranking.points.map(\.falsePositives) == [0, 0, 1, 1, 2])
    let half = ranking.counts(at: 0.5)
    #expect(half.truePositives == 1 && half.falseNegatives == 1 && half.trueNegatives == 2 && half.falsePositives == 0)
    #expect(half.precision == 1 && half.recall == 0.5 && half.f1 == 2.0 / 3 && half.accuracy == 0.75)
    #expect(ranking.bestF1?.threshold == 0.35 && ranking.bestF1?.f1 == 0.8)
  }

  @Test func `a threshold that is a score takes the example in`() throws {
    let ranking = try BinaryRanking(scores: [0.2, 0.7], isPositive: [false, true])
    #expect(ranking.counts(at: 0.7).truePositives == 1 && ranking.counts(at: 0.70001).truePositives == 0)
    #expect(ranking.counts(at: -1).falsePositives == 1 && ranking.counts(at: 2).precision == nil)
  }

  @Test func `tied scores pass together and count half`() throws {
    let ranking = try BinaryRanking(scores: [0.5, 0.5, 0.9, 0.1], isPositive: [true, false, true, false])
    // Pairs: 0.5 beats 0.1 and ties 0.5; 0.9 beats both: 3.5 of 4.
    #expect(ranking.rocArea == 0.875)
    #expect(ranking.points.map(\.falsePositives) == [0, 0, 1, 2])
    let swapped = try BinaryRanking(scores: [0.5, 0.5, 0.9, 0.1], isPositive: [false, true, true, false])
    #expect(swapped.rocArea == ranking.rocArea && swapped.averagePrecision == ranking.averagePrecision)
  }

  @Test func `the area is Mann and Whitney's share of pairs and the trapezoids'`() throws {
    let scores = (0..<60).map { Double($0 * 37 % 11) / 10 }
    let isPositive = (0..<60).map { $0 * 17 % 7 < 3 }
    let ranking = try BinaryRanking(scores: scores, isPositive: isPositive)
    var (wins, pairs) = (0.0, 0.0)
    for left in 0..<60 where isPositive[left] {
      for right in 0..<60 where !isPositive[right] {
        pairs += 1
        wins += scores[left] > scores[right] ? 1 : scores[left] == scores[right] ? 0.5 : 0
      }
    }
    #expect(ranking.rocArea == wins / pairs)
    let points = ranking.points.map { ($0.falsePositiveRate ?? 0, $0.recall ?? 0) }
    let area = zip(points, points.dropFirst()).reduce(0) { $0 + ($1.1.0 - $1.0.0) * ($1.1.1 + $1.0.1) / 2 }
    #expect(abs(area - wins / pairs) < 1e-12)
  }

  @Test func `equal scores say nothing: area one half, precision the share of positives`() throws {
    let ranking = try BinaryRanking(scores: [3, 3, 3, 3], isPositive: [true, false, false, false])
    #expect(ranking.rocArea == 0.5 && ranking.averagePrecision == 0.25 && ranking.points.count == 2)
  }

  @Test func `an absent class leaves the area undefined`() throws {
    let positives = try BinaryRanking(scores: [0.2, 0.8], isPositive: [true, true])
    #expect(positives.rocArea == nil && positives.averagePrecision == 1)
    #expect(positives.counts(at: 0).falsePositiveRate == nil)
    let negatives = try BinaryRanking(scores: [0.2, 0.8], isPositive: [false, false])
    #expect(negatives.rocArea == nil && negatives.averagePrecision == nil && negatives.bestF1 == nil)
    let none = try BinaryRanking(scores: [], isPositive: [])
    #expect(none.rocArea == nil && none.counts(at: 0.5).accuracy == nil)
  }

  @Test func `NaN, infinity and lists of other lengths are refused`() {
    #expect(throws: MetricsError.notFinite(what: "score", position: 1)) {
      try BinaryRanking(scores: [0, .nan], isPositive: [true, false])
    }
    #expect(throws: MetricsError.self) { try BinaryRanking(scores: [.infinity], isPositive: [true]) }
    #expect(throws: MetricsError.countMismatch(what: "scores", expected: 2, found: 1)) {
      try BinaryRanking(scores: [0], isPositive: [true, false])
    }
  }

  @Test func `a sample of the points keeps both ends`() throws {
    let ranking = try BinaryRanking(scores: (0..<1000).map { Double($0) }, isPositive: (0..<1000).map { $0 > 500 })
    let sample = ranking.sampled(50)
    #expect(sample.count == 50 && sample.first == ranking.points.first && sample.last == ranking.points.last)
    #expect(ranking.sampled(5_000).count == 1001)
  }
}
