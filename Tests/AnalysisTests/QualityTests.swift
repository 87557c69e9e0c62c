import FledgeAnalysis
import FledgeTensors
import Testing

struct QualityTests {
  @Test func `an affine map is trusted entirely`() throws {
    let points = normalPoints(200, 2)
    // Doubling and exchanging axes keeps every distance's rank, ties included.
    let map = rows((0..<200).map { [points[$0, 1] * -2, points[$0, 0] * 2] })
    let quality = try MapQuality(points: points, map: map, neighbors: 7)
    #expect(quality.trustworthiness == 1 && quality.continuity == 1 && quality.neighborhoodPreservation == 1)
  }

  @Test func `a shuffle is not trusted`() throws {
    let quality = try MapQuality(points: normalPoints(300, 3), map: normalPoints(300, 2, seed: 8), neighbors: 5)
    #expect(quality.trustworthiness < 0.6 && quality.trustworthiness > 0.4)
    #expect(quality.continuity < 0.6 && quality.neighborhoodPreservation < 0.1)
  }

  @Test func `a swap on a line on paper`() throws {
    // Points 0 1 2 3 4 5 and a map that exchanges the outermost two at the right. With k = 1 only the exchanged
    // points' nearest change: see the sums below.
    let points = rows((0..<6).map { [Float($0) + Float($0 * $0) / 100] })
    var mapped = points
    (mapped[4, 0], mapped[5, 0]) = (points[5, 0], points[4, 0])
    let quality = try MapQuality(points: points, map: mapped, neighbors: 1)
    // Nearest in the original: 1 0 1 2 3 4; in the map: 1 0 1 2 5 3. Point 4 has 5, of rank 2 (after 3), and
    // point 5 has 3, of rank 2 (after 4): Σ (r − k) = 2. In the map 3 is second for 4, and 4 second for 5.
    let c = 2.0 / (6 * 1 * (12 - 3 - 1))
    #expect(abs(quality.trustworthiness - (1 - 2 * c)) < 1e-12)
    #expect(abs(quality.continuity - (1 - 2 * c)) < 1e-12)
    #expect(abs(quality.neighborhoodPreservation - 4.0 / 6) < 1e-12)
  }

  @Test func `of equal distances the lower index ranks first`() throws {
    // 1 and 2 are equally far from 0; the map prefers 2, whose rank is 2.
    let quality = try MapQuality(
      points: rows([[0], [1], [-1], [5]]), map: rows([[0], [2], [-1], [5]]), neighbors: 1)
    #expect(quality.trustworthiness == 7.0 / 8 && quality.continuity == 7.0 / 8)
  }

  @Test func `quality has the same bits for all threads and instructions`() throws {
    let (points, map) = (normalPoints(90, 5), normalPoints(90, 2, seed: 2))
    let results = try allTeams.map { try MapQuality(points: points, map: map, threads: $0) }
    for result in results { #expect(result == results[0]) }
  }

  @Test func `silhouettes of two pairs on paper`() throws {
    // 0 and 1 against 4 and 6: a = 1, b = 5 for the first; a = 2, b = 3.5 for the third.
    let silhouette = try Silhouette(rows([[0], [1], [4], [6]]), labels: [0, 0, 1, 1])
    #expect(abs(silhouette.values[0] - 0.8) < 1e-12 && abs(silhouette.values[2] - 1.5 / 3.5) < 1e-12)
    #expect(abs(silhouette.classMeans[0] - (0.8 + 0.75) / 2) < 1e-12)
  }

  @Test func `scikit-learn finds the same quality`() throws {
    // sklearn.manifold.trustworthiness and sklearn.metrics.silhouette_samples, scikit-learn 1.9.1.
    let table = fixedTable()
    let silhouette = try Silhouette(table, labels: [0, 1, 2, 0, 1, 2, 0, 1, 2])
    for (found, expected) in zip(silhouette.values, Self.silhouettes) { #expect(abs(found - expected) < 1e-6) }
    let map = rows((0..<9).map { [table[$0, 0], table[$0, 1]] })
    let quality = try MapQuality(points: table, map: map, neighbors: 3)
    #expect(abs(quality.trustworthiness - 0.8425925925925926) < 1e-9)
  }

  @Test func `bad requests are named`() throws {
    #expect(throws: AnalysisError.counts(name: "map", expected: 9, found: 8)) {
      try MapQuality(points: normalPoints(9, 3), map: normalPoints(8, 2))
    }
    #expect(throws: AnalysisError.neighbors(found: 5, available: 4)) {
      try MapQuality(points: normalPoints(9, 3), map: normalPoints(9, 2))
    }
    #expect(throws: AnalysisError.setting(name: "labels", expected: "points of at least two classes", found: "1")) {
      try Silhouette(normalPoints(3, 1), labels: [1, 1, 1])
    }
  }
}

extension QualityTests {
  private static let silhouettes = [
    -0.48457442809617823, -0.07789004260703764, 0.0340508535521754, -0.07029640070765275, -0.011077072927758256,
    -0.16624178707166137, -0.3535605063157304, -0.23737995612511278, 0.07925221021067806,
  ]
}
