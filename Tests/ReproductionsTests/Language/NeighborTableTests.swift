import FledgePages
import FledgeReproductions
import TestSupport
import Testing

/// Tables of the nearest neighbours in a code.
@Suite struct NeighborTableTests {
  private static let codes = "train: {autoencoder: [3], epochs: 5, batch-size: 8, output-activation: none}"

  /// A report with a table in the place of its figure.
  private static func text(_ data: FigureExample.Source, _ study: String, _ table: String, folder: String = "FOLDER")
    -> String
  {
    let text = FigureExample("curves", data, study, words: []).text(in: folder)
    return text.replacing("```figure", with: "```table").replacing("kind: curves", with: table)
  }

  /// Classes far apart have their nearest neighbours in themselves.
  @Test(arguments: ["k: 1", "k: 3", ""])
  func `separated classes are found by their neighbours`(key: String) throws {
    try withTemporaryFolder { folder in
      try FigureExample.writeData(in: folder)
      let keys = key.isEmpty ? "kind: neighbors" : "kind: neighbors, \(key)"
      let report = try TextReport(Self.text(.table, Self.codes, keys, folder: folder), path: "example.md")
      let context = try ReproductionContext.smoke(in: folder + "/out")
      let blocks = try context.reproduce(report).sections.flatMap(\.blocks)
      let table = try #require(blocks.compactMap { $0 as? Table }.first)
      #expect(table.rows.count == 1)
      #expect(table.rows[0][3] == .percent(1, decimals: 2))
      #expect(table.rows[0][4] == .count(3))
      let who = key == "k: 1" ? "the nearest training example," : key.isEmpty ? "the 5 nearest" : "the 3 nearest"
      #expect(table.caption.contains(who))
    }
  }

  static let mistakes: [(data: FigureExample.Source, study: String, table: String, words: String)] = [
    (.digits, "train: {layers: [4]}", "kind: neighbors", "a table of neighbors: expected an autoencoder"),
    (.line, "train: {autoencoder: [1]}", "kind: neighbors", "expected classes, found real values"),
    (.digits, codes, "kind: neighbors, k: 0", "k: expected a whole number from 1 to 1000"),
    (
      .digits, codes, "kind: neighbors, metrics: [test_loss]",
      "a table of kind neighbors has no 'metrics'; it belongs to kind settings"
    ),
    (.digits, codes, "metrics: [test_loss], k: 3", "a table of kind settings has no 'k'; it belongs to kind neighbors"),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake in a table of neighbours is named with its line`(index: Int) throws {
    let (data, study, table, words) = Self.mistakes[index]
    let error = try #require(throws: ReportFileError.self) {
      try TextReport(Self.text(data, study, table), path: "example.md")
    }
    #expect("\(error)".contains(words), "\(error)")
    #expect("\(error)".hasPrefix("example.md, line "), "\(error)")
  }

  @Test func `data without labels and too few neighbours are named with their line`() throws {
    let cases: [(FigureExample.Source, String, String)] = [
      (.unlabelled, "kind: neighbors", "a table of neighbors: expected classes, found data without labels"),
      (.table, "kind: neighbors, k: 900", "a table of neighbors: "),
    ]
    for (data, table, words) in cases {
      try withTemporaryFolder { folder in
        try FigureExample.writeData(in: folder)
        let report = try TextReport(Self.text(data, Self.codes, table, folder: folder), path: "example.md")
        let context = try ReproductionContext.smoke(in: folder + "/out")
        let error = try #require(throws: (any Error).self) { try context.reproduce(report) }
        #expect("\(error)".contains(words), "\(error)")
        #expect("\(error)".hasPrefix("example.md, line "), "\(error)")
      }
    }
  }
}
