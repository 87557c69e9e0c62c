internal import CFledgeKernels
public import FledgeKernels
public import FledgeTensors

/// A finished t-SNE map, into which new points can be put.
public struct TSNEMap: Sendable {
  /// Where the points stand: `[points, 2]`, the mean at the origin.
  public let embedding: Tensor
  /// KL(P ‖ Q) in nats.
  public let klDivergence: Double
  /// Iterations done.
  public let iterations: Int
  /// How repulsion was found; never `automatic`.
  public let method: TSNE.Method
  let index: NeighborIndex
}

extension TSNE.Method: CustomStringConvertible {
  /// A short name, such as `barnes-hut`.
  public var description: String {
    switch self {
    case .automatic: "automatic"
    case .exact: "exact"
    case .barnesHut: "barnes-hut"
    case .interpolation: "interpolation"
    }
  }
}

/// How new points are put into an old map.
public struct TSNEPlacement: Sendable, Equatable {
  /// The effective number of old points that hold a new one; three times as many take part.
  public var perplexity = 5.0
  /// Steps of descent; 0 leaves each new point at the median of its neighbours.
  public var iterations = 100
  /// By how much affinities are multiplied: a little more than 1 keeps new points with their neighbours.
  public var exaggeration = 1.5
  public var learningRate = 0.1
  public var momentum = 0.8

  /// The defaults.
  public init() {}

  func check() throws(AnalysisError) {
    guard iterations >= 0 else {
      throw .setting(name: "iterations", expected: "0 or more", found: "\(iterations)")
    }
    try TSNE.require("exaggeration", exaggeration, "a number of at least 0") { $0 >= 0 }
    try TSNE.require("learning rate", learningRate) { $0 > 0 }
    try TSNE.require("momentum", momentum, "at least 0 and below 1") { $0 >= 0 && $0 < 1 }
  }
}

extension TSNEMap {
  /// Places new points `[points, features]` among the old ones, which stay where they are.
  ///
  /// Each new point starts at the median of its old neighbours and minimises KL(p ‖ q) of its own affinities to old
  /// points, q_j = w_j / Σ w; new points do not see each other, so a point's place does not depend on its company.
  /// Source: Poličar, Stražar and Zupan, "Embedding to reference t-SNE space addresses batch effects in single-cell
  /// classification", 2021.
  ///
  /// - Returns: places `[points, 2]`.
  /// - Throws: when the points are not rows of finite numbers as wide as the old ones, or a setting is out of range.
  public func transform(_ points: Tensor, placement: TSNEPlacement = TSNEPlacement(), threads: ThreadPool = .serial)
    throws(AnalysisError) -> Tensor
  {
    let count = embedding.shape[0]
    guard placement.perplexity >= 1 && placement.perplexity < Double(count) / 3 else {
      throw .perplexity(found: placement.perplexity, points: count)
    }
    try placement.check()
    let neighbors = try index.nearest(min(count, Int(3 * placement.perplexity)), to: points, threads: threads)
    guard neighbors.queries > 0 else { return Tensor(shape: [0, 2]) }
    let affinities = Affinities(toOld: neighbors, perplexity: placement.perplexity, threads)
    let old = AlignedBuffer(embedding.elements)
    let descent = Descent(medians(neighbors))
    descent.longestStep = 0.25

    // The old points' field stands still: it is made once, with room for points that drift over the edge.
    let field = GridRepulsion(count)
    let margin: Float = 8
    var job = unsafe field.prepare(old, descent.forces, margin: margin, threads)
    unsafe field.fill(&job, threads)
    let potentials = AlignedBuffer<Float>(count: neighbors.queries)
    unsafe job.points = unsafe UnsafePointer(descent.points.start)
    unsafe job.count = neighbors.queries
    unsafe job.potentials = unsafe potentials.start
    unsafe job.normalize = 1
    let box = BoundingBox(old, count: count, margin: margin)
    for _ in 0..<placement.iterations {
      _ = descent.attract(affinities, to: old, measure: false, threads)
      unsafe field.gather(&job, threads)
      descent.step(
        exaggeration: placement.exaggeration, repulsionScale: 1, learningRate: placement.learningRate,
        momentum: placement.momentum, threads)
      box.clamp(descent.points)
    }
    return Tensor(shape: [neighbors.queries, 2], elements: descent.points.array)
  }

  private func medians(_ neighbors: Neighbors) -> AlignedBuffer<Float> {
    let positions = AlignedBuffer<Float>(count: 2 * neighbors.queries)
    for query in 0..<neighbors.queries {
      for axis in 0..<2 {
        let values = neighbors.indices(of: query).map { embedding.elements[2 * Int($0) + axis] }.sorted()
        let middle = values.count / 2
        positions[2 * query + axis] =
          values.count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2
      }
    }
    return positions
  }
}
