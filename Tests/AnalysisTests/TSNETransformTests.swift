import FledgeAnalysis
import FledgeTensors
import Testing

struct TSNETransformTests {
  private let points: Tensor
  private let labels: [Int32]
  private let map: TSNEMap

  init() throws {
    (points, labels) = clusters(160, 4, classes: 4, apart: 12)
    var tsne = TSNE()
    tsne.perplexity = 10
    tsne.iterations = 350
    map = try tsne.fit(points.rows(0..<120))
  }

  @Test func `new points land among the old ones of their class`() throws {
    let placed = try map.transform(points.rows(120..<160))
    let classifier = try NeighborClassifier(map.embedding, labels: Array(labels[..<120]))
    #expect(try classifier.evaluate(placed, labels: Array(labels[120...])).accuracy == 1)
  }

  @Test func `a point's position does not depend on its company or the threads`() throws {
    let together = try map.transform(points.rows(120..<160))
    #expect(try map.transform(points.rows(130..<131)) == together.rows(10..<11))
    for threads in allTeams { #expect(try map.transform(points.rows(120..<160), threads: threads) == together) }
  }

  @Test func `without iterations a point stands at the median of its neighbours`() throws {
    var placement = TSNEPlacement()
    placement.iterations = 0
    placement.perplexity = 1
    let near = try NeighborIndex(points.rows(0..<120)).nearest(3, to: points.rows(150..<151)).indices.map(Int.init)
    let placed = try map.transform(points.rows(150..<151), placement: placement)
    for axis in 0..<2 { #expect(placed[0, axis] == near.map { map.embedding[$0, axis] }.sorted()[1]) }
  }

  @Test func `repulsion alone drives points no further than the border`() throws {
    var placement = TSNEPlacement()
    (placement.exaggeration, placement.learningRate, placement.iterations) = (0, 10, 300)
    let reach = map.embedding.elements.map(\.magnitude).max()!
    let placed = try map.transform(points.rows(120..<160), placement: placement)
    #expect(placed.elements.allSatisfy { $0.magnitude <= reach + 8 })
    #expect(placed.elements.contains { $0.magnitude > reach + 2 })
    placement.learningRate = .infinity
    #expect(throws: AnalysisError.setting(name: "learning rate", expected: "a number above 0", found: "inf")) {
      try map.transform(points, placement: placement)
    }
  }

  @Test func `strangers stay within the map's borders, and wrong widths are refused`() throws {
    let far = Tensor(shape: [2, 4], elements: [1e6, 0, 0, 0, -1e6, 0, 0, 1e6])
    let placed = try map.transform(far)
    let reach = map.embedding.elements.map(\.magnitude).max()!
    #expect(placed.elements.allSatisfy { $0.magnitude <= reach + 8 })
    #expect(throws: AnalysisError.widths(name: "queries", expected: 4, found: 3)) {
      try map.transform(normalPoints(1, 3))
    }
    #expect(try map.transform(Tensor(shape: [0, 4])).shape == [0, 2])
  }
}
