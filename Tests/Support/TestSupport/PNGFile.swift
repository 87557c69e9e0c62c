import FledgeFormats

/// A PNG file of any colour type and depth from its rows, without filters.
package func pngFile(
  width: Int, height: Int, depth: UInt8 = 8, colorType: UInt8, rows: [[UInt8]], palette: [UInt8] = [],
  transparency: [UInt8] = [], isInterlaced: Bool = false
) throws -> [UInt8] {
  func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let checked = Array(name.utf8) + data
    let check = CRC32.checksum(checked)
    func bigEndian(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
    return bigEndian(UInt32(data.count)) + checked + bigEndian(check)
  }
  let header: [UInt8] = [0, 0, 0, UInt8(width), 0, 0, 0, UInt8(height), depth, colorType, 0, 0, isInterlaced ? 1 : 0]
  let data = try Gzip.deflate(rows.flatMap { [0] + $0 }, .zlib)
  return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
    + (palette.isEmpty ? [] : chunk("PLTE", palette)) + (transparency.isEmpty ? [] : chunk("tRNS", transparency))
    + chunk("IDAT", data) + chunk("IEND", [])
}
