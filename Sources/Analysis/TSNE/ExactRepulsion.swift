internal import CFledgeKernels
package import FledgeKernels

/// Every pair of points: n² terms, sixteen at a time.
package final class ExactRepulsion: Repulsion {
  private let count: Int
  private let x: AlignedBuffer<Float>
  private let y: AlignedBuffer<Float>
  private let potentials: AlignedBuffer<Float>

  /// Where padding stands: so far away that its w is 0.
  private static let nowhere: Float = 1e18

  package init(_ count: Int) {
    self.count = count
    let padded = (count + 15) / 16 * 16
    (x, y, potentials) = (AlignedBuffer(count: padded), AlignedBuffer(count: padded), AlignedBuffer(count: count))
    for index in count..<padded { (x[index], y[index]) = (Self.nowhere, Self.nowhere) }
  }

  package func evaluate(_ points: AlignedBuffer<Float>, into forces: AlignedBuffer<Float>, _ threads: ThreadPool)
    -> Double
  {
    let kernels = AnalysisKernels(threads)
    for index in 0..<count {
      unsafe x.start[index] = unsafe points.start[2 * index]
      unsafe y.start[index] = unsafe points.start[2 * index + 1]
    }
    var job = unsafe fledge_repulsion(
      x: x.start, y: y.start, count: count, forces: forces.start, potentials: potentials.start)
    unsafe withUnsafePointer(to: &job) { job in
      threads.run(over: count, grain: 32) { unsafe kernels.table.pointee.repulsion(job, $0, $1) }
    }
    return potentials.sum()
  }
}
