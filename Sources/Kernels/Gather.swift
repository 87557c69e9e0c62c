internal import CFledgeKernels

/// Row r of the result is row `indices[r]` of `source`, each byte times `scale` plus `shift`, rounded once.
///
/// - Parameters:
///   - source: rows of `rowLength` bytes.
///   - rows: where row i of what `indices` count lies in `source`; empty for the same place.
///   - target: `[indices.count, rowLength]`, overwritten.
public func gatherBytes(
  source: Span<UInt8>, rowLength: Int, rows: Span<Int32> = Span(), indices: Span<Int32>, scale: Float, shift: Float,
  into target: inout MutableSpan<Float>, threads: ThreadPool = .serial
) {
  checkGather(source.count, rowLength, indices, target.count, rows)
  let (kernel, count) = unsafe (threads.kernels.pointee.gather_bytes, indices.count)
  let (source, rows, indices, target) = unsafe (source.pointer, rows.pointerOrNil, indices.pointer, target.pointer)
  threads.split(count, multiple: 1, minimum: max(1, minimumGatheredElements / max(1, rowLength))) {
    unsafe kernel(source, rows, indices, scale, shift, target, rowLength, $0, $1)
  }
}

/// Row r of the result is row `indices[r]` of `source`, whose rows have `rowLength` floats.
public func gatherFloats(
  source: Span<Float>, rowLength: Int, indices: Span<Int32>, into target: inout MutableSpan<Float>,
  threads: ThreadPool = .serial
) {
  checkGather(source.count, rowLength, indices, target.count)
  let rows = indices.count
  let (source, indices, target) = unsafe (source.pointer, indices.pointer, target.pointer)
  threads.split(rows, multiple: 1, minimum: max(1, minimumElements / max(1, rowLength))) { first, last in
    for row in first..<last {
      unsafe (target + row * rowLength).update(from: source + Int(indices[row]) * rowLength, count: rowLength)
    }
  }
}

/// Label r of the result is label `indices[r]` of `source`.
public func gatherLabels(
  source: Span<Int32>, indices: Span<Int32>, into target: inout MutableSpan<Int32>
) {
  requireCount("gatherLabels target", target.count, indices.count)
  for row in 0..<indices.count { target[row] = source[Int(indices[row])] }
}

private func checkGather(
  _ sourceCount: Int, _ rowLength: Int, _ indices: Span<Int32>, _ targetCount: Int, _ rows: Span<Int32> = Span()
) {
  requireCount("gather target", targetCount, indices.count * rowLength)
  let stored = rowLength == 0 ? Int.max : sourceCount / rowLength
  for index in 0..<indices.count {
    var row = Int(indices[index])
    if !rows.isEmpty {
      precondition(row >= 0 && row < rows.count, "gather: row \(row) of \(rows.count)")
      row = Int(rows[row])
    }
    precondition(row >= 0 && row < stored, "gather: row \(row) of \(stored)")
  }
}
