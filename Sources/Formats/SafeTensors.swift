public import FledgeTensors

/// A safetensors file: named arrays, and text by key.
///
/// Layout: 8 bytes, the header's length (little-endian); the header, JSON; the arrays' bytes, end to end. Nothing in the
/// file is run or followed, and every length is checked before it is used: the arrays fill the file without hole and
/// overlap, each as long as its shape and type say.
///
/// Source: Hugging Face, *Safetensors*, file format (2022).
public struct SafeTensors: Sendable {
  /// One array in the file.
  public struct Entry: Sendable, Equatable {
    /// Its name, such as `0.weight`.
    public let name: String
    /// How its elements are stored.
    public let type: ElementType
    public let shape: TensorShape
    /// Where its bytes are, counted from the start of the file.
    public let byteRange: Range<Int>
  }

  /// The arrays in the order in which their bytes stand.
  public let entries: [Entry]
  /// The file's text by key (`__metadata__`).
  public let metadata: [String: String]
  /// The name of the file, for errors.
  public let path: String?
  private let bytes: [UInt8]
  private let positions: [String: Int]

  /// Reads the bytes of a file.
  ///
  /// - Throws: `FormatError` with the byte at which the file breaks the format.
  public init(bytes: [UInt8], path: String? = nil) throws(FormatError) {
    let header: SafeTensorsHeader
    do throws(FormatError) {
      header = try SafeTensorsHeader(reading: bytes)
    } catch {
      throw error.inFile(path)
    }
    self.bytes = bytes
    self.path = path
    entries = header.entries
    metadata = header.metadata
    positions = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($1.name, $0) })
  }

  /// Reads a file.
  ///
  /// The header is checked against the file's size before memory for the whole file is taken.
  /// - Parameter limit: the largest sensible size in bytes.
  public init(contentsOf path: String, limit: Int = 1 << 40) throws(FormatError) {
    try SafeTensorsHeader.check(path)
    try self.init(bytes: try FileBytes.read(path, limit: limit), path: path)
  }

  /// The entry of a name, or nothing.
  public subscript(name: String) -> Entry? { positions[name].map { entries[$0] } }

  /// The array of a name as 32-bit floats; doubles are rounded to nearest, halves widened exactly.
  ///
  /// - Throws: `FormatError` where there is no such array, or its type is an integer (`bytes(of:)` gives those raw).
  public func tensor(_ name: String) throws(FormatError) -> Tensor {
    let entry = try floatingPointEntry(name)
    let stored = bytes.span.extracting(entry.byteRange)
    return Tensor(
      shape: entry.shape, elements: StoredElements.floats(stored, entry.type, count: entry.shape.count))
  }

  /// The array of a name as 32-bit floats whatever its type; integers and truth values by value.
  ///
  /// - Throws: `FormatError` where there is no such array.
  public func numbers(_ name: String) throws(FormatError) -> Tensor {
    let entry = try entry(name)
    let stored = bytes.span.extracting(entry.byteRange)
    return Tensor(
      shape: entry.shape, elements: StoredElements.floats(stored, entry.type, count: entry.shape.count))
  }

  /// Writes the array of a name into `target`, which must have as many elements.
  ///
  /// - Throws: `FormatError` as `tensor(_:)` does, and where the counts differ.
  public func read(_ name: String, into target: inout MutableSpan<Float>) throws(FormatError) {
    let entry = try floatingPointEntry(name)
    guard entry.shape.count == target.count else {
      throw FormatError(
        .malformed, path: path, offset: entry.byteRange.lowerBound,
        expected: "\(FormatError.count(target.count, "element")) in \(FormatError.quoted(name))",
        found: "shape \(entry.shape) with \(entry.shape.count)", advice: "the file belongs to another network")
    }
    StoredElements.fill(&target, from: bytes.span.extracting(entry.byteRange), entry.type)
  }

  /// The array of a name as whole numbers; unsigned ones beyond `Int64` are refused by type.
  ///
  /// - Throws: `FormatError` where there is no such array, or it does not hold integers or truth values.
  public func integers(_ name: String) throws(FormatError) -> [Int64] {
    let entry = try entry(name)
    let stored = bytes.span.extracting(entry.byteRange)
    guard let values = StoredElements.integers(stored, entry.type, count: entry.shape.count) else {
      throw wrongType(entry, expected: "integers of at most 64 bits with sign")
    }
    return values
  }

  /// The stored bytes of a name, whatever its type.
  public func bytes(of name: String) throws(FormatError) -> [UInt8] {
    Array(bytes[try entry(name).byteRange])
  }

  private func floatingPointEntry(_ name: String) throws(FormatError) -> Entry {
    let entry = try entry(name)
    guard entry.type.isFloatingPoint else { throw wrongType(entry, expected: "F32, F64, F16 or BF16") }
    return entry
  }

  private func entry(_ name: String) throws(FormatError) -> Entry {
    if let entry = self[name] { return entry }
    let names = entries.prefix(8).map { FormatError.quoted($0.name) }.joined(separator: ", ")
    throw FormatError(
      .malformed, path: path, expected: "an array named \(FormatError.quoted(name))",
      found: entries.isEmpty ? "no arrays" : names + (entries.count > 8 ? ", …" : ""),
      advice: "the file belongs to another network")
  }

  private func wrongType(_ entry: Entry, expected: String) -> FormatError {
    FormatError(
      .unsupported, path: path, offset: entry.byteRange.lowerBound,
      expected: "\(expected) in \(FormatError.quoted(entry.name))", found: entry.type.rawValue)
  }
}
