import FledgeNetworks

/// Consecutive parameters that one call of the optimizer updates.
struct ParameterGroup {
  /// Their range in the flat buffer.
  var range: Range<Int>
  /// Whether penalties and weight decay apply.
  var isPenalized: Bool

  /// Divides the layout into as few groups as possible.
  ///
  /// - Parameters:
  ///   - weightDecay: the optimizer's decoupled weight decay.
  ///   - skipped: indices of parameters that the backward pass updates.
  static func all(
    in layout: ParameterLayout, penalties: Penalties, weightDecay: Double, skipping skipped: Set<Int> = []
  ) -> [ParameterGroup] {
    let hasPenalties = penalties.l1 != 0 || penalties.l2 != 0 || weightDecay != 0
    var groups: [ParameterGroup] = []
    for (index, entry) in layout.entries.enumerated() where !skipped.contains(index) {
      let end = index + 1 < layout.entries.count ? layout.entries[index + 1].offset : layout.bufferCount
      let isPenalized = hasPenalties && (penalties.includesBiases || entry.spec.role == .weight)
      if let last = groups.last, last.isPenalized == isPenalized, last.range.upperBound == entry.offset {
        groups[groups.count - 1].range = last.range.lowerBound..<end
      } else {
        groups.append(ParameterGroup(range: entry.offset..<end, isPenalized: isPenalized))
      }
    }
    return groups
  }
}
