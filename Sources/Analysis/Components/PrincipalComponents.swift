public import FledgeKernels
public import FledgeTensors

/// Principal component analysis: the directions of largest variance.
///
/// With C = (X − μ)ᵀ(X − μ) / (n − 1) = V Λ Vᵀ, the components are the leading columns of V and the explained variances
/// the leading entries of Λ. The reconstruction from k components is the best that any linear code of width k gives,
/// and hence the yardstick for an autoencoder.
///
/// Each component's element of largest magnitude (the first of equals) is positive, so that signs are the same
/// everywhere. Nothing is whitened.
public struct PrincipalComponents: Sendable, Equatable {
  /// How the components are found.
  public enum Method: String, Sendable, CaseIterable {
    /// `exact` up to 1,000 features, `randomized` above.
    case automatic
    /// The eigenproblem of the covariance matrix.
    case exact
    /// A random projection with power iterations; see `RandomizedRange`.
    case randomized
  }

  /// The most features for which `automatic` solves the eigenproblem.
  public static let exactFeatures = 1000

  /// The mean of each feature: `[features]`.
  public let mean: [Float]
  /// Unit vectors, the largest variance first: `[components, features]`.
  public let components: Tensor
  /// The variance along each component (divided by n − 1).
  public let explainedVariance: [Double]
  /// The sum of all features' variances.
  public let totalVariance: Double

  /// The share of the total variance along each component; 0 for constant points.
  public var explainedVarianceRatio: [Double] {
    explainedVariance.map { totalVariance > 0 ? $0 / totalVariance : 0 }
  }

  /// Finds the components of points `[points, features]`.
  ///
  /// - Parameter seed: decides the random projection of the randomised method.
  /// - Throws: for less than two points, values that are not finite, or more components than points or features.
  public init(
    _ points: Tensor, components count: Int, method: Method = .automatic, seed: UInt64 = 0,
    threads: ThreadPool = .serial
  ) throws(AnalysisError) {
    try self.init(Rows(points, "points", minimum: 2), components: count, method: method, seed: seed, threads: threads)
  }

  init(_ rows: Rows, components count: Int, method: Method, seed: UInt64, threads: ThreadPool) throws(AnalysisError) {
    let available = min(rows.count, rows.width)
    guard count >= 1 && count <= available else { throw .components(found: count, available: available) }
    let centred = CentredRows(rows, threads)
    let chosen = method == .automatic ? (rows.width <= Self.exactFeatures ? .exact : .randomized) : method
    let spectrum =
      chosen == .exact
      ? Spectrum(covarianceOf: centred, count: count, threads)
      : Spectrum(randomizedRangeOf: centred, count: count, seed: seed, threads)
    mean = centred.mean
    totalVariance = centred.totalVariance()
    // Rounding can push the variance of a direction without any just below zero.
    explainedVariance = spectrum.values.map { max(0, $0) }
    components = Tensor(shape: [count, rows.width], elements: spectrum.signedVectors())
  }
}

/// Leading variances and their directions, `[count, width]`.
package struct Spectrum {
  package let values: [Double]
  package let vectors: [[Double]]

  /// The vectors in single precision, turned so that the largest element of each is positive.
  func signedVectors() -> [Float] {
    var elements: [Float] = []
    for vector in vectors {
      var largest = 0.0
      for element in vector where element.magnitude > largest.magnitude { largest = element }
      for element in vector { elements.append(Float(largest < 0 ? -element : element)) }
    }
    return elements
  }
}
