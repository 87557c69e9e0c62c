import Synchronization

/// Two-sided critical values of Student's t, each computed once: a family of comparisons asks for the same one many
/// times.
enum CriticalT {
  private struct Key: Hashable {
    let degreesOfFreedom: Double
    let level: Double
  }

  private static let known = Mutex<[Key: Double]>([:])

  /// The t with P(|T| > t) = `level`.
  static func twoSided(level: Double, degreesOfFreedom: Double) -> Double {
    let key = Key(degreesOfFreedom: degreesOfFreedom, level: level)
    if let value = known.withLock({ $0[key] }) { return value }
    let value = StudentDistribution(degreesOfFreedom: degreesOfFreedom).quantile(1 - level / 2)
    known.withLock { values in
      // Welch's degrees of freedom differ each time; they must not fill the memory.
      if values.count > 4_096 { values.removeAll() }
      values[key] = value
    }
    return value
  }
}
