extension Claim {
  /// Whether each of these is better than the one before it.
  public static func monotone(_ groups: [Group], by design: Design) -> ClaimResult {
    precondition(groups.count > 0, "an order needs groups")
    guard groups.count > 1 else { return alone(groups[0]) }
    return .all(
      zip(groups, groups.dropFirst()).map {
        compare($1, betterThan: $0, by: design, parts: groups.count - 1)
      })
  }

  /// Whether this one is better than each of the others.
  public static func best(_ group: Group, of others: [Group], by design: Design) -> ClaimResult {
    guard !others.isEmpty else { return alone(group) }
    return .all(others.map { compare(group, betterThan: $0, by: design, parts: others.count) })
  }

  /// "The groups in `claimed` are among the `count` highest", or the lowest.
  ///
  /// The rank of a group is known as far as tests tell it from others: at least 1 + those surely before it, at most the
  /// number of groups less those surely after it. Each claimed group must be within the first `count`.
  public static func rank(
    _ claimed: [String], amongFirst count: Int, highest: Bool, of groups: [Group], by design: Design
  ) -> ClaimResult {
    guard groups.count > 1 else {
      return ClaimResult(.undecided, "a rank needs two groups, there are \(groups.count)")
    }
    let strict = design.divided(by: claimed.count * (groups.count - 1))
    let parts = claimed.map { name -> ClaimResult in
      guard let own = groups.first(where: { $0.name == name }) else {
        return ClaimResult(.undecided, "\(name) was not measured")
      }
      var (before, after) = (0, 0)
      for other in groups where other.name != name {
        guard let test = comparison(own, other, strict) else { return tooFew(own, other) }
        guard test.standardDeviation > 0 else { continue }
        if (test.interval.lower > 0) == highest, test.verdict != .indistinguishable { after += 1 }
        if (test.interval.upper < 0) == highest, test.verdict != .indistinguishable { before += 1 }
      }
      let (first, last) = (1 + before, groups.count - after)
      let text = first == last ? "number \(first)" : "between number \(first) and \(last)"
      let answer: ClaimResult.Answer = last <= count ? .holds : first > count ? .fails : .undecided
      return ClaimResult(
        answer, "\(name) is \(text) of \(groups.count) from the \(highest ? "highest" : "lowest") on",
        values: design.isPaired ? ranks(of: own, among: groups, highest: highest) : [],
        interval: Interval(
          lower: Double(first), upper: Double(last), confidence: 1 - design.significance, method: .pairwiseTests),
        margin: Double(count))
    }
    return .all(parts)
  }

  /// The rank of a group in each run, 1 for the first; runs in which it has no finite value are left out.
  private static func ranks(of group: Group, among groups: [Group], highest: Bool) -> [Double] {
    group.values.indices.compactMap { run in
      let own = group.values[run]
      guard own.isFinite else { return nil }
      let before = groups.count { other in
        other.values.indices.contains(run) && (highest ? other.values[run] > own : other.values[run] < own)
      }
      return Double(1 + before)
    }
  }

  private static func alone(_ group: Group) -> ClaimResult {
    ClaimResult(.undecided, "\(group.name) has nothing to be compared with")
  }
}
