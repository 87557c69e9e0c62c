import FledgeAnalysis
import FledgeTensors
import Testing

struct LatentTests {
  private let codes = rows([[0, 0], [2, 4], [10, 10], [20, 30]])

  @Test func `centroids are means, and mixtures lie between them`() throws {
    let centroids = try ClassCentroids(codes, labels: [0, 0, 1, 1])
    #expect(centroids.codes.elements == [1, 2, 15, 20] && centroids.counts == [2, 2])
    let grid = centroids.mixtures()
    #expect(grid.shape == [2, 2, 2])
    #expect(grid.elements == [1, 2, 8, 11, 8, 11, 15, 20])
    #expect(centroids.mixtures(share: 1).elements == [1, 2, 15, 20, 1, 2, 15, 20])
  }

  @Test func `a walk visits every stop`() throws {
    let walk = try LatentWalk.lines(through: rows([[0, 0], [4, 8], [4, 0]]), steps: 4)
    #expect(walk.shape == [9, 2])
    #expect(walk.elements == [0, 0, 1, 2, 2, 4, 3, 6, 4, 8, 4, 6, 4, 4, 4, 2, 4, 0])
  }

  @Test func `one coordinate takes its values in turn`() throws {
    let walk = try LatentWalk.axis(1, of: rows([[5, 6, 7]]), values: [-1, 0])
    #expect(walk.elements == [5, -1, 7, 5, 0, 7])
  }

  @Test func `bad requests are named`() throws {
    #expect(throws: AnalysisError.emptyClass(1)) { try ClassCentroids(codes, labels: [0, 0, 2, 2]) }
    #expect(throws: AnalysisError.self) { try LatentWalk.lines(through: codes, steps: 0) }
    #expect(throws: AnalysisError.self) { try LatentWalk.lines(through: codes.rows(0..<1), steps: 2) }
    #expect(throws: AnalysisError.self) { try LatentWalk.axis(2, of: codes.rows(0..<1), values: [1]) }
  }
}
