import FledgeAnalysis
import FledgeKernels
import FledgeTensors

/// The codes of one ``CodeSpace`` in the plane, and how well neighbourhoods survive.
struct CodeMap: Sendable {
  /// The most test codes on a map.
  static let most = 5_000
  /// How many neighbours the measures look at.
  static let neighbors = 10

  private let plane: CodePlane
  /// The codes against the examples: what coding loses.
  let codes: MapQuality
  /// The map against the codes: what drawing loses; `nil` where the codes are drawn as they are.
  let drawing: MapQuality?
  /// Whether classes lie apart in the codes; `nil` without two classes.
  let silhouette: Double?

  /// Draws and measures the codes of the first test examples; `nil` for fewer than 25 of them.
  init?(
    _ space: CodeSpace, inputs: Tensor, labels: [Int32], classes: Int, seed: UInt64, threads: ThreadPool
  ) throws {
    let count = min(Self.most, space.testCodes.shape[0])
    guard count >= 25 else { return nil }
    let points = space.testCodes.rows(0..<count)
    let (original, width) = (inputs.rows(0..<count), points.shape[1])
    codes = try MapQuality(points: original, map: points, neighbors: Self.neighbors, threads: threads)
    silhouette = try CodeMap.silhouette(points, Array(labels.prefix(count)), classes, threads)
    plane = try CodePlane(
      points, labels: Array(labels.prefix(count)), by: .tsne, seed: seed, threads: threads)
    drawing =
      width <= 2
      ? nil : try MapQuality(points: points, map: plane.positions, neighbors: Self.neighbors, threads: threads)
  }

  /// `[examples, 2]`.
  var positions: Tensor { plane.positions }
  /// How the map was made.
  var method: String { plane.method }
  /// What t-SNE minimised; `nil` where the codes are drawn as they are.
  var klDivergence: Double? { plane.klDivergence }
  /// The names of the axes.
  var axes: (x: String, y: String) { plane.axes }

  /// The mean silhouette; `nil` without two classes.
  static func silhouette(_ points: Tensor, _ labels: [Int32], _ classes: Int, _ threads: ThreadPool) throws -> Double? {
    guard Set(labels).count > 1 else { return nil }
    return try Silhouette(points, labels: labels, classes: classes, threads: threads).mean
  }
}
