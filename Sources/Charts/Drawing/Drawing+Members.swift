extension Drawing {
  /// The most single runs of a curve that a figure carries.
  private static let carriedMemberCount = 15
  /// The longest single run; longer ones are thinned evenly.
  private static let carriedMemberLength = 200

  /// The rest of a curve's start tag and the single runs within it.
  ///
  /// The curve has the stride of the runs' values in its own, what is left out in words, and the settings that the runs
  /// share; a run with other settings has its own.
  static func carriedMembers(_ members: [SeriesMember], at kept: [Int]) -> String {
    let every = max(1, (kept.count + carriedMemberLength - 1) / carriedMemberLength)
    let points = kept.enumerated().filter { $0.offset % every == 0 }.map(\.element)
    let settings = members[0].settings
    var left: [String] = []
    if members.count > carriedMemberCount { left.append("\(carriedMemberCount) of \(members.count) runs") }
    let step = every * (kept.count > 1 ? kept[1] - kept[0] : 1)
    if step > 1 { left.append("1 of \(step) points of each") }
    let curve: [(name: String, text: String)] = [
      ("every", every > 1 ? "\(every)" : ""), ("limit", left.joined(separator: ", ")), ("settings", settings),
    ]
    let runs = members.prefix(carriedMemberCount).map { member in
      let values = carriedList(points.filter { $0 < member.y.count }.map { member.y[$0] })
      return "<g"
        + attributes([
          ("run", member.name), ("ys", values), ("folder", member.folder),
          ("settings", member.settings == settings ? "" : member.settings),
        ]) + "/>"
    }
    return attributes(curve) + ">" + runs.joined()
  }

  /// Data attributes, those without text left out.
  private static func attributes(_ list: [(name: String, text: String)]) -> String {
    list.filter { !$0.text.isEmpty }.map { " data-\($0.name)=\"\(XMLText.escape($0.text))\"" }.joined()
  }
}
