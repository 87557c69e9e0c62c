package import FledgeFormats
package import FledgeTensors

/// Numbers out of a file.
extension OnnxTensor {
  /// The shape, with as many elements as the file has.
  ///
  /// - Throws: `FormatError` where dimensions, type and contents do not belong together, or another file has them.
  package func checkedShape() throws(FormatError) -> TensorShape {
    guard contents != .external else {
      throw FormatError(
        .unsupported, expected: "the numbers of tensor \(quoted(name)) in the file", found: "external data",
        advice: "no path in a file is followed; save the model in one file")
    }
    guard let type = OnnxType(rawValue: type) else {
      throw FormatError(
        .unsupported, expected: "tensor \(quoted(name)) of FLOAT, DOUBLE, FLOAT16, BFLOAT16 or integers",
        found: OnnxType.name(self.type))
    }
    guard dimensions.count <= 8, let shape = TensorShape(checking: dimensions) else {
      throw FormatError(
        .malformed, expected: "at most eight sensible dimensions of tensor \(quoted(name))",
        found: "[\(dimensions.prefix(8).map(String.init).joined(separator: ", "))\(dimensions.count > 8 ? ", …" : "")]")
    }
    let found: Int
    switch contents {
    case .raw(let bytes):
      let (size, overflows) = shape.count.multipliedReportingOverflow(by: type.size)
      guard !overflows, bytes.count == size else {
        throw FormatError(
          .malformed, expected: "\(shape.count) elements of \(type.size) bytes in tensor \(quoted(name)) of \(shape)",
          found: "\(bytes.count) bytes")
      }
      return shape
    case .floats(let values): found = type == .float ? values.count : -1
    case .doubles(let values): found = type == .double ? values.count : -1
    case .integers(let values): found = type == .float || type == .double ? -1 : values.count
    case .external: found = -1
    }
    guard found == shape.count else {
      throw FormatError(
        .malformed, expected: "\(shape.count) elements of type \(OnnxType.name(self.type)) in tensor \(quoted(name))",
        found: found < 0 ? "elements of another type" : "\(found)")
    }
    return shape
  }

  /// The numbers as floats: doubles rounded to nearest, halves widened exactly, integers by value.
  package func tensor() throws(FormatError) -> Tensor {
    let shape = try checkedShape()
    let type = OnnxType(rawValue: type) ?? .float
    switch contents {
    case .floats(let values): return Tensor(shape: shape, elements: values)
    case .doubles(let values): return Tensor(shape: shape, elements: values.map { Float($0) })
    case .integers(let values):
      return Tensor(shape: shape, elements: values.map { OnnxTensor.float(UInt64(bitPattern: Int64($0)), type) })
    case .raw(let bytes):
      let size = type.size
      return Tensor(
        shape: shape,
        elements: (0..<shape.count).map {
          OnnxTensor.float(ProtobufReader.fixed(bytes, at: $0 * size, count: size), type)
        })
    case .external: preconditionFailure("checkedShape refuses external data")
    }
  }

  /// The numbers as integers.
  package func integers() throws(FormatError) -> [Int] {
    let shape = try checkedShape()
    let type = OnnxType(rawValue: type) ?? .float
    guard !type.isFloatingPoint else {
      throw FormatError(
        .malformed, expected: "integers in tensor \(quoted(name))", found: OnnxType.name(self.type))
    }
    switch contents {
    case .integers(let values): return values
    case .raw(let bytes):
      return (0..<shape.count).map {
        OnnxTensor.integer(ProtobufReader.fixed(bytes, at: $0 * type.size, count: type.size), type)
      }
    default: preconditionFailure("checkedShape refuses integers in other fields")
    }
  }

  private static func integer(_ bits: UInt64, _ type: OnnxType) -> Int {
    switch type {
    case .int8: Int(Int8(truncatingIfNeeded: bits))
    case .int16: Int(Int16(truncatingIfNeeded: bits))
    case .int32: Int(Int32(truncatingIfNeeded: bits))
    default: Int(Int64(bitPattern: bits))
    }
  }

  private static func float(_ bits: UInt64, _ type: OnnxType) -> Float {
    switch type {
    case .float: Float(bitPattern: UInt32(truncatingIfNeeded: bits))
    case .double: Float(Double(bitPattern: bits))
    case .float16: half(UInt32(bits & 0xFFFF))
    case .bfloat16: Float(bitPattern: UInt32(bits & 0xFFFF) << 16)
    default: Float(integer(bits, type))
    }
  }

  /// A half-precision number, exactly: sign, 5 bits of exponent (bias 15), 10 of fraction.
  private static func half(_ bits: UInt32) -> Float {
    let sign = (bits & 0x8000) << 16
    let (exponent, fraction) = (bits >> 10 & 31, bits & 0x3FF)
    switch exponent {
    case 0: return Float(bitPattern: sign | (Float(fraction) * 0x1p-24).bitPattern)
    case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
