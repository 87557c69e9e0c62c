import FledgeModels

/// All reports that can be reproduced.
public enum PaperCatalogue {
  /// One line for each report, in the order of the index page.
  public static let all: [any Paper] = [
    VeraMinai(),
    Modular(),
    Paterson(),
    NumpyMLP(),
    Shi(),
  ]

  /// The reports that a user names, and the only figures or tables to make of them, if any.
  ///
  /// - Parameters:
  ///   - names: the reports; all of them when empty.
  ///   - only: ids such as `fig7` or `modular.fig7`; reports that have none of them are left out.
  /// - Throws: `PaperError` with a suggestion where there is no such report, figure or table.
  public static func select(
    _ names: [String], only: [String] = []
  ) throws(PaperError) -> (papers: [any Paper], only: [String]) {
    var papers: [any Paper] = []
    for name in names where !papers.contains(where: { $0.id == name }) {
      guard let paper = all.first(where: { $0.id == name }) else {
        throw .unknownPaper(name, nearest: suggestion(to: name, among: all.map(\.id)), known: all.map(\.id))
      }
      papers.append(paper)
    }
    if papers.isEmpty { papers = all }
    guard !only.isEmpty else { return (papers, []) }
    let known = papers.flatMap { paper in paper.items.map { (paper: paper.id, item: $0) } }
    var chosen: [(paper: String, item: String)] = []
    for name in only {
      let found = known.filter { $0.item == name || "\($0.paper).\($0.item)" == name }
      guard !found.isEmpty else {
        let names = known.map(\.item) + known.map { "\($0.paper).\($0.item)" }
        throw .unknownItem(
          name, nearest: suggestion(to: name, among: names), known: known.map { "\($0.paper).\($0.item)" })
      }
      chosen += found
    }
    return (papers.filter { paper in chosen.contains { $0.paper == paper.id } }, chosen.map(\.item))
  }
}
