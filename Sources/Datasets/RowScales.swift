import FledgeKernels
import FledgeTensors
import Synchronization

/// The mean and 1 / σ of each example of a dataset, computed when they are first needed.
///
/// They never change, while their sums run in double precision in the order of the values and take longer than the scaling.
final class RowScales: Sendable {
  private let known = Mutex<[RowScale]?>(nil)

  /// - Parameter compute: the scales of all examples; called once.
  func values(_ compute: () -> [RowScale]) -> [RowScale] {
    known.withLock { known in
      if known == nil { known = compute() }
      return known ?? []
    }
  }
}

/// How the values of one example are standardised: `(x − mean) · scale`, with the population σ (division by n).
struct RowScale {
  var mean: Double
  /// 1 / σ; 0 where all values are equal.
  var scale: Double

  /// The scale of one row.
  init(_ row: Span<Float>) {
    let first = row.count > 0 ? row[0] : 0
    var isConstant = true
    var sum = 0.0
    for index in 0..<row.count {
      sum += Double(row[index])
      if row[index] != first { isConstant = false }
    }
    mean = sum / Double(row.count)
    var squares = 0.0
    for index in 0..<row.count {
      let difference = Double(row[index]) - mean
      squares += difference * difference
    }
    scale = isConstant ? 0 : 1 / (squares / Double(row.count)).squareRoot()
  }

  /// Standardises the values in place.
  func apply(to row: inout MutableSpan<Float>) {
    let (mean, scale) = (mean, scale)
    unsafe row.withUnsafeMutableBufferPointer { values in
      for index in values.indices { unsafe values[index] = Float((Double(values[index]) - mean) * scale) }
    }
  }
}

extension Dataset {
  /// Standardises rows of `examples` that hold their stored values.
  func standardize(_ examples: Span<Int32>, in features: inout MutableSpan<Float>, threads: ThreadPool) {
    let width = featureShape.count
    guard width > 0 else { return }
    let scales = rowScales.values { computedRowScales() }
    let parts = examples.count * width < 1 << 14 ? 1 : min(threads.count, examples.count)
    unsafe features.withUnsafeMutableBufferPointer { buffer in
      // Parts write different rows, so they may run in parallel.
      nonisolated(unsafe) let buffer = unsafe buffer
      threads.run(parts) { part in
        for index in examples.count * part / parts..<examples.count * (part + 1) / parts {
          let slice = unsafe UnsafeMutableBufferPointer(rebasing: buffer[index * width..<(index + 1) * width])
          var row = unsafe slice.mutableSpan
          scales[Int(examples[index])].apply(to: &row)
        }
      }
    }
  }

  private func computedRowScales() -> [RowScale] {
    let width = featureShape.count
    var values = [Float](repeating: 0, count: width)
    return (0..<count).map { example in
      var row = values.mutableSpan
      gather([Int32(example)].span, scale: byteScale, into: &row, threads: .serial)
      return RowScale(values.span)
    }
  }
}
