/// The tests that claims in words are made of.
///
/// Each is a function of values over seeds, and answers holds, fails or undecided. A claim that is true fails in at most
/// 2.5 % of repetitions, and one that is false holds in at most 2.5 %.
public enum Claim {
  /// Values of one configuration, one for each seed.
  public struct Group: Sendable, Equatable {
    public let name: String
    public let values: [Double]

    public init(_ name: String, _ values: [Double]) {
      self.name = name
      self.values = values
    }
  }

  /// What a comparison needs to know beside the values.
  public struct Design: Sendable, Equatable {
    public let metric: Metric
    /// Whether the groups ran with the same seeds, in the same order.
    public let isPaired: Bool
    public let significance: Double

    public init(_ metric: Metric, paired: Bool, significance: Double = 0.05) {
      (self.metric, isPaired, self.significance) = (metric, paired, significance)
    }

    /// The same with the level that a failing part of a claim of several parts needs.
    func divided(by parts: Int) -> Design {
      Design(metric, paired: isPaired, significance: significance / Double(max(1, parts)))
    }
  }

  /// The comparison of two groups; `nil` with fewer than two finite values on a side.
  ///
  /// Paired seeds of which one value is not finite are left out.
  static func comparison(_ first: Group, _ second: Group, _ design: Design) -> Comparison? {
    var (left, right) = (first.values, second.values)
    if design.isPaired {
      let both = zip(left, right).filter { $0.0.isFinite && $0.1.isFinite }
      (left, right) = (both.map(\.0), both.map(\.1))
    } else {
      (left, right) = (left.filter(\.isFinite), right.filter(\.isFinite))
    }
    guard let a = try? SeedValues(left), let b = try? SeedValues(right) else { return nil }
    if design.isPaired {
      guard let pairs = try? PairedSeedValues(a, b) else { return nil }
      return try? Comparison(
        first.name, second.name, paired: pairs, metric: design.metric, significance: design.significance)
    }
    return try? Comparison(
      first.name, second.name, unpaired: UnpairedSeedValues(a, b), metric: design.metric,
      significance: design.significance)
  }

  static func tooFew(_ first: Group, _ second: Group) -> ClaimResult {
    let counts = [first, second].map { $0.values.count { $0.isFinite } }
    return ClaimResult(
      .undecided,
      "a comparison needs two runs on each side; \(first.name) has \(counts[0]) and \(second.name) \(counts[1])")
  }
}
