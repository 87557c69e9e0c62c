import FledgeAnalysis
import FledgeKernels
import FledgeTensors
import Testing

struct NeighborTests {
  @Test(arguments: [NeighborIndex.Method.tree, .scan])
  func `the two nearest of four points on a line`(method: NeighborIndex.Method) throws {
    let index = try NeighborIndex(rows([[0], [10], [3], [4]]), method: method)
    let found = try index.nearest(2, to: rows([[1], [9]]))
    #expect(found.indices == [0, 2, 1, 3])
    #expect(found.squaredDistances == [1, 4, 1, 25])
    #expect(Array(found.indices(of: 1)) == [1, 3])
  }

  @Test(arguments: [NeighborIndex.Method.tree, .scan])
  func `of equal distances the lowest index comes first`(method: NeighborIndex.Method) throws {
    let points = (0..<200).map { [Float($0 % 4), Float($0 % 2)] }
    let found = try NeighborIndex(rows(points), method: method).nearest(60, to: rows([[0, 0]]))
    let expected = (0..<200).sorted {
      let (a, b) = (points[$0].map { $0 * $0 }.reduce(0, +), points[$1].map { $0 * $0 }.reduce(0, +))
      return a == b ? $0 < $1 : a < b
    }
    // Squared distances here are 0, 2, 4 and 10, fifty times each.
    #expect(found.indices == expected.prefix(60).map(Int32.init))
  }

  @Test(arguments: [1, 2, 3, 4, 5, 8, 13, 16])
  func `tree, scan and a plain search agree, ties included`(width: Int) throws {
    for (count, neighbors) in [(1, 1), (17, 5), (300, 7), (301, 40)] {
      // Halves of small integers make many equal distances.
      let points = normalPoints(count, width, seed: 2).halved
      let queries = normalPoints(40, width, seed: 3).halved
      let tree = try NeighborIndex(points, method: .tree).nearest(neighbors, to: queries)
      let scan = try NeighborIndex(points, method: .scan).nearest(neighbors, to: queries)
      #expect(tree == scan)
      #expect(tree.indices == plainNeighbors(points, queries, neighbors))
    }
  }

  @Test(arguments: [NeighborIndex.Method.tree, .scan])
  func `no point is its own neighbour, even beside its copies`(method: NeighborIndex.Method) throws {
    let points = rows((0..<90).map { [Float($0 / 3), 1] })
    let found = try NeighborIndex(points, method: method).nearestOthers(2)
    for point in 0..<90 {
      let copies = (0..<90).filter { $0 / 3 == point / 3 && $0 != point }.map(Int32.init)
      #expect(Array(found.indices(of: point)) == copies)
    }
  }

  @Test func `a far origin costs the scan nothing in exactness`() throws {
    let near = normalPoints(500, 20)
    let far = Tensor(shape: near.shape, elements: near.elements.map { $0 + 4096 })
    let expected = plainNeighbors(far, far.rows(0..<30), 5)
    #expect(try NeighborIndex(far, method: .scan).nearest(5, to: far.rows(0..<30)).indices == expected)
  }

  @Test func `masses of equal points overflow no list`() throws {
    let points = Tensor(shape: [700, 20], repeating: 1)
    let found = try NeighborIndex(points, method: .scan).nearest(3, to: points.rows(0..<2))
    #expect(found.indices == [0, 1, 2, 0, 1, 2])
  }

  @Test func `the bits depend neither on threads nor on instructions`() throws {
    for (width, method) in [(3, NeighborIndex.Method.tree), (30, .scan)] {
      let (points, queries) = (normalPoints(400, width), normalPoints(150, width, seed: 9))
      let results = try allTeams.map {
        try NeighborIndex(points, method: method, threads: $0).nearest(6, to: queries, threads: $0)
      }
      for result in results { #expect(result == results[0]) }
    }
  }

  @Test func `bad requests are named in one line`() throws {
    let index = try NeighborIndex(normalPoints(5, 2))
    #expect(throws: AnalysisError.neighbors(found: 0, available: 5)) { try index.nearest(0, to: normalPoints(1, 2)) }
    #expect(throws: AnalysisError.neighbors(found: 6, available: 5)) { try index.nearest(6, to: normalPoints(1, 2)) }
    #expect(throws: AnalysisError.neighbors(found: 5, available: 4)) { try index.nearestOthers(5) }
    #expect(throws: AnalysisError.widths(name: "queries", expected: 2, found: 3)) {
      try index.nearest(1, to: normalPoints(1, 3))
    }
    #expect(throws: AnalysisError.treeDimensions(found: 17, limit: 16)) {
      try NeighborIndex(normalPoints(5, 17), method: .tree)
    }
    #expect(throws: AnalysisError.notRows(name: "points", shape: [4])) {
      try NeighborIndex(Tensor(shape: [4], elements: [1, 2, 3, 4]))
    }
    #expect(throws: AnalysisError.tooFewPoints(name: "points", expected: 1, found: 0)) {
      try NeighborIndex(Tensor(shape: [0, 3]))
    }
    do {
      _ = try NeighborIndex(rows([[0, 1], [2, .infinity]]))
      Issue.record("an infinite coordinate went through")
    } catch {
      #expect(
        error.description
          == "points: expected finite values of magnitude below 1e15, found inf in row 1, column 1; remove or replace it"
      )
    }
  }
}

extension Tensor {
  /// Rounded to halves.
  fileprivate var halved: Tensor {
    Tensor(shape: shape, elements: elements.map { ($0 * 2).rounded() / 2 })
  }
}

/// Squared distances in the order of the kernels' sum, then a stable sort.
private func plainNeighbors(_ points: Tensor, _ queries: Tensor, _ count: Int) -> [Int32] {
  let width = points.shape[1]
  return (0..<queries.shape[0]).flatMap { query in
    let distances = (0..<points.shape[0]).map { point in
      squaredDistance(
        queries.span.extracting(query * width..<(query + 1) * width),
        points.span.extracting(point * width..<(point + 1) * width))
    }
    return distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }.prefix(count).map(Int32.init)
  }
}
