/// t-distributed stochastic neighbour embedding into the plane: near points stay near.
///
/// Minimises KL(P ‖ Q) = Σ p_ij log(p_ij / q_ij), where p are Gaussian affinities of the points with a width that
/// gives each of them `perplexity` effective neighbours, and q_ij = w_ij / Z with w_ij = 1 / (1 + ‖y_i − y_j‖²) and
/// Z = Σ_{i≠j} w_ij. The gradient is 4 Σ_j (p_ij − q_ij) w_ij (y_i − y_j).
///
/// Defaults are the field's of today: an initial map from the two leading principal components, its deviation 10⁻⁴;
/// 250 iterations with p exaggerated twelve times and momentum 0.5, then momentum 0.8; learning rate n / exaggeration
/// (hence n / 12 and then n), for a gradient without its factor 4. The result depends on the points, the settings and
/// the seed, and not on the number of threads or the processor.
///
/// Sources: van der Maaten and Hinton, "Visualizing data using t-SNE", 2008; Belkina et al., "Automated optimized
/// parameters for t-SNE", 2019; Kobak and Berens, "The art of using t-SNE for single-cell transcriptomics", 2019.
public struct TSNE: Sendable, Equatable {
  /// How the repulsion between all pairs of points is found.
  public enum Method: Sendable, Equatable {
    /// `exact` up to 1,000 points, `interpolation` above.
    case automatic
    /// Every pair. Up to 2,048 points the affinities too are those of all pairs.
    case exact
    /// Far cells of a quadtree count as one point where width < angle · distance (van der Maaten, 2014).
    case barnesHut(angle: Double)
    /// A convolution on a grid (after Linderman et al., 2019): the time grows with the points and the map's area.
    case interpolation
  }

  /// The effective number of neighbours.
  public var perplexity = 30.0
  /// All iterations, the early ones included.
  public var iterations = 750
  /// Iterations with exaggerated affinities.
  public var earlyIterations = 250
  /// By how much affinities are multiplied in the early iterations.
  public var earlyExaggeration = 12.0
  /// By how much affinities are multiplied afterwards.
  public var exaggeration = 1.0
  /// The learning rate, or `nil` for n divided by the exaggeration of the phase.
  public var learningRate: Double?
  /// Momentum in the early iterations.
  public var earlyMomentum = 0.5
  /// Momentum afterwards.
  public var momentum = 0.8
  /// How the repulsion is found.
  public var method = Method.automatic
  /// Decides the jitter (a hundredth of the deviation) that parts equal points in the initial map.
  public var seed: UInt64 = 0

  /// The most points for which `automatic` takes every pair.
  public static let exactPoints = 1000
  /// The most points for which the exact method takes the affinities of every pair.
  public static let densePoints = 2048

  /// The defaults.
  public init() {}

  /// Where a fit is.
  public struct Progress: Sendable, Equatable {
    /// Iterations done.
    public let iteration: Int
    /// Iterations in all.
    public let iterations: Int
    /// KL(P ‖ Q) in nats, P without exaggeration.
    public let klDivergence: Double
  }

  /// How often progress is reported.
  public static let progressInterval = 50

  func method(for points: Int) -> Method {
    method == .automatic ? (points <= TSNE.exactPoints ? .exact : .interpolation) : method
  }

  func check(points: Int) throws(AnalysisError) {
    guard perplexity >= 1 && perplexity < Double(points) / 3 else {
      throw .perplexity(found: perplexity, points: points)
    }
    guard iterations >= 0 && iterations <= 10_000_000 else {
      throw .setting(name: "iterations", expected: "between 0 and 10000000", found: "\(iterations)")
    }
    guard earlyIterations >= 0 else {
      throw .setting(name: "early iterations", expected: "0 or more", found: "\(earlyIterations)")
    }
    try TSNE.require("early exaggeration", earlyExaggeration) { $0 > 0 }
    try TSNE.require("exaggeration", exaggeration) { $0 > 0 }
    if let learningRate { try TSNE.require("learning rate", learningRate) { $0 > 0 } }
    try TSNE.require("early momentum", earlyMomentum, "at least 0 and below 1") { $0 >= 0 && $0 < 1 }
    try TSNE.require("momentum", momentum, "at least 0 and below 1") { $0 >= 0 && $0 < 1 }
    if case .barnesHut(let angle) = method { try TSNE.require("angle", angle, "between 0 and 1") { 0...1 ~= $0 } }
  }

  static func require(
    _ name: String, _ value: Double, _ expected: String = "a number above 0", _ holds: (Double) -> Bool
  ) throws(AnalysisError) {
    guard value.isFinite && holds(value) else { throw .setting(name: name, expected: expected, found: "\(value)") }
  }
}
