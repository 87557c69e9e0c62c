import CZlib

/// zlib's status codes, under short names.
enum Z {
  static let ok = Z_OK
  static let streamEnd = Z_STREAM_END
  static let bufferError = Z_BUF_ERROR
  static let memoryError = Z_MEM_ERROR
}

extension Gzip {
  /// Deflated bytes in the given envelope.
  ///
  /// A gzip envelope carries neither name nor time, so the same bytes always give the same file with the same zlib.
  /// - Parameter level: 0 (stored) to 9 (smallest); 6 is zlib's own choice.
  public static func deflate(
    _ bytes: Span<UInt8>, _ wrapping: DeflateWrapping = .gzip, level: Int = 6
  ) throws(FormatError) -> [UInt8] {
    precondition((0...9).contains(level), "Gzip.deflate: the level is \(level), expected 0 to 9")
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    defer {
      unsafe deflateEnd(stream)
      unsafe stream.deallocate()
    }
    let status = unsafe deflateInit2_(
      stream, Int32(level), Z_DEFLATED, wrapping.windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw Inflater.outOfMemory }
    var output = [UInt8](repeating: 0, count: unsafe Int(deflateBound(stream, uLong(bytes.count))))
    var consumed = 0
    var produced = 0
    var last = Z_OK
    while last != Z_STREAM_END {
      let isRest = bytes.count - consumed <= Int(uInt.max)
      if produced == output.count { output.append(contentsOf: repeatElement(0, count: 4096)) }
      unsafe bytes.withUnsafeBufferPointer { source in
        unsafe output.withUnsafeMutableBufferPointer { target in
          let readable = uInt(clamping: source.count - consumed)
          let writable = uInt(clamping: target.count - produced)
          unsafe stream.pointee.next_in = source.baseAddress.map { unsafe $0 + consumed }
          unsafe stream.pointee.avail_in = readable
          unsafe stream.pointee.next_out = target.baseAddress.map { unsafe $0 + produced }
          unsafe stream.pointee.avail_out = writable
          last = unsafe CZlib.deflate(stream, isRest ? Z_FINISH : Z_NO_FLUSH)
          consumed += unsafe Int(readable - stream.pointee.avail_in)
          produced += unsafe Int(writable - stream.pointee.avail_out)
        }
      }
      precondition(last == Z_OK || last == Z_BUF_ERROR || last == Z_STREAM_END, "zlib's deflate ended with \(last)")
    }
    output.removeLast(output.count - produced)
    return output
  }

  /// Deflated bytes in the given envelope.
  public static func deflate(
    _ bytes: [UInt8], _ wrapping: DeflateWrapping = .gzip, level: Int = 6
  ) throws(FormatError) -> [UInt8] {
    try deflate(bytes.span, wrapping, level: level)
  }
}
