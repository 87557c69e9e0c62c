internal import CFledgeKernels

// How many elements are summed in single precision before the sum goes into a double: lane by lane, then by one
// fixed tree. It is the same for any number of threads.
private let blockSize = 4096

private func blockSums(_ count: Int, _ threads: ThreadPool, _ kernel: (Int, Int) -> Float) -> Double {
  guard count > blockSize else { return Double(kernel(0, count)) }
  let blocks = (count + blockSize - 1) / blockSize
  let sums = unsafe fledge_scratch(blocks * MemoryLayout<Float>.stride).assumingMemoryBound(to: Float.self)
  threads.split(blocks, multiple: 1, minimum: 16) { first, last in
    for block in first..<last {
      unsafe sums[block] = kernel(block * blockSize, min(blockSize, count - block * blockSize))
    }
  }
  var total = 0.0
  for block in 0..<blocks { total += Double(unsafe sums[block]) }
  return total
}

/// Σ x.
public func sum(_ x: Span<Float>, threads: ThreadPool = .serial) -> Double {
  let (kernel, x, count) = unsafe (threads.kernels.pointee.sum, x.pointer, x.count)
  return blockSums(count, threads) { unsafe kernel(x + $0, $1) }
}

/// Σ x².
public func sumOfSquares(_ x: Span<Float>, threads: ThreadPool = .serial) -> Double {
  dot(x, x, threads: threads)
}

/// Σ x y.
public func dot(_ x: Span<Float>, _ y: Span<Float>, threads: ThreadPool = .serial) -> Double {
  requireCount("dot y", y.count, x.count)
  let (kernel, x, y, count) = unsafe (threads.kernels.pointee.dot, x.pointer, y.pointer, x.count)
  return blockSums(count, threads) { unsafe kernel(x + $0, y + $0, $1) }
}

/// Σ (x − y)².
public func squaredDistance(_ x: Span<Float>, _ y: Span<Float>, threads: ThreadPool = .serial) -> Double {
  requireCount("squaredDistance y", y.count, x.count)
  let (kernel, x, y, count) = unsafe (threads.kernels.pointee.squared_distance, x.pointer, y.pointer, x.count)
  return blockSums(count, threads) { unsafe kernel(x + $0, y + $0, $1) }
}

/// max |x|; 0 without elements, and NaN where one is NaN.
public func largestMagnitude(_ x: Span<Float>, threads: ThreadPool = .serial) -> Float {
  unsafe threads.kernels.pointee.largest_magnitude(x.pointer, x.count)
}

/// The index of the first element that is infinite or NaN.
public func firstNonFinite(_ x: Span<Float>, threads: ThreadPool = .serial) -> Int? {
  let index = unsafe threads.kernels.pointee.first_not_finite(x.pointer, x.count)
  return index < 0 ? nil : index
}

/// sums (+)= Σ over the rows of x `[rows, columns]`, in ascending order.
public func columnSums(
  _ x: Span<Float>, into sums: inout MutableSpan<Float>, rows: Int, columns: Int, accumulate: Bool = false,
  threads: ThreadPool = .serial
) {
  requireCount("columnSums x", x.count, rows * columns)
  requireCount("columnSums sums", sums.count, columns)
  let (kernel, x, sums) = unsafe (threads.kernels.pointee.column_sums, x.pointer, sums.pointer)
  threads.split(columns, minimum: max(16, minimumElements / max(1, rows))) {
    unsafe kernel(x, sums, accumulate ? 1 : 0, rows, columns, $0, $1)
  }
}
