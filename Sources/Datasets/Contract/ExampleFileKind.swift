import FledgeFormats

/// What a file or folder of examples is, by its first bytes.
enum ExampleFileKind {
  case folder, idx, npy, npz, png, table

  /// - Throws: where there is nothing, or the file cannot be read.
  init(_ path: String) throws(DatasetError) {
    switch DataFile.entry(at: path) {
    case .nothing: throw .missing("\(path): expected a file or folder of data, found nothing there; check the path")
    case .folder:
      self = .folder
      return
    case .file: break
    }
    let head = try DataFile.head(of: path, count: 4096)
    let name = path.lowercased()
    if head.starts(with: [0x89, 0x50, 0x4E, 0x47]) || name.hasSuffix(".png") {
      self = .png
    } else if head.starts(with: [0x93] + Array("NUMPY".utf8)) || name.hasSuffix(".npy") {
      self = .npy
    } else if name.hasSuffix(".npz") {
      self = .npz
    } else if ExampleFileKind.isIDX(head) {
      self = .idx
    } else {
      self = .table
    }
  }

  private static func isIDX(_ head: [UInt8]) -> Bool {
    var head = head
    if Gzip.isGzip(head.span) { head = (try? Gzip.inflateHead(head, count: 4)) ?? [] }
    return head.starts(with: [0, 0, 8])
  }
}
