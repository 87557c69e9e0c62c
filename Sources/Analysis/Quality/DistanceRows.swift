internal import CFledgeKernels
internal import FledgeKernels

/// Squared distances from one point to all, row after row: memory for one row in each thread.
struct DistanceRows {
  private let points: AlignedBuffer<Float>
  private let count: Int
  private let width: Int

  init(_ rows: Rows) {
    points = AlignedBuffer(rows.elements)
    (count, width) = (rows.count, rows.width)
  }

  /// Calls `body` with each point and its squared distances to all points, in any order and on several threads.
  func forEach(_ threads: ThreadPool, _ body: (Int, UnsafeBufferPointer<Float>) -> Void) {
    let kernels = AnalysisKernels(threads)
    let distance = unsafe kernels.base.pointee.squared_distance
    threads.run(over: count, grain: 8) { begin, end in
      let row = unsafe fledge_scratch(count * MemoryLayout<Float>.stride).assumingMemoryBound(to: Float.self)
      for point in begin..<end {
        let own = unsafe points.start + point * width
        for other in 0..<count { unsafe row[other] = distance(own, points.start + other * width, width) }
        unsafe body(point, UnsafeBufferPointer(start: row, count: count))
      }
    }
  }
}
