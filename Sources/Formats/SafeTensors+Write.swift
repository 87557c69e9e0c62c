public import FledgeTensors

extension SafeTensors {
  /// One array to be written.
  public struct Item: Sendable {
    /// Its name, such as `0.weight`.
    public let name: String
    /// How its elements are stored.
    public let type: ElementType
    public let shape: TensorShape
    let storage: Storage

    enum Storage {
      case floats([Float])
      case bytes([UInt8])
      /// Made when they are written, so that no more than one array stands in memory beside its source.
      case deferred(@Sendable () -> [Float])
    }

    /// An array of 32-bit floats.
    public init(_ name: String, _ tensor: Tensor) {
      self.name = name
      type = .float32
      shape = tensor.shape
      storage = .floats(tensor.elements)
    }

    /// An array of 32-bit floats that is made when it is written, perhaps more than once.
    public init(_ name: String, shape: TensorShape, floats: @escaping @Sendable () -> [Float]) {
      self.name = name
      type = .float32
      self.shape = shape
      storage = .deferred(floats)
    }

    /// An array of any type from its little-endian bytes.
    public init(_ name: String, type: ElementType, shape: TensorShape, bytes: [UInt8]) {
      let (needed, overflow) = shape.count.multipliedReportingOverflow(by: type.byteCount)
      precondition(
        !overflow && needed == bytes.count,
        "SafeTensors.Item: \(type.rawValue) \(shape) does not fill \(bytes.count) bytes")
      self.name = name
      self.type = type
      self.shape = shape
      storage = .bytes(bytes)
    }

    /// An array of 64-bit integers.
    public init(_ name: String, shape: TensorShape, integers: [Int64]) {
      let bytes = unsafe integers.withUnsafeBytes { unsafe [UInt8]($0) }
      self.init(name, type: .int64, shape: shape, bytes: bytes)
    }

    var byteCount: Int { shape.count * type.byteCount }

    /// The bytes in pieces of a few megabytes.
    func forEachPiece(_ body: ([UInt8]) throws(FormatError) -> Void) throws(FormatError) {
      let values: [Float]
      switch storage {
      case .bytes(let bytes): return try body(bytes)
      case .floats(let floats): values = floats
      case .deferred(let make): values = make()
      }
      for start in stride(from: 0, to: values.count, by: 1 << 20) {
        let end = min(start + 1 << 20, values.count)
        try body(unsafe values[start..<end].withUnsafeBytes { unsafe [UInt8]($0) })
      }
    }
  }

  /// A file in the making: its header, and the arrays in the order in which they are written.
  package struct Draft: Sendable {
    /// The length and the header.
    package var header: [UInt8]
    private let items: [Item]

    /// - Throws: `FormatError` where a name is empty, used twice or holds control characters.
    package init(_ items: [Item], metadata: [String: String]) throws(FormatError) {
      (header, self.items) = try SafeTensors.header(for: items, metadata: metadata)
    }

    /// The bytes of the file.
    package var byteCount: Int { items.reduce(header.count) { $0 + $1.byteCount } }

    /// All bytes, piece by piece.
    package func forEachPiece(_ body: ([UInt8]) throws(FormatError) -> Void) throws(FormatError) {
      try body(header)
      for item in items { try item.forEachPiece(body) }
    }
  }

  /// Saves a file atomically; the same items give the same bytes.
  ///
  /// The arrays stand in the given order, wider elements first where types are mixed, so that each is aligned to its own
  /// size; the header is padded with spaces to a multiple of 8 bytes; the metadata is sorted by key.
  /// - Throws: `FormatError` where a name is empty, used twice or holds control characters, or the file system refuses.
  public static func write(
    _ items: [Item], metadata: [String: String] = [:], to path: String,
    fileSystem: any FileSystem = PosixFileSystem()
  ) throws(FormatError) {
    try AtomicFile.write(try Draft(items, metadata: metadata), to: path, fileSystem: fileSystem)
  }

  /// The bytes of a file, as `write` saves them.
  public static func encode(_ items: [Item], metadata: [String: String] = [:]) throws(FormatError) -> [UInt8] {
    let draft = try Draft(items, metadata: metadata)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(draft.byteCount)
    try draft.forEachPiece { bytes += $0 }
    return bytes
  }

  fileprivate static func header(
    for items: [Item], metadata: [String: String]
  ) throws(FormatError) -> (header: [UInt8], ordered: [Item]) {
    var names: Set<String> = []
    for item in items {
      guard SafeTensorsHeader.isSound(item.name), names.insert(item.name).inserted else {
        throw FormatError(
          .malformed, expected: "distinct names of 1 to 1000 bytes without control characters",
          found: FormatError.quoted(item.name))
      }
    }
    // Swift's sort is not promised to be stable, so the position breaks ties.
    let ordered = items.enumerated().sorted { first, second in
      (-first.element.type.byteCount, first.offset) < (-second.element.type.byteCount, second.offset)
    }.map(\.element)
    var members: [JSONObject.Member] = []
    if !metadata.isEmpty {
      let texts = metadata.map { JSONObject.Member(key: $0.key, value: .string($0.value)) }
        .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      members.append(JSONObject.Member(key: "__metadata__", value: .object(JSONObject(members: texts))))
    }
    var end = 0
    for item in ordered {
      let fields: JSONObject = [
        "dtype": .string(item.type.rawValue),
        "shape": .array(item.shape.dimensions.map { .integer($0) }),
        "data_offsets": .array([.integer(end), .integer(end + item.byteCount)]),
      ]
      members.append(JSONObject.Member(key: item.name, value: .object(fields)))
      end += item.byteCount
    }
    var json = Array(JSONValue.object(JSONObject(members: members)).text().utf8)
    json.append(contentsOf: repeatElement(UInt8(ascii: " "), count: -json.count & 7))
    guard json.count <= SafeTensorsHeader.longest else {
      throw FormatError(
        .tooLarge, expected: "a header of at most \(SafeTensorsHeader.longest) bytes",
        found: FormatError.count(json.count, "byte"))
    }
    let length = (0..<8).map { UInt8(truncatingIfNeeded: json.count >> ($0 * 8)) }
    return (length + json, ordered)
  }
}

extension AtomicFile {
  /// Saves a safetensors file piece by piece, small pieces joined.
  package static func write(
    _ draft: SafeTensors.Draft, to path: String, fileSystem: any FileSystem = PosixFileSystem()
  ) throws(FormatError) {
    try write(to: path, fileSystem: fileSystem) { (sink: inout Sink) throws(FormatError) in
      var pending: [UInt8] = []
      try draft.forEachPiece { (piece) throws(FormatError) in
        pending += piece
        guard pending.count >= 1 << 22 else { return }
        try sink.write(pending)
        pending.removeAll(keepingCapacity: true)
      }
      try sink.write(pending)
    }
  }
}
