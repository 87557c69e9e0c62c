import FledgeNetworks

/// Neighbouring parameters that are updated alike, in one pass.
struct ParameterGroup {
  /// Their place in the flat buffer.
  var range: Range<Int>
  /// Whether penalties and decay apply.
  var isPenalized: Bool
  /// The penalties, or none.
  var penalties: Penalties

  /// Cuts the layout into the fewest ranges that are treated alike.
  ///
  /// - Parameter skipped: places of parameters that others update.
  static func all(
    in layout: ParameterLayout, penalties: Penalties, skipping skipped: Set<Int> = []
  ) -> [ParameterGroup] {
    let hasPenalties = penalties.l1 != 0 || penalties.l2 != 0 || penalties.decoupled != 0
    var groups: [ParameterGroup] = []
    for (index, entry) in layout.entries.enumerated() where !skipped.contains(index) {
      let end = index + 1 < layout.entries.count ? layout.entries[index + 1].offset : layout.bufferCount
      let isPenalized = hasPenalties && (penalties.includesBiases || entry.spec.role == .weight)
      if let last = groups.last, last.isPenalized == isPenalized, last.range.upperBound == entry.offset {
        groups[groups.count - 1].range = last.range.lowerBound..<end
      } else {
        groups.append(
          ParameterGroup(
            range: entry.offset..<end, isPenalized: isPenalized, penalties: isPenalized ? penalties : Penalties()))
      }
    }
    return groups
  }
}
