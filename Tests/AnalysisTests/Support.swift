import FledgeAnalysis
import FledgeKernels
import FledgeTensors

/// Normal points `[count, width]` that depend only on the seed.
func normalPoints(_ count: Int, _ width: Int, seed: UInt64 = 1) -> Tensor {
  var points = Tensor(shape: [count, width])
  var span = points.mutableSpan
  fillNormal(&span, key: RandomKey(seed: seed, stream: .data))
  return points
}

/// Normal clusters around the corners of a cube, one after the other in turn, with their labels.
func clusters(_ count: Int, _ width: Int, classes: Int, apart: Float = 10) -> (points: Tensor, labels: [Int32]) {
  var elements = normalPoints(count, width).elements
  let labels = (0..<count).map { Int32($0 % classes) }
  for point in 0..<count {
    for column in 0..<width where (Int(labels[point]) >> (column % 8)) & 1 == 1 {
      elements[point * width + column] += apart
    }
  }
  return (Tensor(shape: [count, width], elements: elements), labels)
}

func rows(_ points: [[Float]]) -> Tensor {
  Tensor(shape: [points.count, points[0].count], elements: points.flatMap(\.self))
}

/// Every instruction set of this processor with one, two and three threads.
var allTeams: [ThreadPool] {
  InstructionSet.available.map { ThreadPool(threads: 1, instructionSet: $0) }
    + [2, 3].map { ThreadPool(threads: $0, instructionSet: .current) }
}

/// Largest difference relative to the largest magnitude of `expected`.
func relativeError(_ found: [Float], _ expected: [Float]) -> Float {
  let scale = expected.map(\.magnitude).max() ?? 1
  return zip(found, expected).map { ($0 - $1).magnitude }.max()! / max(scale, .leastNormalMagnitude)
}

/// Nine points (7 i + 13 j + 3 i j) mod 11 of four features j, for comparisons with other programs.
func fixedTable() -> Tensor {
  var table = Tensor(shape: [9, 4])
  for i in 0..<9 {
    for j in 0..<4 {
      let value = (7 * i + 13 * j + 3 * i * j) % 11
      table[i, j] = Float(value)
    }
  }
  return table
}
