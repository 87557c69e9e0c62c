import FledgeFormats
import FledgeTensors

/// An array of examples, one along its first axis, and the file that holds it.
struct ArrayFile {
  let array: Npy
  let file: Provenance.File
  /// The file and, in an archive, the array's name.
  let source: String

  /// Reads a `.npy` file.
  ///
  /// - Throws: where it is missing, no array, damaged, or holds other than plain numbers.
  init(_ path: String) throws(DatasetError) {
    let bytes = try ArrayFile.bytes(path, expected: "a NumPy array (.npy)")
    do throws(FormatError) {
      array = try Npy(reading: bytes, path: path)
    } catch {
      throw DatasetError(error, path: path)
    }
    file = Provenance.File(path: path, sha256: SHA256.hash(bytes).hex)
    source = path
    try checkExamples()
  }

  /// Reads one array of an archive.
  init(_ name: String, in archive: Npz, file: Provenance.File) throws(DatasetError) {
    do throws(FormatError) {
      array = try archive.array(name)
    } catch {
      throw DatasetError(error, path: file.path)
    }
    self.file = file
    source = "\(file.path), array \(name)"
    try checkExamples()
  }

  /// The bytes of a file that must hold arrays.
  static func bytes(_ path: String, expected: String) throws(DatasetError) -> [UInt8] {
    let size = try DataFile.size(of: path)
    guard size > 0 else { throw .badData("\(path): expected \(expected), found an empty file") }
    let head = try DataFile.head(of: path, count: 64)
    let isArray = head.starts(with: [0x93] + Array("NUMPY".utf8))
    let isArchive = head.starts(with: Array("PK".utf8))
    if isArray, expected.contains("npz") {
      throw .badData("\(path): expected \(expected), found one array; set --dataset npy")
    }
    if isArchive, expected.contains(".npy"), path.lowercased().hasSuffix(".npz") {
      throw .badData("\(path): expected \(expected), found an archive of arrays; set --dataset npz")
    }
    let isWanted = expected.contains("npz") ? isArchive : isArray
    if !isWanted, let found = ForeignFile.recognise(head, path: path) {
      throw .badData("\(path): expected \(expected), found \(found)")
    }
    do throws(FormatError) {
      return try FileBytes.read(path, limit: 1 << 40, copies: 3)
    } catch {
      throw DatasetError(error, path: path)
    }
  }

  /// The number of examples.
  var count: Int { array.shape[0] }

  private func checkExamples() throws(DatasetError) {
    guard array.shape.rank > 0, array.shape.count > 0 else {
      throw .badData("\(source): expected at least one example along the first axis, found shape \(array.shape)")
    }
  }

  /// The labels of the examples, as whole numbers where they are all whole.
  ///
  /// - Throws: where the array has several columns, or a value is no finite number.
  func targets() throws(DatasetError) -> [Double] {
    guard array.shape.rank == 1 || (array.shape.rank == 2 && array.shape[1] == 1) else {
      let isOneHot = array.shape.rank == 2
      throw .badData(
        "\(source): expected one label for each example (one axis), found shape \(array.shape)"
          + (isOneHot ? "; save labels.argmax(axis=1) where they are one-hot" : ""))
    }
    let values = array.doubles()
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .badData("\(source): expected finite labels, found \(values[index]) at example \(index)")
    }
    return values
  }
}
