import FledgeExperiments

/// All reports that can be run again.
public enum PaperCatalogue {
  /// One line for each report, in the order of the index page.
  public static let all: [any Paper] = [
    Paterson(),
    NumpyMLP(),
  ]

  /// The reports of these names; all of them where no name is given.
  ///
  /// - Throws: `PaperError.unknownPaper` with the nearest name.
  public static func papers(named names: [String]) throws(PaperError) -> [any Paper] {
    guard !names.isEmpty else { return all }
    var papers: [any Paper] = []
    for name in names {
      guard let paper = all.first(where: { $0.id == name }) else {
        throw .unknownPaper(name, nearest: nearestName(to: name, among: all.map(\.id)), known: all.map(\.id))
      }
      if !papers.contains(where: { $0.id == name }) { papers.append(paper) }
    }
    return papers
  }
}
