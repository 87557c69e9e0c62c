/// Named NumPy arrays in one `.npz` file: a zip archive of `.npy` members, stored or deflated.
///
/// Names are keys and nothing else: no member is ever written to disk. A member is inflated when it is asked for, into
/// as many bytes as the archive's directory states and not one more, and its CRC-32 is compared.
///
/// Source: PKWARE, *APPNOTE: .ZIP file format specification* (6.3); without zip64, encryption and split archives.
public struct Npz: Sendable {
  /// The arrays' names in the order of the archive's directory, without `.npy`.
  public let names: [String]
  /// The name of the file, for errors.
  public let path: String?
  private let bytes: [UInt8]
  private let members: [ZipDirectory.Member]

  /// Reads the directory of an archive.
  ///
  /// - Parameter limit: the largest sensible size of all arrays together, in bytes.
  /// - Throws: `FormatError` where the archive is damaged, cut off, larger than `limit`, or has a member whose name is
  ///   no plain `name.npy`.
  public init(reading bytes: [UInt8], limit: Int = 1 << 31, path: String? = nil) throws(FormatError) {
    do throws(FormatError) {
      members = try ZipDirectory(reading: bytes, limit: limit).members
      names = try members.map { member throws(FormatError) in try Npz.key(of: member) }
      guard Set(names).count == names.count else {
        throw FormatError(.malformed, expected: "distinct names", found: "a name that stands twice")
      }
    } catch {
      throw error.inFile(path)
    }
    self.bytes = bytes
    self.path = path
  }

  /// Reads the directory of a file.
  public init(contentsOf path: String, limit: Int = 1 << 31) throws(FormatError) {
    try self.init(reading: try FileBytes.read(path, limit: limit), limit: limit, path: path)
  }

  public func array(_ name: String) throws(FormatError) -> Npy {
    let position = path.map { "\($0), \(name).npy" } ?? "\(name).npy"
    guard let index = names.firstIndex(of: name) else {
      throw FormatError(
        .malformed, path: path, expected: "an array named \(FormatError.quoted(name))",
        found: names.isEmpty ? "no arrays" : names.prefix(8).map(FormatError.quoted).joined(separator: ", "))
    }
    let file: [UInt8]
    do throws(FormatError) {
      file = try members[index].contents(in: bytes)
    } catch {
      throw error.inFile(position)
    }
    return try Npy(reading: file, path: position)
  }

  /// The bytes of an archive; the same arrays give the same bytes.
  ///
  /// - Throws: `FormatError` where names are not distinct and plain, or the archive would need zip64 (4 GB).
  public static func encode(
    _ arrays: [(name: String, array: Npy)], compressed: Bool = true
  ) throws(FormatError) -> [UInt8] {
    var writer = ZipWriter()
    var names: Set<String> = []
    for (name, array) in arrays {
      guard isSound(name), names.insert(name).inserted else { throw unsound(name) }
      try writer.add(name + ".npy", array.encoded(), compressed: compressed)
    }
    return writer.finished()
  }

  private static func key(of member: ZipDirectory.Member) throws(FormatError) -> String {
    guard member.name.hasSuffix(".npy") else { throw unsound(member.name, offset: member.headerOffset) }
    let key = String(member.name.dropLast(4))
    guard isSound(key) else { throw unsound(member.name, offset: member.headerOffset) }
    return key
  }

  private static func isSound(_ name: String) -> Bool {
    (1...1000).contains(name.utf8.count) && !name.hasPrefix("/") && !name.contains("\\")
      && !name.split(separator: "/", omittingEmptySubsequences: false).contains("..")
      && name.unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 }
  }

  private static func unsound(_ name: String, offset: Int? = nil) -> FormatError {
    FormatError(
      .malformed, offset: offset, expected: "distinct names such as \"x.npy\", without \"..\"",
      found: FormatError.quoted(name))
  }
}
