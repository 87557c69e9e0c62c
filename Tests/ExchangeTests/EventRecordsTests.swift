import FledgeExchange
import FledgeFormats
import FledgeTensors
import Foundation
import Testing

@Suite struct EventRecordsTests {
  /// RFC 3720, appendix B.4, and the check value of the catalogue of parametrised CRC algorithms.
  @Test func `the check is Castagnoli's`() {
    #expect(CRC32C.checksum("123456789".utf8) == 0xE306_9283)
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum((0..<32).map { UInt8($0) }) == 0x46DD_794E)
    #expect(CRC32C.checksum((0..<32).reversed().map { UInt8($0) }) == 0x113F_DB5C)
    #expect(CRC32C.checksum([UInt8]()) == 0)
  }

  /// As TensorBoard 2.21 computes it for the same bytes.
  @Test func `a stored check is masked`() {
    #expect(CRC32C.masked("123456789".utf8) == 0xC78A_B0E5)
    #expect(CRC32C.masked([UInt8]()) == 0xA282_EAD8)
  }

  @Test func `records are read back: version, restart, scalars of a step`() throws {
    var records = EventRecords()
    let time = Date(timeIntervalSince1970: 1000.5)
    records.appendVersion(at: time)
    records.appendRestart(step: 7, at: time)
    records.append([.scalar("loss/training", 0.25), .scalar("naïve \"tag\"\n,=1", -1)], step: 300, at: time)
    records.append([], step: 301, at: time)
    let events = try EventReader.events(records.bytes)
    #expect(events.count == 3)
    #expect(events[0].version == "brain.Event:2" && events[0].time == 1000.5 && events[0].step == 0)
    #expect(events[1].isRestart && events[1].step == 7)
    #expect(events[2].step == 300)
    #expect(events[2].values.map(\.tag) == ["loss/training", "naïve \"tag\"\n,=1"])
    #expect(events[2].values.map(\.scalar) == [0.25, -1])
  }

  @Test func `a file cut off anywhere keeps its whole events, and a changed byte is found`() throws {
    var records = EventRecords()
    records.appendVersion(at: Date(timeIntervalSince1970: 0))
    let first = records.bytes.count
    records.append([.scalar("a", 1)], step: 1, at: Date(timeIntervalSince1970: 1))
    for count in 0...records.bytes.count {
      let events = try EventReader.events(Array(records.bytes.prefix(count)))
      #expect(events.count == (count == records.bytes.count ? 2 : count >= first ? 1 : 0))
    }
    for index in records.bytes.indices {
      var bytes = records.bytes
      bytes[index] ^= 1
      #expect(throws: EventReader.Damage.self) { try EventReader.events(bytes) }
    }
  }

  @Test func `a histogram counts finite values between the extremes`() throws {
    let histogram = try #require(ValueHistogram([0, 1, 2, 3, .nan, .infinity]))
    #expect(histogram.least == 0 && histogram.greatest == 3 && histogram.count == 4)
    #expect(histogram.sum == 6 && histogram.sumOfSquares == 14)
    #expect(histogram.limits.count == 30 && histogram.limits.last == 3)
    #expect(histogram.counts.reduce(0, +) == 4)
    #expect(histogram.counts[0] == 1 && histogram.counts[10] == 1 && histogram.counts[29] == 1)
    let constant = try #require(ValueHistogram([2, 2]))
    #expect(constant.limits == [2] && constant.counts == [2])
    #expect(ValueHistogram([.nan]) == nil)
    var records = EventRecords()
    records.append([.histogram("weights/0.weight", histogram)], step: 1, at: Date())
    let fields = try EventReader.events(records.bytes)[0].values[0].histogram
    #expect(fields.first { $0.number == 6 }?.doubles == histogram.limits)
    #expect(fields.first { $0.number == 7 }?.doubles == histogram.counts)
  }

  @Test func `pictures stand in rows with a line between them`() throws {
    let grid = TileGrid([[0, 1, 0.5, 0], [1, 1, 1, .nan]], shape: [2, 2], columns: 8, range: 0...1)
    #expect(grid.width == 5 && grid.height == 2 && !grid.isColor)
    #expect(grid.pixels == [0, 255, 0, 255, 255, 128, 0, 0, 255, 0])
    let color = TileGrid([[1, 0, 0]], shape: [3, 1, 1], columns: 8, range: 0...1, scale: 2)
    #expect(color.isColor && color.width == 2 && color.height == 2)
    #expect(color.pixels == [255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0])
    let image = try PNG.readGray(grid.png)
    #expect(image.pixels == grid.pixels)
  }
}
