/// The objective of t-SNE and its gradient in plain double precision, every pair for itself: what the kernels are
/// tested against.
package enum ReferenceTSNE {
  /// KL = Σ_{i≠j} p_ij log(p_ij / q_ij), q_ij = w_ij / Z, w_ij = 1 / (1 + ‖y_i − y_j‖²).
  ///
  /// - Parameters:
  ///   - affinities: p, `[points, points]`, sums to 1.
  ///   - map: y, `[points, 2]`.
  ///   - logarithm: log; the caller chooses whose.
  package static func divergence(
    affinities p: [Double], map y: [Double], logarithm: (Double) -> Double
  ) -> Double {
    let (w, z) = similarities(y)
    var total = 0.0
    for pair in p.indices where p[pair] > 0 { total += p[pair] * logarithm(p[pair] / (w[pair] / z)) }
    return total
  }

  /// ∂KL/∂y_i = 4 Σ_j (p_ij − q_ij) w_ij (y_i − y_j): `[points, 2]`.
  package static func gradient(affinities p: [Double], map y: [Double]) -> [Double] {
    let (w, z) = similarities(y)
    let count = y.count / 2
    var gradient = [Double](repeating: 0, count: y.count)
    for i in 0..<count {
      for j in 0..<count {
        let factor = 4 * (p[i * count + j] - w[i * count + j] / z) * w[i * count + j]
        gradient[2 * i] += factor * (y[2 * i] - y[2 * j])
        gradient[2 * i + 1] += factor * (y[2 * i + 1] - y[2 * j + 1])
      }
    }
    return gradient
  }

  /// w, 0 on the diagonal, and their sum Z.
  private static func similarities(_ y: [Double]) -> (w: [Double], z: Double) {
    let count = y.count / 2
    var w = [Double](repeating: 0, count: count * count)
    var z = 0.0
    for i in 0..<count {
      for j in 0..<count where j != i {
        let (dx, dy) = (y[2 * i] - y[2 * j], y[2 * i + 1] - y[2 * j + 1])
        w[i * count + j] = 1 / (1 + dx * dx + dy * dy)
        z += w[i * count + j]
      }
    }
    return (w, z)
  }
}
