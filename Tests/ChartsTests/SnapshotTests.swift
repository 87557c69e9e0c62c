import FledgeCharts
import Foundation
import TestSupport
import Testing

/// Figures as committed files.
///
/// To record them anew after a change, run the tests with `FLEDGE_RECORD=1` and look at the
/// files that changed in a browser.
struct SnapshotTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots")

  /// Small versions of the examples; pictures are left to their own tests.
  static let names = ChartCatalogue.examples.map(\.name).filter {
    !["class-map", "decision-boundary", "weight-grids", "reconstructions", "digit-grid", "confusion-matrix"].contains(
      $0)
  }

  @Test(arguments: names)
  func `a figure equals its recorded file`(name: String) throws {
    let chart = try #require(ChartCatalogue.examples.first { $0.name == name }).chart
    try compare(chart.svg(width: 480, idPrefix: name, embedsStyle: false), with: "\(name).svg")
  }

  @Test func `the style sheet equals its recorded file`() throws {
    try compare(Theme.css + "\n", with: "theme.css")
  }

  @Test func `no file is left over`() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(files).subtracting(Self.names.map { "\($0).svg" } + ["theme.css"]).isEmpty)
  }

  private func compare(_ text: String, with file: String) throws {
    let url = Self.folder.appending(path: file)
    if ProcessInfo.processInfo.environment["FLEDGE_RECORD"] == "1" {
      try Data(text.utf8).write(to: url)
      return
    }
    let recorded = try String(contentsOf: url, encoding: .utf8)
    let lines = zip(text.split(separator: "\n"), recorded.split(separator: "\n"))
    let difference = lines.first { $0 != $1 }.map { "found \($0), recorded \($1)" } ?? "different lengths"
    #expect(text == recorded, "\(file): \(difference)")
  }
}
