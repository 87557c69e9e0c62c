import FledgeTensors

/// The checked header of a safetensors file.
struct SafeTensorsHeader {
  /// The longest header that is read, as in the original implementation.
  static let longest = 100_000_000

  private(set) var entries: [SafeTensors.Entry] = []
  private(set) var metadata: [String: String] = [:]
  private let dataStart: Int
  private let fileSize: Int

  init(reading bytes: [UInt8]) throws(FormatError) { try self.init(head: bytes, fileSize: bytes.count) }

  /// - Parameters:
  ///   - bytes: the file's first bytes, all of its header among them.
  ///   - fileSize: the bytes of the whole file.
  init(head bytes: [UInt8], fileSize: Int) throws(FormatError) {
    guard bytes.count >= 8 else {
      throw FormatError(
        .malformed, offset: 0, expected: "8 bytes with the header's length",
        found: bytes.isEmpty ? "an empty file" : FormatError.count(bytes.count, "byte"),
        advice: "the file is cut off, copy or save it again")
    }
    let length = SafeTensorsHeader.length(in: bytes)
    guard length <= UInt64(SafeTensorsHeader.longest) else {
      throw FormatError(
        .malformed, offset: 0, expected: "a header of at most \(SafeTensorsHeader.longest) bytes",
        found: "\(length) bytes, in what looks like \(ContentSniffer.describe(bytes.span))",
        advice: "this is no safetensors file")
    }
    guard Int(length) <= fileSize - 8 else {
      throw FormatError(
        .malformed, offset: 0, expected: "a header of \(length) bytes, as the file says",
        found: "\(FormatError.count(fileSize - 8, "byte")) after its length",
        advice: "the file is cut off, copy or save it again")
    }
    dataStart = 8 + Int(length)
    self.fileSize = fileSize
    guard length > 0, bytes[8] == UInt8(ascii: "{") else {
      throw FormatError(
        .malformed, offset: 8, expected: "a JSON object",
        found: ContentSniffer.describe(bytes.span.extracting(8..<dataStart)),
        advice: "this is no safetensors file")
    }
    do throws(FormatError) {
      let json = try JSONValue(parsing: Array(bytes[8..<dataStart]), limits: .init(depth: 8))
      guard let object = json.objectValue else { return }
      try read(object)
    } catch {
      throw error.shifted(by: 8)
    }
    try checkLayout()
  }

  /// The length that the first eight bytes state.
  static func length(in bytes: [UInt8]) -> UInt64 {
    (0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[$1]) }
  }

  /// Checks the header of a file before memory for the whole of it is taken.
  static func check(_ path: String) throws(FormatError) {
    var (head, size) = try FileBytes.head(path, count: 8)
    if head.count == 8, length(in: head) <= min(UInt64(longest), UInt64(max(0, size - 8))) {
      (head, size) = try FileBytes.head(path, count: 8 + Int(length(in: head)))
    } else {
      // Enough to say what the file looks like.
      (head, size) = try FileBytes.head(path, count: 64)
    }
    do throws(FormatError) {
      _ = try SafeTensorsHeader(head: head, fileSize: size)
    } catch {
      throw error.inFile(path)
    }
  }

  private mutating func read(_ header: JSONObject) throws(FormatError) {
    for member in header.members {
      if member.key == "__metadata__" {
        guard let texts = member.value.objectValue else {
          throw SafeTensorsHeader.wrong("an object under \"__metadata__\"", member.value)
        }
        for text in texts.members {
          guard let value = text.value.stringValue else {
            throw SafeTensorsHeader.wrong("text under \(FormatError.quoted(text.key)) of \"__metadata__\"", text.value)
          }
          metadata[text.key] = value
        }
      } else {
        entries.append(try entry(member.key, member.value))
      }
    }
  }

  private func entry(_ name: String, _ value: JSONValue) throws(FormatError) -> SafeTensors.Entry {
    let label = FormatError.quoted(name)
    guard SafeTensorsHeader.isSound(name) else {
      throw FormatError(
        .malformed, expected: "a name of 1 to 1000 bytes without control characters", found: label)
    }
    guard let fields = value.objectValue, fields.keys.sorted() == ["data_offsets", "dtype", "shape"] else {
      throw SafeTensorsHeader.wrong("dtype, shape and data_offsets under \(label)", value)
    }
    guard let typeName = fields["dtype"]?.stringValue, let type = ElementType(rawValue: typeName) else {
      var error = SafeTensorsHeader.wrong("a known dtype of \(label)", fields["dtype"] ?? nil)
      error.kind = .unsupported
      error.advice = "known are " + ElementType.allCases.map(\.rawValue).joined(separator: ", ")
      throw error
    }
    let extents = fields["shape"]?.arrayValue?.map(\.integerValue) ?? [nil]
    let dimensions = extents.compactMap { $0 }
    guard dimensions.count == extents.count, dimensions.count <= 64, let shape = TensorShape(checking: dimensions)
    else {
      throw SafeTensorsHeader.wrong(
        "a shape of at most 64 extents whose product fits under \(label)",
        dimensions.count == extents.count ? .string("\(dimensions.prefix(8))") : .null)
    }
    let ends = fields["data_offsets"]?.arrayValue?.compactMap(\.integerValue) ?? []
    guard ends.count == 2, fields["data_offsets"]?.arrayValue?.count == 2, ends[0] >= 0, ends[0] <= ends[1],
      ends[1] <= fileSize - dataStart
    else {
      throw FormatError(
        .malformed, expected: "two data_offsets of \(label) within 0…\(fileSize - dataStart)",
        found: "\(ends.prefix(8))",
        advice: "the file is cut off or damaged, copy or save it again")
    }
    let (needed, overflow) = shape.count.multipliedReportingOverflow(by: type.byteCount)
    guard !overflow, needed == ends[1] - ends[0] else {
      throw FormatError(
        .malformed, expected: "\(type.rawValue) \(shape) to fill its data_offsets under \(label)",
        found: FormatError.count(ends[1] - ends[0], "byte"), advice: "the file is damaged, copy or save it again")
    }
    return SafeTensors.Entry(
      name: name, type: type, shape: shape, byteRange: dataStart + ends[0]..<dataStart + ends[1])
  }

  /// Puts the entries in the order of their bytes; they must follow each other to the end of the file.
  private mutating func checkLayout() throws(FormatError) {
    entries.sort {
      ($0.byteRange.lowerBound, $0.byteRange.upperBound) < ($1.byteRange.lowerBound, $1.byteRange.upperBound)
    }
    var end = dataStart
    for entry in entries {
      guard entry.byteRange.lowerBound == end else {
        let isHole = entry.byteRange.lowerBound > end
        throw FormatError(
          .malformed, offset: min(end, entry.byteRange.lowerBound),
          expected: "\(FormatError.quoted(entry.name)) to begin at byte \(end)",
          found:
            "\(isHole ? "a hole before" : "an overlap with") it, which begins at byte \(entry.byteRange.lowerBound)",
          advice: "the file is damaged, copy or save it again")
      }
      end = entry.byteRange.upperBound
    }
    guard end == fileSize else {
      throw FormatError(
        .malformed, offset: end, expected: "the end of the file",
        found: "\(FormatError.count(fileSize - end, "byte")) that belong to no array",
        advice: "the file is damaged, copy or save it again")
    }
  }

  /// Whether a name can stand in a file, an error and a report; names are never taken for paths.
  static func isSound(_ name: String) -> Bool {
    (1...1000).contains(name.utf8.count) && name != "__metadata__"
      && name.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
  }

  private static func wrong(_ expected: String, _ value: JSONValue?) -> FormatError {
    FormatError(.malformed, expected: expected, found: value?.kindName ?? "nothing")
  }
}
