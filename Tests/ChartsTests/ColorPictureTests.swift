import FledgeCharts
import Foundation
import Testing

struct ColorPictureTests {
  /// Two pixels: pure red over half of green and full blue.
  private let tile = ImageTile(pixels: [1, 0, 0, 0.5, 0, 1], width: 1, isColor: true)

  @Test func `a colour picture has three planes`() {
    #expect(tile.height == 2)
    #expect(ImageTile(pixels: [1, 0, 0, 0.5, 0, 1], width: 1).height == 6)
  }

  @Test func `the drawn picture holds red, green and blue of each pixel`() throws {
    let grid = ImageGrid(title: "Colours", tiles: [tile], columns: 1)
    let images = try Figure(grid.svg()).elements(named: "image")
    // A dark page does not invert colours.
    #expect(images.map { $0.attributes["class"] } == ["fl-image"])
    let text = try #require(images[0].attributes["href"]?.split(separator: ",").last)
    let png = [UInt8](try #require(Data(base64Encoded: String(text))))
    #expect(Array(png[16..<26]) == [0, 0, 0, 1, 0, 0, 0, 2, 8, 2])
    let start = try #require(png.indices.first { png[$0...].starts(with: Array("IDAT".utf8)) })
    let length = png[start - 4..<start].reduce(0) { $0 << 8 | Int($1) }
    #expect(try Inflate.zlib(Array(png[start + 4..<start + 4 + length])) == [0, 255, 0, 0, 0, 0, 128, 255])
  }

  @Test func `the data have a row for each plane`() {
    let table = ImageGrid(title: "Colours", tiles: [tile], columns: 1).table
    #expect(table.rows.map { $0[3] } == ["0 red", "1 red", "0 green", "1 green", "0 blue", "1 blue"])
    #expect(table.rows.map { $0[4] } == ["1", "0", "0", "0.5", "0", "1"])
  }
}
