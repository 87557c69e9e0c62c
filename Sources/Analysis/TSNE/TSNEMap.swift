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
