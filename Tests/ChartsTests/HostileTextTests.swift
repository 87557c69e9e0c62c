import FledgeCharts
import Testing

/// Names that come from anybody's files.
struct HostileTextTests {
  private let names = ["=cmd()", "\u{1B}[2J", "\u{9B}x", "a\u{202E}b", "-0.5", "<script>"]

  @Test func `CSV disarms formulas and control characters, numbers stay`() {
    let table = ChartTable(header: ["name"], rows: names.map { [$0] })
    #expect(table.csv == "name\n'=cmd()\n\u{FFFD}[2J\n\u{FFFD}x\na\u{FFFD}b\n-0.5\n<script>\n")
  }

  @Test func `SVG has neither control characters nor markup of names`() {
    let chart = LineChart(
      title: names.joined(), x: ChartAxis(names[1]), y: ChartAxis(names[2]),
      series: names.map { LineSeries($0, x: [0, 1], y: [0, 1]) })
    let svg = chart.svg()
    #expect(!svg.contains("<script>"))
    #expect(
      !svg.unicodeScalars.contains {
        ($0.value < 32 && $0 != "\n") || (0x7F...0x9F).contains($0.value) || $0 == "\u{202E}"
      })
  }
}
