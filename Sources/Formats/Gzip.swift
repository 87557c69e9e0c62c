/// Bytes deflated by gzip, zlib or zip, and back.
///
/// Inflating never trusts the file about its size: the caller says how many bytes are sensible, and a bomb ends there.
public enum Gzip {
  /// Whether bytes begin as a gzip file does.
  public static func isGzip(_ bytes: Span<UInt8>) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// The plain bytes of a gzip file of one or more members.
  ///
  /// Zeros after the last member (padding) are accepted, anything else after it is refused.
  /// - Parameter limit: the largest sensible number of plain bytes; the buffer never grows beyond it.
  /// - Throws: `FormatError` where the bytes are no gzip file (it says what they look like), are cut off or damaged
  ///   (CRC-32 and length are compared), or hold more than `limit` bytes.
  public static func inflate(_ bytes: Span<UInt8>, limit: Int) throws(FormatError) -> [UInt8] {
    try requireGzip(bytes)
    return try inflate(bytes, .gzip, limit: limit, hint: lengthHint(bytes))
  }

  /// The plain bytes of a gzip file of one or more members.
  public static func inflate(_ bytes: [UInt8], limit: Int) throws(FormatError) -> [UInt8] {
    try inflate(bytes.span, limit: limit)
  }

  /// The first `count` plain bytes of a gzip file, or all of them where there are fewer; the rest is not looked at.
  public static func inflateHead(_ bytes: Span<UInt8>, count: Int) throws(FormatError) -> [UInt8] {
    try requireGzip(bytes)
    return try inflate(bytes, .gzip, limit: count, hint: count, headOnly: true)
  }

  /// The first `count` plain bytes of a gzip file, or all of them where there are fewer.
  public static func inflateHead(_ bytes: [UInt8], count: Int) throws(FormatError) -> [UInt8] {
    try inflateHead(bytes.span, count: count)
  }

  /// The plain bytes of one deflated stream in the given envelope.
  ///
  /// - Parameter hint: the expected number of plain bytes, used for the first allocation only.
  static func inflate(
    _ bytes: Span<UInt8>, _ wrapping: DeflateWrapping, limit: Int, hint: Int, headOnly: Bool = false
  ) throws(FormatError) -> [UInt8] {
    precondition(limit >= 0, "Gzip.inflate: the limit is \(limit), it cannot be negative")
    var inflater = try Inflater(wrapping)
    // No deflated stream is longer than 1032 times its input, so a hint beyond that is a lie.
    let plausible = bytes.count.multipliedReportingOverflow(by: 1032)
    let first = max(64, min(hint, plausible.overflow ? hint : plausible.partialValue))
    var output = [UInt8](repeating: 0, count: min(limit, first))
    var consumed = 0
    var produced = 0
    var spare: [UInt8] = [0]
    while true {
      if headOnly && produced == limit { return output }
      if produced == output.count && produced < limit {
        let room = min(limit - produced, max(produced, 4096))
        output.append(contentsOf: repeatElement(0, count: room))
      }
      // A full buffer at the limit gets one spare byte, to tell a stream that ends here from one that goes on.
      let isFull = produced == limit
      let step =
        isFull
        ? inflater.step(bytes, from: consumed, into: &spare, from: 0, to: 1)
        : inflater.step(bytes, from: consumed, into: &output, from: produced, to: output.count)
      consumed += step.consumed
      if isFull && step.produced > 0 {
        throw FormatError(
          .tooLarge, offset: consumed, expected: "at most \(FormatError.count(limit, "byte")) after inflating",
          found: "more than \(FormatError.count(limit, "byte"))", advice: "the file is not what it should be")
      }
      if !isFull { produced += step.produced }
      switch step.status {
      case Z.streamEnd:
        if headOnly && produced == limit { return output }
        if wrapping == .gzip && isGzip(bytes.extracting(consumed...)) {
          inflater.reset()
          continue
        }
        try requireNothing(after: consumed, in: bytes, paddingAllowed: wrapping == .gzip)
        output.removeLast(output.count - produced)
        return output
      case Z.ok, Z.bufferError:
        guard step.consumed == 0 && step.produced == 0 else { continue }
        if consumed == bytes.count { throw truncated(at: consumed, produced: produced) }
      case Z.memoryError:
        throw Inflater.outOfMemory
      default:
        throw FormatError(
          .malformed, offset: consumed, expected: "sound deflated bytes", found: "\(inflater.message)",
          advice: "the file is damaged, download or make it again")
      }
    }
  }

  private static func requireGzip(_ bytes: Span<UInt8>) throws(FormatError) {
    guard isGzip(bytes) else {
      throw FormatError(
        .malformed, offset: 0, expected: "a gzip file (bytes 1f 8b)", found: ContentSniffer.describe(bytes),
        advice: bytes.isEmpty ? "the file is empty, download it again" : nil)
    }
  }

  private static func requireNothing(
    after end: Int, in bytes: Span<UInt8>, paddingAllowed: Bool
  ) throws(FormatError) {
    for index in end..<bytes.count where !(paddingAllowed && bytes[index] == 0) {
      throw FormatError(
        .malformed, offset: index, expected: "the end of the compressed bytes",
        found: "\(FormatError.count(bytes.count - index, "byte")) of something else",
        advice: "the file is damaged, download or make it again")
    }
  }

  private static func truncated(at offset: Int, produced: Int) -> FormatError {
    FormatError(
      .malformed, offset: offset, expected: "more compressed bytes",
      found: "the end of the file after \(FormatError.count(produced, "plain byte"))",
      advice: "the file is cut off, download or make it again")
  }

  /// The length that the last member's trailer states (modulo 2³²); a hint and no more.
  private static func lengthHint(_ bytes: Span<UInt8>) -> Int {
    guard bytes.count >= 18 else { return 0 }
    return (1...4).reduce(0) { $0 << 8 | Int(bytes[bytes.count - $1]) }
  }
}
