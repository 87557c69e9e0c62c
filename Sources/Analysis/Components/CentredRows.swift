internal import FledgeKernels

/// Points less their mean.
struct CentredRows {
  let count: Int
  let width: Int
  let mean: [Float]
  let elements: [Float]

  /// Sums over this many rows are taken in single precision, and their sums in double.
  static let block = 512

  init(_ rows: Rows, _ threads: ThreadPool) {
    count = rows.count
    width = rows.width
    var totals = [Double](repeating: 0, count: rows.width)
    var sums = [Float](repeating: 0, count: rows.width)
    for first in stride(from: 0, to: rows.count, by: CentredRows.block) {
      let end = min(first + CentredRows.block, rows.count)
      var span = sums.mutableSpan
      columnSums(
        rows.elements.span.extracting(first * rows.width..<end * rows.width), into: &span, rows: end - first,
        columns: rows.width, threads: threads)
      for column in 0..<rows.width { totals[column] += Double(sums[column]) }
    }
    mean = totals.map { Float($0 / Double(rows.count)) }
    elements = CentredRows.subtract(mean, from: rows, threads)
  }

  static func subtract(_ mean: [Float], from rows: Rows, _ threads: ThreadPool) -> [Float] {
    var elements = rows.elements
    unsafe elements.withUnsafeMutableBufferPointer { elements in
      unsafe mean.withUnsafeBufferPointer { mean in
        threads.run(over: rows.count, grain: 256) { begin, end in
          for row in begin..<end {
            for column in 0..<rows.width { unsafe elements[row * rows.width + column] -= mean[column] }
          }
        }
      }
    }
    return elements
  }

  /// Σ (x − μ)² / (n − 1) over all features.
  func totalVariance() -> Double {
    sumOfSquares(elements.span) / Double(max(1, count - 1))
  }
}
