import FledgeAnalysis
import FledgeCharts
package import FledgeKernels
package import FledgeTensors

/// A plane through the codes of an autoencoder: a point of it stands for a code, and each code for a point.
///
///     code = origin + x · directions[0] + y · directions[1]
package struct CodeWalk: Sendable {
  /// How the plane lies.
  package enum Plane: Sendable, Equatable {
    /// Along the two leading principal components, through the mean.
    case components
    /// Along two numbers of the code, the others at their means.
    case numbers(Int, Int)
  }

  /// `[examples, 2]`.
  package let positions: Tensor
  package let origin: [Float]
  /// Two directions of the code's width; of a code of one number the second is zero.
  package let directions: [[Float]]
  package let axes: [String]
  /// How the plane was found, in a sentence.
  package let method: String

  /// - Parameters:
  ///   - codes: `[examples, code]`.
  ///   - plane: how the plane lies; codes of one or two numbers are taken as they are when left out.
  /// - Throws: `AnalysisError` for codes that are not finite or too few.
  package init(_ codes: Tensor, plane: Plane? = nil, threads: ThreadPool) throws {
    let (count, width) = (codes.shape[0], codes.shape[1])
    switch plane ?? (width <= 2 ? .numbers(0, min(1, width - 1)) : .components) {
    case .components where width > 1 && count > 2:
      let found = try PrincipalComponents(codes, components: 2, threads: threads)
      positions = try found.transform(codes, threads: threads)
      origin = found.mean
      directions = (0..<2).map { Array(found.components.elements[$0 * width..<($0 + 1) * width]) }
      let shares = found.explainedVarianceRatio
      axes = shares.prefix(2).enumerated().map {
        "component \($0 + 1), \(NumberText.percent($1, decimals: 0)) of the variance"
      }
      method =
        "The code has \(width) numbers. The map is the plane of their two leading principal components, through the mean: "
        + "points of the map have no part along the others."
    case .numbers(let first, let second):
      precondition(first < width && second < width, "CodeWalk: axes \(first) and \(second) of a code of \(width)")
      let means = CodeWalk.means(codes)
      origin = (0..<width).map { $0 == first || $0 == second ? 0 : means[$0] }
      let isLine = first == second
      directions = [first, second].enumerated().map { axis, unit in
        (0..<width).map { $0 == unit && !(isLine && axis == 1) ? 1 : 0 }
      }
      positions = Tensor(
        shape: [count, 2],
        elements: (0..<count).flatMap { row in
          [codes.elements[row * width + first], isLine ? 0 : codes.elements[row * width + second]]
        })
      axes = isLine ? ["number \(first + 1) of the code", ""] : [first, second].map { "number \($0 + 1) of the code" }
      method =
        width == 1
        ? "The code is one number, to the right; up and down mean nothing."
        : width == 2
          ? "The map shows the two numbers of the code as they are."
          : "The map shows two of the code's \(width) numbers; the others are held at their means."
    case .components:
      self = try CodeWalk(codes, plane: .numbers(0, min(1, width - 1)), threads: threads)
    }
  }

  private static func means(_ codes: Tensor) -> [Float] {
    let (count, width) = (codes.shape[0], codes.shape[1])
    var sums = [Double](repeating: 0, count: width)
    for index in codes.elements.indices { sums[index % width] += Double(codes.elements[index]) }
    return sums.map { Float($0 / Double(max(1, count))) }
  }

  /// The code that a point of the map stands for.
  package func code(x: Float, y: Float) -> [Float] {
    origin.indices.map { origin[$0] + x * directions[0][$0] + y * directions[1][$0] }
  }
}
