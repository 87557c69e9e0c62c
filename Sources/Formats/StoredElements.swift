#if _endian(big)
  #error("Fledge's file readers expect a little-endian processor")
#endif

/// Numbers between their little-endian bytes and Swift's own types.
enum StoredElements {
  /// `count` elements as floats, rounded to nearest where the type is wider; bool and integers by value.
  static func floats(_ bytes: Span<UInt8>, _ type: ElementType, count: Int) -> [Float] {
    precondition(count >= 0 && bytes.count / type.byteCount >= count)
    return unsafe [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      var target = unsafe MutableSpan(_unsafeElements: zeroed(buffer, count))
      fill(&target, from: bytes, type)
      filled = count
    }
  }

  /// Fills `target` with the first elements, as `floats` does.
  static func fill(_ target: inout MutableSpan<Float>, from bytes: Span<UInt8>, _ type: ElementType) {
    precondition(bytes.count / type.byteCount >= target.count)
    unsafe bytes.withUnsafeBytes { raw in
      unsafe target.withUnsafeMutableBufferPointer { output in
        switch type {
        case .bool, .uint8: unsafe convert(raw, UInt8.self, output) { Float($0) }
        case .int8: unsafe convert(raw, Int8.self, output) { Float($0) }
        case .uint16: unsafe convert(raw, UInt16.self, output) { Float($0) }
        case .int16: unsafe convert(raw, Int16.self, output) { Float($0) }
        case .float16: unsafe convert(raw, UInt16.self, output, half)
        case .bfloat16: unsafe convert(raw, UInt16.self, output) { Float(bitPattern: UInt32($0) << 16) }
        case .uint32: unsafe convert(raw, UInt32.self, output) { Float($0) }
        case .int32: unsafe convert(raw, Int32.self, output) { Float($0) }
        case .float32: unsafe UnsafeMutableRawBufferPointer(output).copyBytes(from: raw.prefix(output.count * 4))
        case .uint64: unsafe convert(raw, UInt64.self, output) { Float($0) }
        case .int64: unsafe convert(raw, Int64.self, output) { Float($0) }
        case .float64: unsafe convert(raw, UInt64.self, output) { Float(Double(bitPattern: $0)) }
        }
      }
    }
  }

  /// `count` whole numbers, or nothing where the type has fractions or is unsigned 64-bit.
  static func integers(_ bytes: Span<UInt8>, _ type: ElementType, count: Int) -> [Int64]? {
    precondition(count >= 0 && bytes.count / type.byteCount >= count)
    var values = [Int64](repeating: 0, count: count)
    let isWhole = unsafe bytes.withUnsafeBytes { raw in
      unsafe values.withUnsafeMutableBufferPointer { output in
        switch type {
        case .bool, .uint8: unsafe convert(raw, UInt8.self, output) { Int64($0) }
        case .int8: unsafe convert(raw, Int8.self, output) { Int64($0) }
        case .uint16: unsafe convert(raw, UInt16.self, output) { Int64($0) }
        case .int16: unsafe convert(raw, Int16.self, output) { Int64($0) }
        case .uint32: unsafe convert(raw, UInt32.self, output) { Int64($0) }
        case .int32: unsafe convert(raw, Int32.self, output) { Int64($0) }
        case .int64: unsafe convert(raw, Int64.self, output) { $0 }
        case .uint64, .float16, .bfloat16, .float32, .float64: return false
        }
        return true
      }
    }
    return isWhole ? values : nil
  }

  /// `count` elements in double precision: all but large 64-bit integers exactly.
  static func doubles(_ bytes: Span<UInt8>, _ type: ElementType, count: Int) -> [Double] {
    precondition(count >= 0 && bytes.count / type.byteCount >= count)
    guard [.float64, .int64, .uint64, .int32, .uint32].contains(type) else {
      return floats(bytes, type, count: count).map { Double($0) }
    }
    var values = [Double](repeating: 0, count: count)
    unsafe bytes.withUnsafeBytes { raw in
      unsafe values.withUnsafeMutableBufferPointer { output in
        switch type {
        case .uint32: unsafe convert(raw, UInt32.self, output) { Double($0) }
        case .int32: unsafe convert(raw, Int32.self, output) { Double($0) }
        case .int64: unsafe convert(raw, Int64.self, output) { Double($0) }
        case .uint64: unsafe convert(raw, UInt64.self, output) { Double($0) }
        default: unsafe convert(raw, UInt64.self, output) { Double(bitPattern: $0) }
        }
      }
    }
    return values
  }

  /// The little-endian bytes of floats.
  static func bytes(_ values: Span<Float>) -> [UInt8] {
    unsafe values.withUnsafeBytes { unsafe [UInt8]($0) }
  }

  /// A half-precision number, exactly: sign, 5 bits of exponent (bias 15), 10 of fraction.
  static func half(_ bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 31
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0: return Float(bitPattern: sign | (Float(fraction) * 0x1p-24).bitPattern)
    case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }

  private static func zeroed(
    _ buffer: UnsafeMutableBufferPointer<Float>, _ count: Int
  ) -> UnsafeMutableBufferPointer<Float> {
    let part = unsafe UnsafeMutableBufferPointer(rebasing: buffer[..<count])
    unsafe part.initialize(repeating: 0)
    return unsafe part
  }

  @inline(__always)
  private static func convert<Stored: BitwiseCopyable, Value>(
    _ raw: UnsafeRawBufferPointer, _ type: Stored.Type, _ output: UnsafeMutableBufferPointer<Value>,
    _ value: (Stored) -> Value
  ) {
    for index in 0..<output.count {
      unsafe output[index] = value(
        raw.loadUnaligned(fromByteOffset: index &* MemoryLayout<Stored>.size, as: Stored.self))
    }
  }
}
