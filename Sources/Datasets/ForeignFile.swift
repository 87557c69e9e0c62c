/// Recognises files of other formats by their first bytes, and says how to convert them.
enum ForeignFile {
  private static let formats: [(magic: [UInt8], name: String, advice: String)] = [
    (
      Array("PAR1".utf8), "a Parquet file",
      "import pandas; pandas.read_parquet(\"FILE\").to_csv(\"table.csv\", index=False)"
    ),
    (
      [0x89] + Array("HDF\r\n".utf8), "an HDF5 file",
      "import pandas; pandas.read_hdf(\"FILE\").to_csv(\"table.csv\", index=False)"
    ),
    (
      Array("PK\u{3}\u{4}".utf8), "a zip archive, as Excel (xlsx) writes too",
      "import pandas; pandas.read_excel(\"FILE\").to_csv(\"table.csv\", index=False)"
    ),
    (
      [0xD0, 0xCF, 0x11, 0xE0], "an old Excel file (xls)",
      "import pandas; pandas.read_excel(\"FILE\").to_csv(\"table.csv\", index=False)"
    ),
    ([0xFF, 0xD8, 0xFF], "a JPEG picture", "from PIL import Image; Image.open(\"FILE\").save(\"picture.png\")"),
    (Array("GIF8".utf8), "a GIF picture", "from PIL import Image; Image.open(\"FILE\").save(\"picture.png\")"),
    (
      [0x93] + Array("NUMPY".utf8), "a NumPy array",
      "import numpy; numpy.savetxt(\"table.csv\", numpy.load(\"FILE\"), delimiter=\",\")"
    ),
  ]

  /// What the first bytes are those of, and the two lines of Python that convert it; `nil` where they are unknown.
  static func recognise(_ head: [UInt8], path: String) -> String? {
    guard let format = formats.first(where: { head.starts(with: $0.magic) }) else { return nil }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    // Other archives with the same first bytes are unpacked, not converted.
    let unzip =
      format.name.hasPrefix("a zip") && !name.lowercased().hasSuffix("xlsx")
      ? "unpack it, or for Excel: " : "convert it with Python: "
    return "\(format.name); \(unzip)\(format.advice.replacing("FILE", with: name))"
  }
}

extension DatasetError {
  /// Refuses a file of another format, with the lines that convert it.
  ///
  /// - Parameter expected: what the file should be, such as `a CSV file`.
  public static func checkFormat(of path: String, expected: String) throws(DatasetError) {
    guard DataFile.entry(at: path) == .file else { return }
    let head = try DataFile.head(of: path, count: 16)
    guard let found = ForeignFile.recognise(head, path: path) else { return }
    throw .badData("\(path): expected \(expected), found \(found)")
  }
}
