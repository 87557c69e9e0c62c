internal import CFledgeKernels
internal import FledgeKernels

extension Spectrum {
  /// More directions than asked for, which makes the leading ones good.
  private static let oversampling = 10
  /// Each power iteration raises the ratios of the singular values to two more powers.
  private static let powerIterations = 7

  /// The leading eigenpairs of XᵀX / (n − 1) from a random projection of centred X.
  ///
  /// Q = orth((X Xᵀ)^q X Ω) with normal Ω `[features, count + 10]`, orthonormalised after every product; then the
  /// eigenpairs of the small matrix B Bᵀ, B = Qᵀ X. Source: Halko, Martinsson and Tropp, "Finding structure with
  /// randomness", 2011, algorithms 4.4 and 5.1.
  init(randomizedRangeOf rows: CentredRows, count: Int, seed: UInt64, _ threads: ThreadPool) {
    let (n, width) = (rows.count, rows.width)
    let columns = min(count + Spectrum.oversampling, n, width)
    var directions = [Float](repeating: 0, count: width * columns)
    var projected = [Float](repeating: 0, count: n * columns)
    var directionsSpan = directions.mutableSpan
    fillNormal(&directionsSpan, key: RandomKey(seed: seed, stream: .analysis), threads: threads)

    func project() {
      var span = projected.mutableSpan
      multiply(
        rows.elements.span, directions.span, into: &span, rows: n, inner: width, columns: columns,
        layout: .rowMajor, threads: threads)
      orthonormalize(&projected, rows: n, columns: columns, threads)
    }
    func projectBack() {
      var span = directions.mutableSpan
      multiplyTransposedLeft(
        rows.elements.span, projected.span, into: &span, accumulate: false, rows: n, inner: width, columns: columns,
        layout: .rowMajor, threads: threads)
    }

    project()
    for _ in 0..<Spectrum.powerIterations {
      projectBack()
      orthonormalize(&directions, rows: width, columns: columns, threads)
      project()
    }
    projectBack()
    self.init(
      leftOf: directions, rows: width, columns: columns, count: count, factor: 1 / Double(max(1, n - 1)), threads)
  }

  /// The eigenpairs of D Dᵀ for a tall D `[rows, columns]`, by way of the small DᵀD.
  private init(leftOf tall: [Float], rows: Int, columns: Int, count: Int, factor: Double, _ threads: ThreadPool) {
    var small = [Float](repeating: 0, count: columns * columns)
    let eigen = SymmetricEigenproblem(size: columns)
    for first in stride(from: 0, to: rows, by: CentredRows.block) {
      let end = min(first + CentredRows.block, rows)
      let block = tall.span.extracting(first * columns..<end * columns)
      var span = small.mutableSpan
      multiplyTransposedLeft(
        block, block, into: &span, accumulate: false, rows: end - first, inner: columns, columns: columns,
        layout: .rowMajor, threads: threads)
      eigen.add(small, scale: factor, threads)
    }
    let inner = eigen.solve(count: count, threads)
    values = inner.values
    vectors = inner.vectors.map { weights in
      var vector = [Double](repeating: 0, count: rows)
      var squares = 0.0
      for row in 0..<rows {
        for column in 0..<columns { vector[row] += weights[column] * Double(tall[row * columns + column]) }
        squares += vector[row] * vector[row]
      }
      let norm = squares.squareRoot()
      return norm > 0 ? vector.map { $0 / norm } : vector
    }
  }
}

/// Gram and Schmidt's process in double precision, each column against those before it, twice.
///
/// A column without a part of its own becomes 0.
private func orthonormalize(_ matrix: inout [Float], rows: Int, columns: Int, _ threads: ThreadPool) {
  let kernels = AnalysisKernels(threads)
  let basis = AlignedBuffer<Double>(count: rows * columns)
  for row in 0..<rows {
    for column in 0..<columns { unsafe basis.start[column * rows + row] = Double(matrix[row * columns + column]) }
  }
  for column in 0..<columns {
    let vector = unsafe basis.start + column * rows
    let before = unsafe kernels.table.pointee.dot_double(vector, vector, rows)
    for _ in 0..<2 {
      for other in 0..<column {
        let along = unsafe kernels.table.pointee.dot_double(basis.start + other * rows, vector, rows)
        unsafe kernels.table.pointee.add_scaled_double(-along, basis.start + other * rows, vector, rows)
      }
    }
    let squares = unsafe kernels.table.pointee.dot_double(vector, vector, rows)
    let factor = squares > before * 1e-24 && squares > 0 ? 1 / squares.squareRoot() : 0
    for row in 0..<rows { unsafe vector[row] *= factor }
  }
  for row in 0..<rows {
    for column in 0..<columns { matrix[row * columns + column] = unsafe Float(basis.start[column * rows + row]) }
  }
}
