import FledgeCharts
import Foundation
import TestSupport
import Testing

struct DrawingTests {
  @Test func `a path is relative, short and rounded to a tenth of a pixel without drift`() {
    var path = PathData()
    path.move(to: Point(x: 10, y: 20))
    path.line(to: Point(x: 12.34, y: 19))
    path.line(to: Point(x: 12.04, y: 19.55))
    path.close()
    #expect(path.text == "m10 20 2.3-1-.3.6z" || path.text == "m10 20 2.3-1-.3 .6z")
    var long = PathData()
    long.move(to: Point(x: 0, y: 0))
    for step in 1...1000 { long.line(to: Point(x: Double(step) * 0.123, y: 0)) }
    #expect(PathReader.end(of: long.text).x.rounded() == 123)
  }

  @Test func `quartiles of one to five are two, three and four`() throws {
    let box = try #require(Quartiles([5, 1, 4, 2, 3]))
    #expect([box.first, box.median, box.third, box.lowWhisker, box.highWhisker] == [2, 3, 4, 1, 5])
    let outlier = try #require(Quartiles([1, 2, 3, 4, 100]))
    #expect(outlier.highWhisker == 4)
  }

  @Test func `bins hold their lower edge, and the last one its upper edge`() {
    let series = HistogramSeries("a", values: [0, 0.5, 1, 2, 3, -1, .nan], edges: [0, 1, 2, 3])
    #expect(series.counts == [2, 1, 2])
    #expect(series.skipped == 2)
  }

  @Test func `neighbouring cells of one class become one rectangle and the boundary one line`() throws {
    let regions = ClassRegions(x: 0...2, y: 0...2, columns: 2, classes: [0, 0, 1, 1])
    let chart = DecisionBoundaryChart(
      title: "t", x: ChartAxis("x"), y: ChartAxis("y"), regions: regions,
      points: [PointClass("a", x: [1], y: [0.5]), PointClass("b", x: [1], y: [1.5])])
    let figure = try Figure(chart.svg())
    #expect(figure.elements(named: "path", class: "fl-s0 fl-region").first?.attributes["d"]?.count { $0 == "z" } == 1)
    #expect(figure.elements(named: "path", class: "fl-rule").first?.attributes["d"]?.count { $0 == "m" } == 1)
  }

  @Test func `base 64 agrees with the examples of RFC 4648`() {
    let pairs = ["": "", "f": "Zg==", "fo": "Zm8=", "foo": "Zm9v", "foobar": "Zm9vYmFy"]
    for (plain, coded) in pairs { #expect(Base64.encode(Array(plain.utf8)) == coded) }
  }

  @Test func `the checksum of the end chunk is the known one`() {
    #expect(EmbeddedPNG.checksum(Array("IEND".utf8)) == 0xAE42_6082)
  }

  @Test func `compressed bytes are inflated to the same bytes`() throws {
    var noise = ExampleNoise(seed: 3)
    let inputs: [[UInt8]] = [
      [], [7], Array(repeating: 0, count: 1000), Array("abcabcabcabcabcabcd".utf8),
      (0..<5000).map { _ in UInt8(min(255, max(0, 128 + 60 * noise.next()))) },
      (0..<70_000).map { UInt8($0 / 7 % 251) },
    ]
    for input in inputs {
      #expect(try Inflate.zlib(Deflate.zlibStream(input)) == input)
    }
    #expect(Deflate.zlibStream(Array(repeating: 0, count: 1000)).count < 30)
  }

  @Test func `each series colour has a contrast of three to one on its paper, and texts more`() {
    for color in Palette.light { #expect(Contrast.ratio(color, "#ffffff") >= 3, "\(color)") }
    for color in Palette.dark { #expect(Contrast.ratio(color, "#14171c") >= 3, "\(color)") }
    let colors = Dictionary(uniqueKeysWithValues: Theme.colors.map { ($0.property, [$0.light, $0.dark]) })
    for mode in 0...1 {
      for text in ["--fledge-ink", "--fledge-muted"] {
        let ratio = Contrast.ratio(colors[text]?[mode] ?? "", colors["--fledge-paper"]?[mode] ?? "")
        #expect(ratio >= 4.5, "\(text)")
      }
      #expect(Contrast.ratio(colors["--fledge-shade"]?[mode] ?? "", "#ffffff") >= 4.5)
    }
  }

  @Test func `shared axes have the same ticks in every panel`() throws {
    let charts = [1.0, 10].map { factor in
      LineChart(
        title: "\(factor)", x: ChartAxis("x"), y: ChartAxis("y"), series: [LineSeries("a", x: [0, 1], y: [0, factor])])
    }
    let labels = { (sharesY: Bool) in
      try Figure(ChartGrid(title: "t", charts: charts, columns: 2, sharesY: sharesY).svg()).texts
    }
    #expect(try labels(true).count { $0 == "10" } == 2)
    #expect(try labels(false).count { $0 == "10" } == 1)
    #expect(try labels(true).count { $0 == "y" } == 1)
  }
}

/// The relative luminance contrast of the Web Content Accessibility Guidelines 2.1.
private enum Contrast {
  static func ratio(_ first: String, _ second: String) -> Double {
    let pair = [luminance(first), luminance(second)].sorted()
    return (pair[1] + 0.05) / (pair[0] + 0.05)
  }

  private static func luminance(_ color: String) -> Double {
    let value = Int(color.dropFirst(), radix: 16) ?? 0
    let channels = [16, 8, 0].map { shift in
      let share = Double(value >> shift & 255) / 255
      return share <= 0.040_45 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }
}
