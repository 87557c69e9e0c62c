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

  /// Text reports that only their name or `--all` runs, in the order of `Reports`.
  public static let further: [any Paper] = []

  /// The names of all reports.
  public static var names: [String] { (all + further).map(\.id) }

  static func named(_ name: String) -> (any Paper)? { (all + further).first { $0.id == name } }

  /// The reports that have some figures or tables.
  ///
  /// - Parameter only: ids such as `fig7` or `modular.fig7`; all reports where there are none.
  /// - Throws: `PaperError` with a suggestion where there is no such figure or table.
  public static func select(
    _ papers: [any Paper], only: [String]
  ) throws(PaperError) -> (papers: [any Paper], only: [String]) {
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
