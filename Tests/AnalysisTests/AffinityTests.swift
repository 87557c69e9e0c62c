import FledgeAnalysis
import FledgeKernels
import FledgeTensors
import Testing

struct AffinityTests {
  @Test func `two neighbours at equal distance share evenly`() {
    let neighbors = Neighbors(queries: 1, count: 2, indices: [1, 2], squaredDistances: [4, 4])
    #expect(Affinities.conditional(neighbors, perplexity: 1.5, .serial).array == [0.5, 0.5])
  }

  @Test(arguments: [2.0, 5, 30], [Float(1e-6), 1, 1e6])
  func `every row reaches the entropy of the perplexity`(perplexity: Double, scale: Float) throws {
    var points = normalPoints(120, 5)
    for row in 0..<120 { for column in 0..<5 { points[row, column] *= scale } }
    let neighbors = try NeighborIndex(points).nearestOthers(91)
    let values = Affinities.conditional(neighbors, perplexity: perplexity, .serial).array
    for row in 0..<120 {
      let p = values[row * 91..<(row + 1) * 91]
      var logarithms = Array(p)
      var span = logarithms.mutableSpan
      applyInPlace(.log, to: &span)
      let entropy = zip(p, logarithms).reduce(0.0) { $0 - ($1.0 > 0 ? Double($1.0) * Double($1.1) : 0) }
      #expect(abs(entropy - logarithm(perplexity)) < 2e-5)
      #expect(abs(p.reduce(0, +) - 1) < 1e-5)
    }
  }

  @Test func `symmetric affinities are symmetric, sum to 1 and are padded with zeros`() throws {
    let affinities = Affinities(
      symmetric: try NeighborIndex(normalPoints(50, 3)).nearestOthers(9), perplexity: 3, .serial)
    let dense = affinities.dense
    for i in 0..<50 {
      #expect(affinities.starts[i] % 16 == 0 && dense[i * 50 + i] == 0)
      for j in 0..<50 { #expect(dense[i * 50 + j] == dense[j * 50 + i]) }
    }
    #expect(abs(affinities.sums().total - 1) < 1e-5)
  }
}

extension Affinities {
  /// `[count, count]`.
  var dense: [Double] {
    var dense = [Double](repeating: 0, count: count * count)
    for row in 0..<count {
      for entry in starts[row]..<starts[row + 1] { dense[row * count + Int(columns[entry])] += Double(values[entry]) }
    }
    return dense
  }
}
