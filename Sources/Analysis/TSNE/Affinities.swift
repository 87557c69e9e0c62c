internal import CFledgeKernels
internal import FledgeKernels

/// Symmetric affinities of neighbours, row by row: p_ij = (p_j|i + p_i|j) / 2n, where p_·|i is a Gaussian around
/// point i whose width gives it the entropy log(perplexity).
///
/// Rows begin at multiples of sixteen and are filled up with affinity 0, so that kernels read whole vectors.
final class Affinities: Sendable {
  let count: Int
  let starts: Buffer<Int>
  let columns: Buffer<Int32>
  let values: Buffer<Float>

  private init(count: Int, starts: Buffer<Int>, columns: Buffer<Int32>, values: Buffer<Float>) {
    self.count = count
    self.starts = starts
    self.columns = columns
    self.values = values
  }

  /// p_j|i of every neighbour: `[queries, neighbors]`, rows sum to 1.
  static func conditional(_ neighbors: Neighbors, perplexity: Double, _ team: ThreadTeam) -> Buffer<Float> {
    let kernels = AnalysisKernels(team)
    let (distances, values) = (Buffer(neighbors.squaredDistances), Buffer<Float>(neighbors.indices.count))
    var entropy = [Float(perplexity)]
    var span = entropy.mutableSpan
    applyInPlace(.log, to: &span)
    var job = unsafe fledge_perplexity(
      distances: distances.start, affinities: values.start, neighbors: neighbors.count, entropy: entropy[0])
    unsafe withUnsafePointer(to: &job) { job in
      team.run(over: neighbors.queries, grain: 64) { unsafe kernels.table.pointee.perplexity(job, $0, $1) }
    }
    return values
  }

  /// The affinities of new points to old ones: each row sums to 1, nothing is made symmetric.
  convenience init(toOld neighbors: Neighbors, perplexity: Double, _ team: ThreadTeam) {
    let values = Affinities.conditional(neighbors, perplexity: perplexity, team)
    let (rows, width) = (neighbors.queries, neighbors.count)
    let padded = (width + 15) / 16 * 16
    self.init(
      count: rows, starts: Buffer((0...rows).map { $0 * padded }), columns: Buffer(rows * padded),
      values: Buffer(rows * padded))
    for row in 0..<rows {
      for place in 0..<padded {
        columns[row * padded + place] = neighbors.indices[row * width + min(place, width - 1)]
        self.values[row * padded + place] = place < width ? values[row * width + place] : 0
      }
    }
  }

  /// The symmetric affinities of points among each other; all of them sum to 1.
  convenience init(symmetric neighbors: Neighbors, perplexity: Double, _ team: ThreadTeam) {
    let values = Affinities.conditional(neighbors, perplexity: perplexity, team)
    // Turned once, the lists say who has me as a neighbour; turned twice, whom I have. Both come out sorted.
    let incoming = DirectedLists(neighbors, values).turned()
    let outgoing = incoming.turned()
    let rows = neighbors.queries
    let starts = Buffer<Int>(rows + 1)
    for row in 0..<rows {
      var length = 0
      outgoing.merge(row, with: incoming) { _, _ in length += 1 }
      starts[row + 1] = starts[row] + (length + 15) / 16 * 16
    }
    self.init(
      count: rows, starts: starts, columns: Buffer(starts[rows]), values: Buffer(starts[rows]))
    let (columns, values2) = (columns, self.values)
    let scale = 1 / (2 * Float(rows))
    team.run(over: rows, grain: 256) { begin, end in
      for row in begin..<end {
        var place = unsafe starts.start[row]
        outgoing.merge(row, with: incoming) { column, value in
          unsafe columns.start[place] = column
          unsafe values2.start[place] = value * scale
          place += 1
        }
        while unsafe place < starts.start[row + 1] {
          unsafe columns.start[place] = Int32(row)
          place += 1
        }
      }
    }
  }

  /// Σ p log p and Σ p.
  func sums() -> (entropyTerm: Double, total: Double) {
    var logarithms = values.array
    var span = logarithms.mutableSpan
    applyInPlace(.log, to: &span)
    var (entropyTerm, total) = (0.0, 0.0)
    for index in 0..<values.count {
      let value = Double(unsafe values.start[index])
      if value > 0 {
        entropyTerm += value * Double(logarithms[index])
        total += value
      }
    }
    return (entropyTerm, total)
  }
}
