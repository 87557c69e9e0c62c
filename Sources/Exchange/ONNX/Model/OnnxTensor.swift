package import FledgeTensors

/// Constant numbers in a model: weights, and sizes such as the shape of a `Reshape`.
package struct OnnxTensor: Sendable, Equatable {
  package enum Contents: Sendable, Equatable {
    /// Little-endian bytes.
    case raw([UInt8])
    case floats([Float])
    case doubles([Double])
    /// Integers, or the bits of 16-bit floats.
    case integers([Int])
    /// In another file, which is never opened.
    case external
  }

  package var name = ""
  package var dimensions: [Int] = []
  /// TensorProto.DataType: 1 for floats.
  package var type = 1
  package var contents = Contents.raw([])

  package init() {}

  /// Floats as raw bytes.
  package init(_ name: String, _ tensor: Tensor) {
    self.name = name
    dimensions = tensor.shape.dimensions
    contents = .raw(OnnxTensor.bytes(tensor.elements.map { UInt64($0.bitPattern) }, size: 4))
  }

  package init(_ name: String, floats: [Float], shape: [Int]) {
    self.init(name, Tensor(shape: TensorShape(shape), elements: floats))
  }

  package init(_ name: String, doubles: [Double], shape: [Int]) {
    (self.name, dimensions, type) = (name, shape, OnnxType.double.rawValue)
    contents = .raw(OnnxTensor.bytes(doubles.map(\.bitPattern), size: 8))
  }

  /// One axis of 64-bit integers.
  package init(_ name: String, integers: [Int]) {
    (self.name, dimensions, type) = (name, [integers.count], OnnxType.int64.rawValue)
    contents = .raw(OnnxTensor.bytes(integers.map { UInt64(bitPattern: Int64($0)) }, size: 8))
  }

  private static func bytes(_ values: [UInt64], size: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * size)
    for value in values {
      for index in 0..<size { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index))) }
    }
    return bytes
  }
}

/// The types of elements that are read.
enum OnnxType: Int {
  case float = 1
  case uint8 = 2
  case int8 = 3
  case uint16 = 4
  case int16 = 5
  case int32 = 6
  case int64 = 7
  case bool = 9
  case float16 = 10
  case double = 11
  case uint32 = 12
  case bfloat16 = 16

  /// Bytes of one element.
  var size: Int {
    switch self {
    case .uint8, .int8, .bool: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .float, .int32, .uint32: 4
    case .int64, .double: 8
    }
  }

  var isFloatingPoint: Bool {
    switch self {
    case .float, .float16, .double, .bfloat16: true
    default: false
    }
  }

  /// ONNX's name of any type.
  static func name(_ type: Int) -> String {
    let names = [
      "UNDEFINED", "FLOAT", "UINT8", "INT8", "UINT16", "INT16", "INT32", "INT64", "STRING", "BOOL", "FLOAT16", "DOUBLE",
      "UINT32", "UINT64", "COMPLEX64", "COMPLEX128", "BFLOAT16",
    ]
    return names.indices.contains(type) ? names[type] : "type \(type)"
  }
}
