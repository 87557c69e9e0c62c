public import FledgeTensors

/// The mean code of each class in a latent space, and mixtures of two of them.
///
/// Everything here returns code vectors; a decoder makes pictures of them.
public struct ClassCentroids: Sendable, Equatable {
  /// `[classes, width]`.
  public let codes: Tensor
  /// How many examples each class has.
  public let counts: [Int]

  /// Averages codes `[examples, width]` by label.
  ///
  /// - Throws: when codes and labels do not fit each other, or a class has no example.
  public init(_ codes: Tensor, labels: [Int32], classes: Int? = nil) throws(AnalysisError) {
    let rows = try Rows(codes, "codes")
    let labels = try Labels(labels, classes: classes, points: rows.count)
    counts = labels.counts
    if let empty = counts.firstIndex(of: 0) { throw .emptyClass(empty) }
    var sums = [Double](repeating: 0, count: labels.classes * rows.width)
    for example in 0..<rows.count {
      let start = Int(labels.values[example]) * rows.width
      for column in 0..<rows.width { sums[start + column] += Double(rows.elements[example * rows.width + column]) }
    }
    let counts = counts
    self.codes = Tensor(
      shape: [labels.classes, rows.width],
      elements: sums.indices.map { Float(sums[$0] / Double(counts[$0 / rows.width])) })
  }

  /// All mixtures (1 − share) c_i + share c_j: `[classes, classes, width]`, row i, column j.
  ///
  /// The diagonal holds the centroids, and share 1/2 makes the grid symmetric.
  public func mixtures(share: Float = 0.5) -> Tensor {
    let (classes, width) = (codes.shape[0], codes.shape[1])
    var elements: [Float] = []
    elements.reserveCapacity(classes * classes * width)
    for first in 0..<classes {
      for second in 0..<classes {
        elements += mix(
          codes.elements[first * width..<(first + 1) * width],
          codes.elements[second * width..<(second + 1) * width], share)
      }
    }
    return Tensor(shape: [classes, classes, width], elements: elements)
  }
}

/// (1 − share) a + share b, exactly a at share 0, exactly b at share 1, and a where both are equal.
func mix(_ first: ArraySlice<Float>, _ second: ArraySlice<Float>, _ share: Float) -> [Float] {
  zip(first, second).map { $0 == $1 ? $0 : (1 - share) * $0 + share * $1 }
}
