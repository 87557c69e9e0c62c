/// A writer for small PNG pictures (ISO/IEC 15948), so that image grids need no file beside the SVG.
package enum EmbeddedPNG {
  /// Encodes 8-bit grey values, row by row from the top.
  static func grey(_ pixels: [UInt8], width: Int, height: Int) -> [UInt8] {
    file(width: width, height: height, colorType: 0, samples: pixels)
  }

  /// Encodes 8-bit red, green and blue values, one plane after the other.
  static func color(planes: [UInt8], width: Int, height: Int) -> [UInt8] {
    let area = width * height
    precondition(planes.count == 3 * area, "expected \(3 * area) values, found \(planes.count)")
    let samples = (0..<3 * area).map { planes[$0 % 3 * area + $0 / 3] }
    return file(width: width, height: height, colorType: 2, samples: samples, channels: 3)
  }

  /// Encodes colour indexes into `palette`.
  static func indexed(
    _ pixels: [UInt8], width: Int, height: Int, palette: [(red: UInt8, green: UInt8, blue: UInt8)]
  ) -> [UInt8] {
    let colors = chunk("PLTE", palette.flatMap { [$0.red, $0.green, $0.blue] })
    return file(
      width: width, height: height, colorType: 3, samples: pixels, extra: colors)
  }

  private static func file(
    width: Int, height: Int, colorType: UInt8, samples: [UInt8], channels: Int = 1, extra: [UInt8] = []
  ) -> [UInt8] {
    let length = width * channels
    precondition(samples.count == length * height, "expected \(length * height) values, found \(samples.count)")
    var rows: [UInt8] = []
    rows.reserveCapacity((length + 1) * height)
    for row in 0..<height {
      rows.append(0)
      rows += samples[row * length..<(row + 1) * length]
    }
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, colorType, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + extra
      + chunk("IDAT", Deflate.zlibStream(rows)) + chunk("IEND", [])
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return bigEndian(UInt32(data.count)) + body + bigEndian(checksum(body))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32(24 - 8 * $0)) }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    var value = UInt32(index)
    for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    return value
  }

  /// The CRC-32 of PNG chunks.
  package static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes { value = table[Int((value ^ UInt32(byte)) & 0xFF)] ^ value >> 8 }
    return ~value
  }
}
