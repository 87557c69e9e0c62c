public import FledgeFormats
public import FledgeMetrics
import Foundation

extension RunRecord {
  private static let sealKey = "record_sha256"

  /// Numbers that JSON has no word for become text.
  static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    return encoder
  }

  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "infinity", negativeInfinity: "-infinity", nan: "nan")
    return decoder
  }

  // Histories of many epochs and reports of many classes; a file of a gigabyte is none that Fledge wrote.
  private static let limits = JSONValue.Limits(values: 20_000_000)
  private static let largestFile = 1 << 30

  /// The text of `record.json`.
  ///
  /// - Parameter isCompact: whether spaces and line ends are left out, for the row of a store.
  public func encoded(isCompact: Bool = false) throws -> [UInt8] {
    let value = try JSONValue(parsing: [UInt8](RunRecord.encoder.encode(self)), limits: RunRecord.limits)
    guard var object = value.objectValue else { preconditionFailure("a record is an object") }
    object[RunRecord.sealKey] = .string(RunRecord.blankSeal)
    let text = isCompact ? JSONValue.object(object).text() : JSONValue.object(object).text(.indented) + "\n"
    var bytes = Array(text.utf8)
    guard let range = RunRecord.sealRange(in: bytes) else { preconditionFailure("the seal is the last member") }
    bytes.replaceSubrange(range, with: Array(SHA256.hash(bytes).hex.utf8))
    return bytes
  }

  /// Reads a record and compares its checksum.
  ///
  /// - Throws: `FormatError` that names the file.
  init(contentsOf path: String) throws(FormatError) {
    let bytes = try FileBytes.read(path, limit: RunRecord.largestFile)
    do throws(FormatError) {
      try self.init(parsing: bytes)
    } catch {
      throw error.inFile(path)
    }
  }

  /// The numerics version of the run whose `config.yaml` this is; `nil` where no sound record stands beside it.
  public static func numerics(besideSettings path: String) -> Int? {
    let folder = path.contains("/") ? RunFolder.parent(of: path) : "."
    return (try? RunRecord(contentsOf: "\(folder.isEmpty ? "/" : folder)/\(RunFolder.recordName)"))?.numerics
  }

  /// Reads the text of a record and compares its checksum.
  ///
  /// - Throws: `FormatError`.
  public init(parsing bytes: [UInt8]) throws(FormatError) {
    let value = try JSONValue(parsing: bytes, limits: RunRecord.limits)
    guard let format = value["format"]?.integerValue else {
      throw FormatError(.malformed, expected: "a record with the key format", found: "none", advice: RunRecord.advice)
    }
    guard format <= RunRecord.currentFormat else {
      throw FormatError(
        .unsupported, expected: "a record of format \(RunRecord.currentFormat) or earlier", found: "format \(format)",
        advice: "a later version of Fledge wrote it")
    }
    try RunRecord.checkSeal(of: bytes)
    do {
      self = try RunRecord.decoder.decode(RunRecord.self, from: Data(bytes))
    } catch {
      throw FormatError(.malformed, expected: "the keys of a record", found: "\(error)", advice: RunRecord.advice)
    }
  }

  private static let blankSeal = String(repeating: "0", count: 64)

  /// The digits of the seal, which are the last thing in the file but for quotes, braces and line ends.
  private static func sealRange(in bytes: [UInt8]) -> Range<Int>? {
    for text in ["\"\(sealKey)\": \"", "\"\(sealKey)\":\""] {
      let key = Array(text.utf8)
      guard bytes.count > key.count + 64 else { return nil }
      for start in stride(from: bytes.count - key.count - 64, through: 0, by: -1)
      where bytes[start..<start + key.count].elementsEqual(key) {
        return start + key.count..<start + key.count + 64
      }
    }
    return nil
  }

  /// The seal is the SHA-256 of the whole file with zeros in the seal's own place, so it covers every byte.
  private static func checkSeal(of bytes: [UInt8]) throws(FormatError) {
    guard let range = sealRange(in: bytes) else {
      throw FormatError(.malformed, expected: "the key \(sealKey)", found: "none", advice: advice)
    }
    var blank = bytes
    blank.replaceSubrange(range, with: Array(blankSeal.utf8))
    let (stored, found) = (String(decoding: bytes[range], as: UTF8.self), SHA256.hash(blank).hex)
    guard stored == found else {
      throw FormatError(
        .malformed, expected: "SHA-256 \(found.prefix(16))… in \(sealKey)", found: "\(stored.prefix(16))…",
        advice: advice)
    }
  }

  private static let advice = "the record was changed or damaged; train again, or restore it from a copy"
}

extension ClassificationReport {
  /// The report as JSON.
  public var json: JSONValue {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      // The confusion matrix of a thousand classes has a million counts.
      return try JSONValue(parsing: [UInt8](encoder.encode(self)), limits: JSONValue.Limits(values: 20_000_000))
    }
  }
}
