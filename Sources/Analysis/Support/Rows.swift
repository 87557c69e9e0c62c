internal import FledgeKernels
internal import FledgeTensors

/// A tensor that was found to be rows of finite features.
struct Rows {
  let count: Int
  let width: Int
  let elements: [Float]

  /// Squares of differences below this magnitude, and sums of many of them, stay far from overflow.
  private static let largest: Float = 1e15

  /// - Throws: when the tensor has not two axes, has less than `minimum` rows or no column, or holds a value that is
  ///   not finite.
  init(_ tensor: Tensor, _ name: String, minimum: Int = 1) throws(AnalysisError) {
    guard tensor.shape.rank == 2 else { throw .notRows(name: name, shape: tensor.shape.dimensions) }
    count = tensor.shape[0]
    width = tensor.shape[1]
    elements = tensor.elements
    guard count >= minimum else { throw .tooFewPoints(name: name, expected: minimum, found: count) }
    guard width > 0 else { throw .notRows(name: name, shape: tensor.shape.dimensions) }
    let magnitude = largestMagnitude(elements.span)
    if !(magnitude < Rows.largest) {
      let index = elements.firstIndex { !($0.magnitude < Rows.largest) } ?? 0
      throw .notFinite(name: name, row: index / width, column: index % width, value: elements[index])
    }
  }
}
