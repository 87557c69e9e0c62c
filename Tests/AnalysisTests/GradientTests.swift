import FledgeAnalysis
import FledgeKernels
import FledgeTensors
import Testing

struct GradientTests {
  @Test func `two points repel and attract along their line`() {
    // p = 1/2 each way, q the same whatever the distance: no force remains.
    #expect(TextbookTSNE.gradient(affinities: [0, 0.5, 0.5, 0], map: [0, 0, 3, 4]) == [0, 0, 0, 0])
  }

  @Test func `the textbook gradient agrees with finite differences to 1e-6`() throws {
    let (affinities, map) = try sample(40)
    let p = affinities.dense
    let gradient = TextbookTSNE.gradient(affinities: p, map: map)
    let step = 1e-5
    let scale = gradient.map(\.magnitude).max()!
    for index in stride(from: 0, to: map.count, by: 7) {
      var (above, below) = (map, map)
      above[index] += step
      below[index] -= step
      let difference =
        (TextbookTSNE.divergence(affinities: p, map: above, logarithm: preciseLogarithm)
          - TextbookTSNE.divergence(affinities: p, map: below, logarithm: preciseLogarithm)) / (2 * step)
      #expect(abs(difference - gradient[index]) < 1e-6 * scale)
    }
  }

  @Test(arguments: InstructionSet.available)
  func `the kernels' exact gradient is the textbook's`(set: InstructionSet) throws {
    let (affinities, map) = try sample(101)
    let threads = ThreadPool(threads: 1, instructionSet: set)
    let points = AlignedBuffer(map.map(Float.init))
    let descent = Descent(points)
    _ = descent.attract(affinities, to: points, measure: false, threads)
    let z = ExactRepulsion(101).evaluate(points, into: descent.forces, threads)
    // One step with rate 1/4 and without momentum moves by the gradient.
    let expected = TextbookTSNE.gradient(affinities: affinities.dense, map: map)
    let before = points.array
    descent.step(exaggeration: 1, repulsionScale: 1 / z, learningRate: 1, momentum: 0, threads)
    let moved = zip(before, points.array).map { $0 - $1 }
    // The first step's gain is 0.8 or 1.2, as the sign of the (zero) update falls.
    let found = zip(moved, expected).map { 4 * $0 / ($1 > 0 ? 1.2 : 0.8) }
    #expect(relativeError(found, expected.map(Float.init)) < 2e-4)
  }

  @Test func `Barnes and Hut with angle 0 is exact, and near it otherwise`() {
    for count in [1, 2, 17, 300] {
      let points = AlignedBuffer(normalPoints(count, 2).elements.map { $0 * 8 })
      let (exact, tree, coarse) = (
        AlignedBuffer<Float>(count: 2 * count), AlignedBuffer<Float>(count: 2 * count),
        AlignedBuffer<Float>(count: 2 * count)
      )
      let z = ExactRepulsion(count).evaluate(points, into: exact, .serial)
      let treeZ = QuadtreeRepulsion(count, angle: 0).evaluate(points, into: tree, .serial)
      _ = QuadtreeRepulsion(count, angle: 0.5).evaluate(points, into: coarse, .serial)
      #expect(abs(treeZ - z) <= 1e-6 * z)
      #expect(relativeError(tree.array, exact.array) < 2e-6 || count == 1)
      #expect(relativeError(coarse.array, exact.array) < 0.02 || count == 1)
    }
  }

  @Test func `a cell never stands for a point of its own`() {
    // Forty points at one position and one in the opposite corner, from which the whole square counts as far at angle
    // 1.
    let points = AlignedBuffer([Float](repeating: 0, count: 80) + [10, 10])
    let (exact, tree) = (AlignedBuffer<Float>(count: 82), AlignedBuffer<Float>(count: 82))
    let z = ExactRepulsion(41).evaluate(points, into: exact, .serial)
    #expect(abs(QuadtreeRepulsion(41, angle: 1).evaluate(points, into: tree, .serial) - z) < 1e-5 * z)
    #expect(relativeError(tree.array, exact.array) < 1e-5)
  }

  @Test func `equal points end the quadtree`() {
    let points = AlignedBuffer([Float](repeating: 0.7, count: 200))
    let forces = AlignedBuffer<Float>(count: 200)
    #expect(QuadtreeRepulsion(100, angle: 0.5).evaluate(points, into: forces, .serial) == 9900)
    #expect(forces.array.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [(Float(1e-4), Float(0.03)), (0.1, 0.02), (3, 0.003), (20, 0.01)])
  func `interpolation follows the exact forces at every size of map`(scale: Float, limit: Float) {
    let count = 400
    let points = AlignedBuffer(normalPoints(count, 2).elements.map { $0 * scale })
    let (exact, grid) = (AlignedBuffer<Float>(count: 2 * count), AlignedBuffer<Float>(count: 2 * count))
    let z = ExactRepulsion(count).evaluate(points, into: exact, .serial)
    let gridZ = GridRepulsion(count).evaluate(points, into: grid, .serial)
    #expect(abs(gridZ - z) < 2e-3 * z)
    #expect(relativeError(grid.array, exact.array) < limit)
  }

  @Test func `every repulsion has the same bits for all threads and instructions`() {
    let points = AlignedBuffer(normalPoints(333, 2).elements.map { $0 * 6 })
    for method in [TSNE.Method.exact, .barnesHut(angle: 0.5), .interpolation] {
      let results = allTeams.map { threads in
        let forces = AlignedBuffer<Float>(count: 666)
        let z = method.repulsion(points: 333).evaluate(points, into: forces, threads)
        return (z, forces.array)
      }
      for result in results { #expect(result == results[0]) }
    }
  }

  private func sample(_ count: Int) throws -> (Affinities, [Double]) {
    let neighbors = try NeighborIndex(normalPoints(count, 4)).nearestOthers(count - 1)
    return (
      Affinities(symmetric: neighbors, perplexity: 8, .serial),
      normalPoints(count, 2, seed: 5).elements.map { Double($0) * 3 }
    )
  }

  /// log by the series of the inverse hyperbolic tangent, good to double precision near and far from 1.
  private func preciseLogarithm(_ x: Double) -> Double {
    let ln2 = 0.6931471805599453
    let y = (x.significand - 1) / (x.significand + 1)
    var (term, sum) = (y, 0.0)
    for k in stride(from: 1.0, to: 61, by: 2) {
      sum += term / k
      term *= y * y
    }
    return 2 * sum + Double(x.exponent) * ln2
  }
}
