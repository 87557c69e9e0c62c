internal import FledgeKernels

/// Where points stand before the first iteration: their two leading principal components, scaled so that the first has
/// a deviation of 10⁻⁴, and a normal jitter of a hundredth of that, which parts points that are equal.
///
/// Source: Kobak and Linderman, "Initialization is critical for preserving global data structure in both t-SNE and
/// UMAP", 2021.
enum InitialMap {
  static let standardDeviation = 1e-4
  static let jitter = 0.01

  static func make(_ rows: Rows, seed: UInt64, _ threads: ThreadPool) throws(AnalysisError) -> AlignedBuffer<Float> {
    let map = AlignedBuffer<Float>(count: 2 * rows.count)
    var noise = [Float](repeating: 0, count: 2 * rows.count)
    var span = noise.mutableSpan
    fillNormal(&span, key: RandomKey(seed: seed, stream: .analysis, layer: 1), threads: threads)
    let count = min(2, rows.width)
    let principal = try PrincipalComponents(rows, components: count, method: .automatic, seed: seed, threads: threads)
    let coordinates = try principal.coordinates(rows, threads)
    // Constant points have no direction: noise alone.
    let spread = principal.explainedVariance[0].squareRoot()
    let scale = spread > 0 ? standardDeviation / spread : 0
    let jitter = standardDeviation * (scale > 0 ? jitter : 1)
    for point in 0..<rows.count {
      for axis in 0..<2 {
        let coordinate = axis < count ? Double(coordinates[point * count + axis]) : 0
        map[2 * point + axis] = Float(coordinate * scale + Double(noise[2 * point + axis]) * jitter)
      }
    }
    return map
  }
}
