import CZlib

/// The 32-bit cyclic redundancy check that gzip, zip and PNG share, whole or in pieces.
public struct CRC32: Sendable {
  /// The check of the bytes so far; 0 before the first.
  public private(set) var value: UInt32 = 0

  /// Starts with no bytes.
  public init() {}

  /// The check of one piece of bytes.
  public static func checksum(_ bytes: Span<UInt8>) -> UInt32 {
    var check = CRC32()
    check.update(bytes)
    return check.value
  }

  /// The check of one array of bytes.
  public static func checksum(_ bytes: [UInt8]) -> UInt32 { checksum(bytes.span) }

  /// Takes in the next bytes.
  public mutating func update(_ bytes: Span<UInt8>) {
    guard !bytes.isEmpty else { return }
    let start = uLong(value)
    value = unsafe bytes.withUnsafeBytes { raw in
      unsafe UInt32(truncatingIfNeeded: crc32_z(start, raw.baseAddress?.assumingMemoryBound(to: Bytef.self), raw.count))
    }
  }
}
