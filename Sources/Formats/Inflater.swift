import CZlib

/// The envelope around deflated bytes.
public enum DeflateWrapping: Sendable {
  /// Header and CRC-32, as in `.gz` files (RFC 1952).
  case gzip
  /// Header and Adler-32, as in PNG (RFC 1950).
  case zlib
  /// No envelope, as in zip archives (RFC 1951).
  case raw

  /// zlib's name for the envelope: window of 2¹⁵ bytes, +16 for gzip, negative for none.
  var windowBits: Int32 {
    switch self {
    case .gzip: 31
    case .zlib: 15
    case .raw: -15
    }
  }
}

/// One zlib decompression in progress.
@safe struct Inflater: ~Copyable {
  /// What one call achieved.
  struct Progress {
    var consumed: Int
    var produced: Int
    var status: Int32
  }

  /// On the heap, since zlib remembers the address of its stream.
  private let stream: UnsafeMutablePointer<z_stream>

  init(_ wrapping: DeflateWrapping) throws(FormatError) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    unsafe self.stream = unsafe stream
    let status = unsafe inflateInit2_(
      stream, wrapping.windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw Inflater.outOfMemory }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Starts the next member.
  mutating func reset() { unsafe _ = inflateReset(stream) }

  /// Turns `input[consumed...]` into `output[produced..<end]` as far as both go.
  mutating func step(
    _ input: Span<UInt8>, from consumed: Int, into output: inout [UInt8], from produced: Int, to end: Int
  ) -> Progress {
    precondition(consumed >= 0 && consumed <= input.count && produced >= 0 && produced <= end && end <= output.count)
    let stream = unsafe stream
    return unsafe input.withUnsafeBufferPointer { source in
      unsafe output.withUnsafeMutableBufferPointer { target in
        let readable = uInt(clamping: source.count - consumed)
        let writable = uInt(clamping: end - produced)
        unsafe stream.pointee.next_in = source.baseAddress.map { unsafe $0 + consumed }
        unsafe stream.pointee.avail_in = readable
        unsafe stream.pointee.next_out = target.baseAddress.map { unsafe $0 + produced }
        unsafe stream.pointee.avail_out = writable
        let status = unsafe CZlib.inflate(stream, Z_NO_FLUSH)
        return unsafe Progress(
          consumed: Int(readable - stream.pointee.avail_in), produced: Int(writable - stream.pointee.avail_out),
          status: status)
      }
    }
  }

  /// zlib's own words for the last error.
  var message: String {
    guard let text = unsafe stream.pointee.msg else { return "damaged bytes" }
    return unsafe String(cString: text)
  }

  static let outOfMemory = FormatError(
    .system, expected: "memory for zlib", found: "none left", advice: "close other programs and try again")
}
