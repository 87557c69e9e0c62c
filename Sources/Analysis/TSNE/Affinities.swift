internal import CFledgeKernels
package import FledgeKernels

/// Symmetric affinities of neighbours, row by row: p_ij = (p_j|i + p_i|j) / 2n, where p_·|i is a Gaussian around
/// point i whose width gives it the entropy log(perplexity).
///
/// Rows begin at multiples of sixteen and are filled up with affinity 0, so that kernels read whole vectors.
package final class Affinities: Sendable {
  package let count: Int
  package let starts: AlignedBuffer<Int>
  package let columns: AlignedBuffer<Int32>
  package let values: AlignedBuffer<Float>

  private init(count: Int, starts: AlignedBuffer<Int>, columns: AlignedBuffer<Int32>, values: AlignedBuffer<Float>) {
    self.count = count
    self.starts = starts
    self.columns = columns
    self.values = values
  }

  /// p_j|i of every neighbour: `[queries, neighbors]`, rows sum to 1.
  package static func conditional(_ neighbors: Neighbors, perplexity: Double, _ threads: ThreadPool) -> AlignedBuffer<
    Float
  > {
    let kernels = AnalysisKernels(threads)
    let (distances, values) = (
      AlignedBuffer(neighbors.squaredDistances), AlignedBuffer<Float>(count: neighbors.indices.count)
    )
    var entropy = [Float(perplexity)]
    var span = entropy.mutableSpan
    applyInPlace(.log, to: &span)
    var job = unsafe fledge_perplexity(
      distances: distances.start, affinities: values.start, neighbors: neighbors.count, entropy: entropy[0])
    unsafe withUnsafePointer(to: &job) { job in
      threads.run(over: neighbors.queries, grain: 64) { unsafe kernels.table.pointee.perplexity(job, $0, $1) }
    }
    return values
  }

  /// The affinities of new points to old ones: each row sums to 1, nothing is made symmetric.
  convenience init(toOld neighbors: Neighbors, perplexity: Double, _ threads: ThreadPool) {
    let values = Affinities.conditional(neighbors, perplexity: perplexity, threads)
    let (rows, width) = (neighbors.queries, neighbors.count)
    let padded = (width + 15) / 16 * 16
    self.init(
      count: rows, starts: AlignedBuffer((0...rows).map { $0 * padded }), columns: AlignedBuffer(count: rows * padded),
      values: AlignedBuffer(count: rows * padded))
    for row in 0..<rows {
      for position in 0..<padded {
        columns[row * padded + position] = neighbors.indices[row * width + min(position, width - 1)]
        self.values[row * padded + position] = position < width ? values[row * width + position] : 0
      }
    }
  }

  /// The symmetric affinities of points among each other; all of them sum to 1.
  package convenience init(symmetric neighbors: Neighbors, perplexity: Double, _ threads: ThreadPool) {
    let values = Affinities.conditional(neighbors, perplexity: perplexity, threads)
    // Turned once, the lists say who has me as a neighbour; turned twice, whom I have. Both come out sorted.
    let incoming = DirectedLists(neighbors, values).turned()
    let outgoing = incoming.turned()
    let rows = neighbors.queries
    let starts = AlignedBuffer<Int>(count: rows + 1)
    for row in 0..<rows {
      var length = 0
      outgoing.merge(row, with: incoming) { _, _ in length += 1 }
      starts[row + 1] = starts[row] + (length + 15) / 16 * 16
    }
    self.init(
      count: rows, starts: starts, columns: AlignedBuffer(count: starts[rows]),
      values: AlignedBuffer(count: starts[rows]))
    let (columns, values2) = (columns, self.values)
    let scale = 1 / (2 * Float(rows))
    threads.run(over: rows, grain: 256) { begin, end in
      for row in begin..<end {
        var position = unsafe starts.start[row]
        outgoing.merge(row, with: incoming) { column, value in
          unsafe columns.start[position] = column
          unsafe values2.start[position] = value * scale
          position += 1
        }
        while unsafe position < starts.start[row + 1] {
          unsafe columns.start[position] = Int32(row)
          position += 1
        }
      }
    }
  }

  /// Σ p log p and Σ p.
  package func sums() -> (entropyTerm: Double, total: Double) {
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
