internal import FledgeKernels

/// For each point a list of others with a weight, one list after the other.
struct DirectedLists {
  private let starts: AlignedBuffer<Int>
  private let columns: AlignedBuffer<Int32>
  private let values: AlignedBuffer<Float>

  private init(starts: AlignedBuffer<Int>, columns: AlignedBuffer<Int32>, values: AlignedBuffer<Float>) {
    self.starts = starts
    self.columns = columns
    self.values = values
  }

  init(_ neighbors: Neighbors, _ values: AlignedBuffer<Float>) {
    self.init(
      starts: AlignedBuffer((0...neighbors.queries).map { $0 * neighbors.count }),
      columns: AlignedBuffer(neighbors.indices),
      values: values)
  }

  /// The lists of the opposite direction, each in ascending order.
  func turned() -> DirectedLists {
    let count = starts.count - 1
    let turned = DirectedLists(
      starts: AlignedBuffer(count: count + 1), columns: AlignedBuffer(count: columns.count),
      values: AlignedBuffer(count: columns.count))
    for entry in 0..<columns.count { unsafe turned.starts.start[Int(columns.start[entry]) + 1] += 1 }
    for row in 0..<count { unsafe turned.starts.start[row + 1] += turned.starts.start[row] }
    let next = AlignedBuffer<Int>(count: count)
    for row in 0..<count { unsafe next.start[row] = turned.starts.start[row] }
    for row in 0..<count {
      for entry in unsafe starts.start[row]..<starts.start[row + 1] {
        let target = unsafe Int(columns.start[entry])
        let position = unsafe next.start[target]
        unsafe next.start[target] = position + 1
        unsafe turned.columns.start[position] = Int32(row)
        unsafe turned.values.start[position] = values.start[entry]
      }
    }
    return turned
  }

  /// Goes through one row of both in ascending order; who stands in both comes once, with the sum of the weights.
  @inline(__always)
  func merge(_ row: Int, with other: DirectedLists, _ body: (Int32, Float) -> Void) {
    var (mine, theirs) = unsafe (starts.start[row], other.starts.start[row])
    let (myEnd, theirEnd) = unsafe (starts.start[row + 1], other.starts.start[row + 1])
    while mine < myEnd || theirs < theirEnd {
      let left = mine < myEnd ? unsafe columns.start[mine] : .max
      let right = theirs < theirEnd ? unsafe other.columns.start[theirs] : .max
      var value: Float = 0
      if left <= right { value += unsafe values.start[mine] }
      if right <= left { value += unsafe other.values.start[theirs] }
      body(min(left, right), value)
      if left <= right { mine += 1 }
      if right <= left { theirs += 1 }
    }
  }
}
