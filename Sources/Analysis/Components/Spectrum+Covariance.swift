internal import FledgeKernels

extension Spectrum {
  /// The leading eigenpairs of C = XᵀX / (n − 1) for centred X.
  ///
  /// Products over 512 rows are taken in single precision and added up in double, so that the rounding error does not
  /// grow with the number of points.
  init(covarianceOf rows: CentredRows, count: Int, _ threads: ThreadPool) {
    let width = rows.width
    let eigen = SymmetricEigenproblem(size: width)
    var products = [Float](repeating: 0, count: width * width)
    let factor = 1 / Double(max(1, rows.count - 1))
    for first in stride(from: 0, to: rows.count, by: CentredRows.block) {
      let end = min(first + CentredRows.block, rows.count)
      let block = rows.elements.span.extracting(first * width..<end * width)
      var span = products.mutableSpan
      multiplyTransposedLeft(
        block, block, into: &span, accumulate: false, rows: end - first, inner: width, columns: width,
        layout: .rowMajor, threads: threads)
      eigen.add(products, scale: factor, threads)
    }
    self = eigen.solve(count: count, threads)
  }
}
