public import FledgeMetrics

extension StudyResults {
  /// Compares settings by a metric, with the seeds that both have, and Holm's correction over all comparisons.
  ///
  /// All pairs are compared, or the others with the baseline where there is one. Pairs that share fewer than two seeds
  /// are left out. The values are paired by seed.
  /// - Parameter name: the metric; the study's own when left out.
  public func comparisons(_ name: String? = nil, significance: Double = 0.05) -> [Comparison] {
    let metric = name.map { StudyMetrics.metric($0) } ?? self.metric
    let values = groups.map { $0.valuesBySeed(metric.id) }
    let seeds = groups.map(\.seeds)
    var pairs: [(Int, Int)] = []
    if let baseline, groups.indices.contains(baseline) {
      pairs = groups.indices.filter { $0 != baseline }.map { ($0, baseline) }
    } else {
      for first in groups.indices {
        for second in groups.indices where first < second { pairs.append((first, second)) }
      }
    }
    let family = pairs.compactMap { first, second -> Comparison? in
      let shared = seeds[first].filter { values[first][$0] != nil && values[second][$0] != nil }
      guard let left = try? SeedValues(shared.compactMap { values[first][$0] }),
        let right = try? SeedValues(shared.compactMap { values[second][$0] }),
        let paired = try? PairedSeedValues(left, right)
      else { return nil }
      return try? Comparison(
        groups[first].name, groups[second].name, paired: paired, metric: metric, significance: significance)
    }
    return Comparison.holmCorrected(family)
  }
}
