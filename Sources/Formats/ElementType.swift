/// How one number of a stored array is written in bytes, little-endian; the raw value is safetensors' name for it.
public enum ElementType: String, Sendable, CaseIterable {
  /// One byte, 0 or 1.
  case bool = "BOOL"
  /// Unsigned 8-bit integer.
  case uint8 = "U8"
  /// Signed 8-bit integer.
  case int8 = "I8"
  /// Unsigned 16-bit integer.
  case uint16 = "U16"
  /// Signed 16-bit integer.
  case int16 = "I16"
  /// IEEE 754 half precision.
  case float16 = "F16"
  /// The upper half of a single: 8 bits of exponent, 7 of fraction.
  case bfloat16 = "BF16"
  /// Unsigned 32-bit integer.
  case uint32 = "U32"
  /// Signed 32-bit integer.
  case int32 = "I32"
  /// IEEE 754 single precision.
  case float32 = "F32"
  /// Unsigned 64-bit integer.
  case uint64 = "U64"
  /// Signed 64-bit integer.
  case int64 = "I64"
  /// IEEE 754 double precision.
  case float64 = "F64"

  /// NumPy's name, such as `float32`.
  public var numpyName: String {
    switch self {
    case .bool: "bool"
    case .uint8: "uint8"
    case .int8: "int8"
    case .uint16: "uint16"
    case .int16: "int16"
    case .float16: "float16"
    case .bfloat16: "bfloat16"
    case .uint32: "uint32"
    case .int32: "int32"
    case .float32: "float32"
    case .uint64: "uint64"
    case .int64: "int64"
    case .float64: "float64"
    }
  }

  /// Bytes of one element.
  public var byteCount: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }

  /// Whether elements are real numbers, so that they convert to `Float` as a matter of course.
  public var isFloatingPoint: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    default: false
    }
  }
}
