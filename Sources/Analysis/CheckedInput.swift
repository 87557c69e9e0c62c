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

/// Integer classes, one for each point, found to lie in `0..<classes`.
struct Labels {
  let values: [Int32]
  let classes: Int

  /// More classes than a table of all pairs has room for are a slip, such as numbers that are no labels.
  static let mostClasses = 4_096

  /// - Parameter classes: how many there are, or `nil` for one more than the largest label.
  /// - Throws: when there is not one label for each point, or one lies outside of `0..<classes`.
  init(_ values: [Int32], classes: Int?, points: Int) throws(AnalysisError) {
    guard values.count == points else { throw .counts(name: "labels", expected: points, found: values.count) }
    let classes = classes ?? min(Self.mostClasses, Int(values.max() ?? 0) + 1)
    if let row = values.firstIndex(where: { $0 < 0 || $0 >= classes }) {
      throw .label(row: row, found: Int(values[row]), classes: classes)
    }
    self.values = values
    self.classes = classes
  }

  /// How many points each class has.
  var counts: [Int] {
    values.reduce(into: [Int](repeating: 0, count: classes)) { $0[Int($1)] += 1 }
  }
}
