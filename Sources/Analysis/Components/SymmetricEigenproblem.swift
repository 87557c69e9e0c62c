internal import CFledgeKernels
package import FledgeKernels

/// All eigenpairs of a symmetric matrix in double precision: A = Q T Qᵀ by Householder's reflections, T = S Λ Sᵀ by
/// implicit QL steps, eigenvectors Q S.
///
/// Sources: Golub and Van Loan, "Matrix computations", algorithm 8.3.1 (tridiagonal form); Bowdler, Martin, Reinsch and
/// Wilkinson, 1968 (QL with implicit shifts).
package final class SymmetricEigenproblem {
  let size: Int
  let stride: Int
  /// The matrix, row by row; later its reflection vectors.
  let matrix: AlignedBuffer<Double>

  package init(size: Int) {
    self.size = size
    stride = (size + 15) / 16 * 16
    matrix = AlignedBuffer(count: size * stride)
  }

  /// A += scale · products `[size, size]`.
  package func add(_ products: [Float], scale: Double, _ threads: ThreadPool) {
    let (size, stride) = (size, stride)
    unsafe products.withUnsafeBufferPointer { products in
      threads.run(over: size, grain: 16) { [matrix] begin, end in
        for row in begin..<end {
          for column in 0..<size {
            unsafe matrix.start[row * stride + column] += scale * Double(products[row * size + column])
          }
        }
      }
    }
  }

  /// The `count` largest eigenvalues, in descending order, with their unit vectors.
  ///
  /// The matrix is used up.
  package func solve(count: Int, _ threads: ThreadPool) -> Spectrum {
    var tridiagonal = reduce(threads)
    let vectors = tridiagonal.reflections.isEmpty ? identity() : accumulate(tridiagonal.reflections, threads)
    tridiagonal.diagonalize(vectors, stride: stride, threads)
    // A stable order: equal values keep theirs.
    let order = (0..<size).sorted {
      tridiagonal.diagonal[$0] > tridiagonal.diagonal[$1]
        || (tridiagonal.diagonal[$0] == tridiagonal.diagonal[$1] && $0 < $1)
    }
    return Spectrum(
      values: order.prefix(count).map { tridiagonal.diagonal[$0] },
      vectors: order.prefix(count).map { row in (0..<size).map { vectors[row * stride + $0] } })
  }

  private func identity() -> AlignedBuffer<Double> {
    let rows = AlignedBuffer<Double>(count: size * stride)
    for row in 0..<size { rows[row * stride + row] = 1 }
    return rows
  }

  /// H A H with H = 1 − β v vᵀ for one column after the other, until three diagonals are left.
  private func reduce(_ threads: ThreadPool) -> Tridiagonal {
    let kernels = AnalysisKernels(threads)
    let (matrix, stride, size) = (matrix, stride, size)
    var reflections = [Double](repeating: 0, count: max(0, size - 2))
    var (diagonal, side) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
    let product = AlignedBuffer<Double>(count: stride)
    for step in 0..<max(0, size - 2) {
      let (first, length) = (step + 1, size - step - 1)
      let vector = unsafe matrix.start + step * stride + first
      let norm = unsafe kernels.table.pointee.dot_double(vector, vector, length).squareRoot()
      diagonal[step] = unsafe matrix.start[step * stride + step]
      guard norm > 0 else { continue }
      side[step] = unsafe vector[0] > 0 ? -norm : norm
      unsafe vector[0] -= side[step]
      let beta = unsafe 2 / kernels.table.pointee.dot_double(vector, vector, length)
      reflections[step] = beta
      threads.run(over: length, grain: SymmetricEigenproblem.grain(length)) { begin, end in
        for row in begin..<end {
          let from = unsafe matrix.start + (first + row) * stride + first
          unsafe product.start[row] = beta * kernels.table.pointee.dot_double(from, vector, length)
        }
      }
      let half = unsafe -0.5 * beta * kernels.table.pointee.dot_double(product.start, vector, length)
      unsafe kernels.table.pointee.add_scaled_double(half, vector, product.start, length)
      threads.run(over: length, grain: SymmetricEigenproblem.grain(length)) { begin, end in
        for row in begin..<end {
          let to = unsafe matrix.start + (first + row) * stride + first
          unsafe kernels.table.pointee.add_scaled_double(-vector[row], product.start, to, length)
          unsafe kernels.table.pointee.add_scaled_double(-product.start[row], vector, to, length)
        }
      }
    }
    for step in max(0, size - 2)..<size {
      diagonal[step] = matrix[step * stride + step]
      if step + 1 < size { side[step] = matrix[step * stride + step + 1] }
    }
    return Tridiagonal(diagonal: diagonal, side: side, reflections: reflections)
  }

  /// Qᵀ, where Q is the product of the reflections in their order.
  private func accumulate(_ reflections: [Double], _ threads: ThreadPool) -> AlignedBuffer<Double> {
    let kernels = AnalysisKernels(threads)
    let (rows, matrix, stride, size) = (identity(), matrix, stride, size)
    for step in reflections.indices.reversed() where reflections[step] != 0 {
      let (first, length, beta) = (step + 1, size - step - 1, reflections[step])
      let vector = unsafe matrix.start + step * stride + first
      threads.run(over: length, grain: SymmetricEigenproblem.grain(length)) { begin, end in
        for row in begin..<end {
          let to = unsafe rows.start + (first + row) * stride + first
          let along = unsafe beta * kernels.table.pointee.dot_double(to, vector, length)
          unsafe kernels.table.pointee.add_scaled_double(-along, vector, to, length)
        }
      }
    }
    return rows
  }

  /// Rows for one task: waking a thread pays from some ten thousand elements on.
  private static func grain(_ length: Int) -> Int { max(1, 32_768 / length) }
}
