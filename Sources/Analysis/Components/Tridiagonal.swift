internal import CFledgeKernels
internal import FledgeKernels

/// A symmetric tridiagonal matrix, and the reflections that led to it.
struct Tridiagonal {
  var diagonal: [Double]
  /// Beside the diagonal: `side[i]` couples i and i + 1.
  var side: [Double]
  let reflections: [Double]

  /// QL steps with implicit shifts until nothing stands beside the diagonal; each step's rotations are collected and
  /// then applied to the rows of `vectors`, column by column in parallel.
  mutating func diagonalize(_ vectors: AlignedBuffer<Double>, stride: Int, _ threads: ThreadPool) {
    let kernels = AnalysisKernels(threads)
    let size = diagonal.count
    let (cosines, sines) = (AlignedBuffer<Double>(count: size), AlignedBuffer<Double>(count: size))
    for low in 0..<size {
      while true {
        let high = firstUncoupled(from: low)
        if high == low { break }
        let rotations = step(low, high, cosines, sines)
        // A task takes 64 columns: as many as there are do not depend on the number of threads.
        threads.run(over: stride, grain: rotations * stride < 65_536 ? stride : 64) { begin, end in
          unsafe kernels.table.pointee.rotate(
            cosines.start, sines.start, vectors.start, stride, high - rotations, rotations, begin, end)
        }
      }
    }
  }

  private func firstUncoupled(from low: Int) -> Int {
    var index = low
    while index < diagonal.count - 1 {
      let scale = diagonal[index].magnitude + diagonal[index + 1].magnitude
      if side[index].magnitude <= .ulpOfOne * scale || side[index] == 0 { return index }
      index += 1
    }
    return index
  }

  /// One QL step on rows `low...high`; returns how many rotations it took.
  private mutating func step(_ low: Int, _ high: Int, _ cosines: AlignedBuffer<Double>, _ sines: AlignedBuffer<Double>)
    -> Int
  {
    let slope = (diagonal[low + 1] - diagonal[low]) / (2 * side[low])
    let root = (slope * slope + 1).squareRoot()
    var g = diagonal[high] - diagonal[low] + side[low] / (slope + (slope < 0 ? -root : root))
    var (sine, cosine, shift) = (1.0, 1.0, 0.0)
    var count = 0
    for index in (low..<high).reversed() {
      let (f, b) = (sine * side[index], cosine * side[index])
      let radius = (f * f + g * g).squareRoot()
      side[index + 1] = radius
      if radius == 0 {
        // The matrix has split here by itself.
        diagonal[index + 1] -= shift
        side[high] = 0
        return count
      }
      (sine, cosine) = (f / radius, g / radius)
      g = diagonal[index + 1] - shift
      let r = (diagonal[index] - g) * sine + 2 * cosine * b
      shift = sine * r
      diagonal[index + 1] = g + shift
      g = cosine * r - b
      (cosines[count], sines[count]) = (cosine, sine)
      count += 1
    }
    diagonal[low] -= shift
    side[low] = g
    side[high] = 0
    return count
  }
}
