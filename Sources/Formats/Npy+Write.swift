import FledgeTensors

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
