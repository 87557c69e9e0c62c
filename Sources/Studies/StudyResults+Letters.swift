import FledgeMetrics

extension StudyResults {
  /// Letters for each group in the order of `groups`: two groups share one exactly when no test tells them apart.
  ///
  /// The best mean has the letter a. `nil` for a group that is not compared, and for all where there is a baseline.
  /// - Parameter comparisons: those of ``comparisons(_:significance:)``.
  func letters(_ name: String, _ comparisons: [Comparison]) -> [String?] {
    let none = groups.map { _ in String?.none }
    guard baseline == nil, !comparisons.isEmpty else { return none }
    let metric = StudyMetrics.metric(name)
    let compared = Set(comparisons.flatMap { [$0.firstName, $0.secondName] })
    let means = groups.map { $0.values(name)?.mean ?? .nan }
    let order = groups.indices.filter { compared.contains(groups[$0].name) && means[$0].isFinite }.sorted {
      metric.direction == .lowerIsBetter ? means[$0] < means[$1] : means[$0] > means[$1]
    }
    // A pair without enough common seeds was not compared; letters would say that it shows no difference.
    guard comparisons.count == order.count * (order.count - 1) / 2 else { return none }
    let positions = Dictionary(order.enumerated().map { (groups[$0.element].name, $0.offset) }) { first, _ in first }
    let differing = comparisons.filter { $0.verdict != .indistinguishable }.compactMap { pair -> (Int, Int)? in
      guard let first = positions[pair.firstName], let second = positions[pair.secondName] else { return nil }
      return (first, second)
    }
    var letters = none
    for (index, text) in zip(order, compactLetters(count: order.count, differing: differing)) { letters[index] = text }
    return letters
  }

  /// What the comparisons say, in lines for people; a sentence for each pair only where there are no letters.
  func verdicts(_ name: String, _ comparisons: [Comparison], hasLetters: Bool) -> [String] {
    var lines = incomplete(name)
    guard !comparisons.isEmpty else {
      let counts = groups.map { $0.values(name)?.count ?? 0 }
      if groups.count > 1, (counts.max() ?? 0) > 0 {
        let most = counts.max() ?? 0
        let few = most == 1 ? "one seed each" : "fewer than two seeds in common"
        let pairs = baseline == nil ? groups.count * (groups.count - 1) / 2 : groups.count - 1
        lines.append(
          "no comparison: \(few); "
            + ComparisonPower(seeds: 1, comparisons: pairs).sentence)
      } else if groups.count == 1 {
        lines.append("no comparison: the study has one variant")
      } else {
        lines.append("no comparison: no run has finished")
      }
      return lines
    }
    if hasLetters, comparisons.count > 1 {
      let seeds = Set(comparisons.map(\.firstCount)).sorted()
      let count = seeds.count == 1 ? "\(seeds[0])" : "\(seeds[0]) to \(seeds[seeds.count - 1])"
      lines.append(
        "variants that share a letter show no difference (paired t tests over \(count) seeds; the intervals of all "
          + "\(comparisons.count) differences hold together with 95 %)")
      lines += comparisons.filter { $0.verdict == .noSpread }.map(\.sentence)
      if comparisons.contains(where: { $0.verdict == .indistinguishable }) {
        lines.append(ComparisonPower(seeds: seeds[0], comparisons: comparisons.count).sentence)
      }
    } else {
      lines += comparisons.map(\.sentence)
    }
    return lines
  }

  /// Seeds that ended without a finite value.
  private func incomplete(_ name: String) -> [String] {
    groups.compactMap { group in
      let missing = group.runs.filter { !($0.metrics[name] ?? .nan).isFinite }.map { "\($0.seed)" }
      guard !missing.isEmpty else { return nil }
      let seeds = (missing.count == 1 ? "seed " : "seeds ") + missing.joined(separator: ", ")
      return "\(group.name): \(seeds) without a finite \(name), left out of every number above"
    }
  }
}
