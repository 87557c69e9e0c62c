import CFledgeReports
import FledgeModels

/// All reports that can be reproduced.
public enum PaperCatalogue {
  /// The reports that are written in Swift; one line each.
  private static let swift: [any Paper] = [
    VeraMinai(),
    Modular(),
  ]

  /// The names of the five student reports, in the order of the index page.
  public static let students = ["vera-minai", "modular", "paterson", "numpy-mlp", "shi"]

  /// The five student reports.
  ///
  /// - Throws: where the text of a report has a mistake.
  public static func all() throws -> [any Paper] { try students.compactMap { try named($0) } }

  /// The names of the text reports that only a name or `--all` runs, in the order of `Reports`.
  public static let further = texts.filter { !students.contains($0) }

  /// The names of all text reports that are part of the program, in the order of `Reports`.
  private static let texts: [String] = (0..<fledge_report_count()).map { index in
    unsafe String(cString: fledge_report_at(index).name)
  }

  /// The names of all reports.
  public static var names: [String] { students + further }

  /// The report of a name; `nil` where there is none.
  ///
  /// - Throws: where the text of a report has a mistake.
  public static func named(_ name: String) throws -> (any Paper)? {
    if let paper = swift.first(where: { $0.id == name }) { return paper }
    guard let index = texts.firstIndex(of: name) else { return nil }
    let report = unsafe fledge_report_at(index)
    let text = unsafe String(decoding: UnsafeBufferPointer(start: report.bytes, count: report.count), as: UTF8.self)
    return try TextReport(builtIn: text, id: name)
  }

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
