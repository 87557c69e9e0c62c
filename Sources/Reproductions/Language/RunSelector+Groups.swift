extension RunSelector {
  /// A curve or box of a figure: its name, and the chosen variants whose runs it holds.
  struct Group: Sendable {
    let name: String
    let variants: [ReportStudy.Variant]
  }

  /// One group for each variant, or for each value of an axis or name of a variant.
  ///
  /// - Parameter axis: an axis of the study, or `variant`.
  func groups(by axis: String?) -> [Group] {
    guard let axis else { return variants.map { Group(name: $0.label, variants: [$0]) } }
    let index = study.axes.firstIndex { $0.key == axis }
    var groups: [(name: String, variants: [ReportStudy.Variant])] = []
    for variant in variants {
      let name =
        index.map { "\(axis) \(variant.values[$0].isEmpty ? "none" : variant.values[$0])" } ?? variant.name ?? ""
      if let place = groups.firstIndex(where: { $0.name == name }) {
        groups[place].variants.append(variant)
      } else {
        groups.append((name, [variant]))
      }
    }
    return groups.map { Group(name: $0.name, variants: $0.variants) }
  }

  /// The runs of each group.
  func runs(
    of groups: [Group], _ context: ReproductionContext, report: String
  ) throws -> [(name: String, runs: [ReportRun])] {
    let runs = try runs(context, of: report)
    return groups.map { group in
      let keys = Set(group.variants.map(study.key))
      return (group.name, runs.filter { keys.contains(study.key($0.0)) }.flatMap(\.1))
    }
  }
}
