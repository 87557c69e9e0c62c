import FledgeAnalysis
import FledgeCharts
import FledgeKernels
import FledgeTensors

/// The codes of one ``CodeSpace`` in the plane, and how well neighbourhoods survive.
struct CodeMap: Sendable {
  /// The most test codes on a map.
  static let most = 5_000
  /// How many neighbours the measures look at.
  static let neighbors = 10

  /// `[examples, 2]`.
  let positions: Tensor
  /// How the map was made.
  let method: String
  /// What t-SNE minimised; `nil` where the codes are drawn as they are.
  let klDivergence: Double?
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
    if width == 2 {
      (positions, method, klDivergence, drawing) = (points, "the two numbers of the code", nil, nil)
    } else if width == 1 {
      let columns = (0..<count).flatMap { [points.elements[$0], labels.isEmpty ? 0 : Float(labels[$0])] }
      positions = Tensor(shape: [count, 2], elements: columns)
      (method, klDivergence, drawing) = ("the code to the right, the class upwards", nil, nil)
    } else {
      var tsne = TSNE()
      tsne.perplexity = min(30, Double(count) / 4)
      tsne.seed = seed
      let map = try tsne.fit(points, threads: threads)
      (positions, klDivergence) = (map.embedding, map.klDivergence)
      method = "t-SNE, perplexity \(NumberText.significant(tsne.perplexity)), \(map.iterations) iterations"
      drawing = try MapQuality(points: points, map: map.embedding, neighbors: Self.neighbors, threads: threads)
    }
  }

  /// The mean silhouette; `nil` without two classes.
  static func silhouette(_ points: Tensor, _ labels: [Int32], _ classes: Int, _ threads: ThreadPool) throws -> Double? {
    guard Set(labels).count > 1 else { return nil }
    return try Silhouette(points, labels: labels, classes: classes, threads: threads).mean
  }

  /// The names of the axes.
  var axes: (x: String, y: String) {
    if klDivergence != nil { return ("t-SNE 1", "t-SNE 2") }
    return drawsClasses ? ("code", "class") : ("code 1", "code 2")
  }

  private var drawsClasses: Bool { method.hasPrefix("the code to") }
}
