public import FledgeTensors

/// One NumPy array as in a `.npy` file: versions 1, 2 and 3, numbers and truth values in both byte orders.
///
/// An array in Fortran order is turned into C order while it is read, one of big-endian numbers into little-endian ones. Python objects (pickles) are refused, never run.
///
/// Source: NumPy, *The NPY file format* (NEP 1, 2007; versions 2 and 3 in `numpy.lib.format`).
public struct Npy: Sendable, Equatable {
  /// How the elements are stored.
  public let type: ElementType
  /// The array's shape.
  public let shape: TensorShape
  /// The elements' little-endian bytes, last axis fastest.
  public let bytes: [UInt8]
  /// The name of the file, for errors.
  public let path: String?

  public init(type: ElementType, shape: TensorShape, bytes: [UInt8]) {
    let (needed, overflow) = shape.count.multipliedReportingOverflow(by: type.byteCount)
    precondition(
      !overflow && needed == bytes.count, "Npy: \(type.rawValue) \(shape) does not fill \(bytes.count) bytes")
    self.type = type
    self.shape = shape
    self.bytes = bytes
    path = nil
  }

  /// Makes an array of 32-bit floats.
  public init(_ tensor: Tensor) {
    self.init(type: .float32, shape: tensor.shape, bytes: StoredElements.bytes(tensor.span))
  }

  /// Makes a one-dimensional array of 32-bit integers.
  public init(labels: [Int32]) {
    let bytes = unsafe labels.withUnsafeBytes { unsafe [UInt8]($0) }
    self.init(type: .int32, shape: [labels.count], bytes: bytes)
  }

  /// Makes a one-dimensional array of doubles.
  public init(doubles: [Double]) {
    let bytes = unsafe doubles.withUnsafeBytes { unsafe [UInt8]($0) }
    self.init(type: .float64, shape: [doubles.count], bytes: bytes)
  }

  /// Reads the bytes of a `.npy` file.
  ///
  /// - Throws: `FormatError` with the byte at which the file breaks the format, or the type that is not read.
  public init(reading file: [UInt8], path: String? = nil) throws(FormatError) {
    do throws(FormatError) {
      let header = try NpyHeader(reading: file)
      type = header.type
      shape = header.shape
      try header.checkSize(of: file.count)
      var stored = Array(file[header.dataStart...])
      if header.isBigEndian { Npy.swapBytes(&stored, elementSize: type.byteCount) }
      bytes = header.isFortranOrder ? Npy.turned(stored, shape: shape, elementSize: type.byteCount) : stored
      self.path = path
    } catch {
      throw error.inFile(path)
    }
  }

  /// Reads a `.npy` file.
  ///
  /// The header is checked against the file's size before memory for the whole file is taken.
  /// - Parameter limit: the largest sensible size in bytes.
  public init(contentsOf path: String, limit: Int = 1 << 40) throws(FormatError) {
    let (head, size) = try FileBytes.head(path, count: NpyHeader.longest + 12)
    do throws(FormatError) {
      try NpyHeader(reading: head).checkSize(of: size)
    } catch {
      throw error.inFile(path)
    }
    // The file, its elements, and what is made of them.
    try self.init(reading: try FileBytes.read(path, limit: limit, copies: 3), path: path)
  }

  /// The elements as 32-bit floats: wider ones rounded to nearest, integers and truth values by value.
  public func tensor() -> Tensor {
    Tensor(shape: shape, elements: StoredElements.floats(bytes.span, type, count: shape.count))
  }

  /// The elements in double precision: all but large 64-bit integers exactly.
  public func doubles() -> [Double] { StoredElements.doubles(bytes.span, type, count: shape.count) }

  /// The elements as class labels.
  ///
  /// - Throws: `FormatError` where the array is not one-dimensional (or one column), not of integers, or holds a number
  ///   that is negative or beyond 32 bits.
  public func labels() throws(FormatError) -> [Int32] {
    guard shape.rank == 1 || (shape.rank == 2 && shape[1] == 1) else {
      throw FormatError(.unsupported, path: path, expected: "labels in one dimension", found: "shape \(shape)")
    }
    guard let values = StoredElements.integers(bytes.span, type, count: shape.count) else {
      throw FormatError(
        .unsupported, path: path, expected: "labels that are integers of at most 64 bits with sign",
        found: type.rawValue, advice: "save them with astype('int32')")
    }
    var labels: [Int32] = []
    labels.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      guard value >= 0, let label = Int32(exactly: value) else {
        throw FormatError(
          .malformed, path: path, expected: "labels from 0 to \(Int32.max)", found: "\(value) at index \(index)")
      }
      labels.append(label)
    }
    return labels
  }

  /// Whether type, shape and bytes are equal, wherever the arrays come from.
  public static func == (first: Npy, second: Npy) -> Bool {
    first.type == second.type && first.shape == second.shape && first.bytes == second.bytes
  }

  /// Turns each element's bytes around.
  private static func swapBytes(_ bytes: inout [UInt8], elementSize: Int) {
    for start in stride(from: 0, to: bytes.count, by: elementSize) {
      for offset in 0..<elementSize / 2 { bytes.swapAt(start + offset, start + elementSize - 1 - offset) }
    }
  }

  /// Elements whose first axis is fastest, in the order in which the last one is.
  private static func turned(_ bytes: [UInt8], shape: TensorShape, elementSize: Int) -> [UInt8] {
    guard shape.rank > 1, shape.count > 0 else { return bytes }
    var strides = [Int](repeating: 1, count: shape.rank)
    for axis in 1..<shape.rank { strides[axis] = strides[axis - 1] * shape[axis - 1] }
    var index = [Int](repeating: 0, count: shape.rank)
    var source = 0
    var result = [UInt8](repeating: 0, count: bytes.count)
    for target in 0..<shape.count {
      for byte in 0..<elementSize { result[target * elementSize + byte] = bytes[source * elementSize + byte] }
      var axis = shape.rank - 1
      while axis >= 0 {
        index[axis] += 1
        source += strides[axis]
        if index[axis] < shape[axis] { break }
        source -= strides[axis] * shape[axis]
        index[axis] = 0
        axis -= 1
      }
    }
    return result
  }
}

extension Npy {
  /// The bytes of a `.npy` file (version 1, C order), as NumPy itself writes them.
  public func encoded() -> [UInt8] {
    let extents = shape.dimensions.map(String.init)
    let tuple = shape.rank == 1 ? "(\(extents[0]),)" : "(\(extents.joined(separator: ", ")))"
    var text = "{'descr': '\(NpyHeader.description(of: type))', 'fortran_order': False, 'shape': \(tuple), }"
    // The data begin at a multiple of 64 bytes, after spaces and a line feed.
    let unpadded = 10 + text.utf8.count + 1
    text += String(repeating: " ", count: -unpadded & 63) + "\n"
    let length = text.utf8.count
    return NpyHeader.magic + [1, 0, UInt8(length & 255), UInt8(length >> 8)] + Array(text.utf8) + bytes
  }

  /// Saves a `.npy` file atomically.
  public func write(to path: String, fileSystem: any FileSystem = PosixFileSystem()) throws(FormatError) {
    try AtomicFile.write(encoded(), to: path, fileSystem: fileSystem)
  }
}
