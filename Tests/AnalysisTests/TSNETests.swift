import FledgeAnalysis
import FledgeKernels
import FledgeTensors
import Testing

struct TSNETests {
  @Test func `clusters far apart stay apart`() throws {
    let (points, labels) = clusters(120, 5, classes: 3, apart: 30)
    var tsne = TSNE()
    tsne.perplexity = 10
    tsne.iterations = 300
    let map = try tsne.fit(points)
    #expect(map.method == .exact && map.embedding.shape == [120, 2] && map.iterations == 300)
    #expect(try NeighborClassifier(map.embedding, labels: labels).evaluate(map.embedding, labels: labels).accuracy == 1)
    #expect(try Silhouette(map.embedding, labels: labels).mean > 0.5)
  }

  @Test(arguments: [TSNE.Method.exact, .barnesHut(angle: 0.5), .interpolation])
  func `the divergence falls once exaggeration has ended`(method: TSNE.Method) throws {
    var tsne = TSNE()
    tsne.perplexity = 10
    tsne.iterations = 350
    tsne.earlyIterations = 150
    tsne.method = method
    var seen: [TSNE.Progress] = []
    let map = try tsne.fit(normalPoints(150, 4)) { progress in
      seen.append(progress)
      return true
    }
    #expect(seen.map(\.iteration) == [50, 100, 150, 200, 250, 300, 350])
    #expect(seen.last?.klDivergence == map.klDivergence)
    for later in 3..<seen.count { #expect(seen[later].klDivergence < seen[later - 1].klDivergence + 1e-3) }
    #expect(map.klDivergence < seen[2].klDivergence - 0.1)
  }

  @Test func `the three methods come to maps of equal worth`() throws {
    var tsne = TSNE()
    tsne.perplexity = 8
    tsne.iterations = 400
    let points = clusters(200, 4, classes: 4, apart: 3).points
    var divergences: [Double] = []
    for method in [TSNE.Method.exact, .barnesHut(angle: 0.5), .interpolation] {
      tsne.method = method
      divergences.append(try tsne.fit(points).klDivergence)
    }
    #expect(abs(divergences[1] - divergences[0]) < 0.05 && abs(divergences[2] - divergences[0]) < 0.05)
  }

  @Test func `a map has the same bits for all threads and instructions, and others for another seed`() throws {
    var tsne = TSNE()
    tsne.perplexity = 5
    tsne.iterations = 60
    let points = normalPoints(70, 6)
    for method in [TSNE.Method.exact, .barnesHut(angle: 0.5), .interpolation] {
      tsne.method = method
      tsne.seed = 0
      let maps = try allTeams.map { try tsne.fit(points, threads: $0) }
      for map in maps {
        #expect(map.embedding == maps[0].embedding && map.klDivergence == maps[0].klDivergence)
      }
      tsne.seed = 1
      #expect(try tsne.fit(points).embedding != maps[0].embedding)
    }
  }

  @Test func `progress may stop a fit`() throws {
    var tsne = TSNE()
    tsne.perplexity = 5
    let map = try tsne.fit(normalPoints(60, 3)) { $0.iteration < 100 }
    #expect(map.iterations == 100)
  }

  @Test func `equal points and single features still give finite maps`() throws {
    var tsne = TSNE()
    tsne.perplexity = 3
    tsne.iterations = 100
    for points in [
      Tensor(shape: [20, 2], repeating: 1), normalPoints(30, 1), rows((0..<20).map { [Float($0 / 5), 0] }),
    ] {
      for method in [TSNE.Method.exact, .interpolation] {
        tsne.method = method
        let map = try tsne.fit(points)
        #expect(map.embedding.elements.allSatisfy(\.isFinite) && map.klDivergence.isFinite)
      }
    }
  }

  @Test func `a learning rate beyond all reason leaves the map finite`() throws {
    var tsne = TSNE()
    (tsne.perplexity, tsne.iterations, tsne.learningRate) = (5, 60, 1e300)
    for method in [TSNE.Method.exact, .barnesHut(angle: 0.5), .interpolation] {
      tsne.method = method
      #expect(try tsne.fit(normalPoints(60, 3)).embedding.elements.allSatisfy(\.isFinite))
    }
  }

  @Test func `bad requests are named in one line`() throws {
    var tsne = TSNE()
    #expect(throws: AnalysisError.perplexity(found: 30, points: 90)) { try tsne.fit(normalPoints(90, 3)) }
    var points = normalPoints(100, 3)
    points[7, 2] = .nan
    do {
      _ = try tsne.fit(points)
      Issue.record("NaN went through")
    } catch { #expect(error.description.contains("found nan in row 7, column 2")) }
    tsne.perplexity = .nan
    #expect(throws: AnalysisError.self) { try tsne.fit(normalPoints(100, 3)) }
    tsne.perplexity = 5
    tsne.learningRate = 0
    #expect(throws: AnalysisError.setting(name: "learning rate", expected: "a number above 0", found: "0.0")) {
      try tsne.fit(normalPoints(100, 3))
    }
    tsne.learningRate = nil
    tsne.method = .barnesHut(angle: 2)
    #expect(throws: AnalysisError.setting(name: "angle", expected: "between 0 and 1", found: "2.0")) {
      try tsne.fit(normalPoints(100, 3))
    }
  }
}
