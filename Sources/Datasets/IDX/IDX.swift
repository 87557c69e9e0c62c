import FledgeFormats
import FledgeKernels

/// Reads IDX files, the format of MNIST.
///
/// A file is two zero bytes, the element type, the rank, the extents as big-endian 32-bit integers, then the elements.
/// Only unsigned bytes (type 0x08) are read. A file may be gzipped; its first bytes decide, not its name.
/// Source: Y. LeCun, C. Cortes, C. Burges, *The MNIST database of handwritten digits* (1998), "file formats".
public enum IDX {
  /// The content of an IDX file.
  public struct Contents: Sendable, Equatable {
    /// The extents, outermost first; for images count, rows, columns.
    public let dimensions: [Int]
    /// The elements, last extent fastest.
    public let bytes: [UInt8]
    /// The path and the SHA-256 of the file.
    public let file: Provenance.File
  }

  /// The largest number of elements that is read, 4 GiB.
  static let largestPayload = 1 << 32

  /// Reads a file of the given rank.
  ///
  /// Memory is limited to the size of the file plus the number of bytes that its header states; for a gzipped file to
  /// at most twice the file and 64 MiB, so that a small file cannot fill the memory.
  /// - Throws: where the file is missing, empty, truncated, longer than its header says, gzipped twice, a web page, or
  ///   of another type or rank; and where the product of its extents overflows, is larger than 4 GiB, or is too large
  ///   for a gzipped file.
  public static func read(_ path: String, rank: Int) throws(DatasetError) -> Contents {
    let size = try DataFile.size(of: path)
    guard size > 0 else {
      throw .badData("\(path): expected an IDX file, found an empty file; download it again")
    }
    let head = try DataFile.head(of: path, count: 65536)
    let isGzip = Gzip.isGzip(head.span)
    let headerSize = 4 + 4 * rank
    let header = isGzip ? try inflatedHead(head, count: headerSize, path: path) : Array(head.prefix(headerSize))
    let dimensions = try dimensions(from: header, rank: rank, path: path)
    let payload = try payloadSize(of: dimensions, path: path)
    let expected = headerSize + payload
    if isGzip || size == expected { try DataFile.checkMemory(expected, copies: 2, path: path) }
    var bytes: [UInt8]
    let digest: String
    if isGzip {
      guard expected <= size + (64 << 20) else {
        throw .badData(
          "\(path): the header says \(dimensions), that is \(expected) bytes after inflating, more than the \(size) bytes "
            + "of the file and 64 MiB; run gunzip on it if you trust it")
      }
      let compressed = try DataFile.all(of: path, size: size)
      let plain: Result<[UInt8], DatasetError>
      (digest, plain) = concurrently(
        { SHA256.hash(compressed).hex },
        {
          Result { () throws(DatasetError) in
            try inflated(compressed, expected: expected, dimensions: dimensions, path: path)
          }
        })
      bytes = try plain.get()
    } else {
      guard size == expected else { throw wrongLength(size, expected: expected, dimensions: dimensions, path: path) }
      bytes = try DataFile.all(of: path, size: size)
      digest = SHA256.hash(bytes).hex
    }
    guard bytes.count == expected else {
      throw wrongLength(bytes.count, expected: expected, dimensions: dimensions, path: path)
    }
    bytes.removeFirst(headerSize)
    return Contents(dimensions: dimensions, bytes: bytes, file: Provenance.File(path: path, sha256: digest))
  }

  private static func inflatedHead(_ bytes: [UInt8], count: Int, path: String) throws(DatasetError) -> [UInt8] {
    do {
      return try Gzip.inflateHead(bytes, count: count)
    } catch {
      throw DatasetError(error, path: path)
    }
  }

  private static func inflated(
    _ compressed: [UInt8], expected: Int, dimensions: [Int], path: String
  ) throws(DatasetError) -> [UInt8] {
    do {
      return try Gzip.inflate(compressed, limit: expected)
    } catch {
      guard error.kind == .tooLarge else { throw DatasetError(error, path: path) }
      throw .badData(
        "\(path): the header says \(dimensions), that is \(expected) bytes after inflating, found more; "
          + "the file is damaged or made to fill the memory, download it again")
    }
  }

  private static func dimensions(from header: [UInt8], rank: Int, path: String) throws(DatasetError) -> [Int] {
    guard header.count >= 4 else {
      throw .badData(
        "\(path): expected an IDX header of \(4 + 4 * rank) bytes, found \(header.count) bytes; download the file again"
      )
    }
    guard header[0...3] == [0, 0, 8, UInt8(rank)] else {
      throw .badData("\(path), byte 0: expected \(magic(rank)), found \(look(of: header))")
    }
    guard header.count == 4 + 4 * rank else {
      throw .badData(
        "\(path): expected an IDX header of \(4 + 4 * rank) bytes, found \(header.count) bytes; "
          + "the file is cut off, download it again")
    }
    return (0..<rank).map { axis in
      header[(4 + 4 * axis)..<(8 + 4 * axis)].reduce(0) { $0 << 8 | Int($1) }
    }
  }

  private static func payloadSize(of dimensions: [Int], path: String) throws(DatasetError) -> Int {
    var product = 1
    for extent in dimensions {
      let (next, overflow) = product.multipliedReportingOverflow(by: extent)
      guard !overflow else {
        throw .badData(
          "\(path), byte 4: the product of the extents \(dimensions) is too large to count; the header is damaged")
      }
      product = next
    }
    guard product <= largestPayload else {
      throw .badData(
        "\(path), byte 4: expected at most \(largestPayload) elements, the header says \(dimensions), that is \(product)"
      )
    }
    return product
  }

  private static func wrongLength(_ found: Int, expected: Int, dimensions: [Int], path: String) -> DatasetError {
    let verdict = found < expected ? "the file is cut off, download it again" : "\(found - expected) bytes are too many"
    return .badData("\(path): the header says \(dimensions), that is \(expected) bytes, found \(found); \(verdict)")
  }

  private static func magic(_ rank: Int) -> String {
    "the IDX magic 00 00 08 0\(rank) (\(rank == 1 ? "labels" : rank == 3 ? "images" : "\(rank) extents"))"
  }

  /// Describes the first bytes of a file that is not an IDX file, and says what to do.
  private static func look(of header: [UInt8]) -> String {
    if Gzip.isGzip(header.span) { return "gzip inside of gzip; run gunzip on the file once" }
    if header.first == UInt8(ascii: "<") { return "a web page (\"<…\"); download the file itself" }
    if header[0] == 0 && header[1] == 0 && header[2] == 8 {
      return "an IDX file of rank \(header[3]); are images and labels swapped?"
    }
    let digits = Array("0123456789abcdef")
    let text = header.prefix(4).map { "\(digits[Int($0) / 16])\(digits[Int($0) % 16])" }.joined(separator: " ")
    return "\(text); this is no IDX file of unsigned bytes"
  }
}
