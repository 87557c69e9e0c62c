import FledgeFormats

/// Recognises files of other formats by their first bytes, and says how to convert them.
enum ForeignFile {
  private struct Format {
    let magic: [UInt8]
    let name: String
    /// Two statements of Python that convert it; FILE stands for its name.
    let python: String?
    /// What helps instead.
    var advice: String?
  }

  private static let picture = "from PIL import Image; Image.open(FILE).save(\"picture.png\")"
  private static let table = ".to_csv(\"table.csv\", index=False)"

  private static let formats: [Format] =
    [
      Format(
        magic: Array("PAR1".utf8), name: "a Parquet file", python: "import pandas; pandas.read_parquet(FILE)\(table)"),
      Format(
        magic: Array("ARROW1".utf8), name: "an Arrow (Feather) file",
        python: "import pandas; pandas.read_feather(FILE)\(table)"),
      Format(
        magic: Array("FEA1".utf8), name: "a Feather file", python: "import pandas; pandas.read_feather(FILE)\(table)"),
      Format(
        magic: [0x89] + Array("HDF\r\n".utf8), name: "an HDF5 file",
        python: "import h5py, numpy; numpy.savez(\"data.npz\", **{k: v[:] for k, v in h5py.File(FILE).items()})",
        advice: "then set --dataset npz, or for a table of pandas: import pandas; pandas.read_hdf(FILE)\(table)"),
      Format(
        magic: Array("MATLAB 5.0".utf8), name: "a MATLAB file",
        python:
          "import numpy, scipy.io; numpy.savez(\"data.npz\", **{k: v for k, v in scipy.io.loadmat(FILE).items() if "
          + "k[0] != \"_\"})", advice: "then set --dataset npz"),
      Format(
        magic: Array("SQLite format 3".utf8), name: "an SQLite database",
        python: "import pandas, sqlite3; pandas.read_sql(\"select * from NAME\", sqlite3.connect(FILE))\(table)"),
      Format(
        magic: Array("PK\u{3}\u{4}".utf8), name: "a zip archive, as Excel (xlsx) writes too",
        python: "import pandas; pandas.read_excel(FILE)\(table)"),
      Format(
        magic: [0xD0, 0xCF, 0x11, 0xE0], name: "an old Excel file (xls)",
        python: "import pandas; pandas.read_excel(FILE)\(table)"),
      Format(magic: [0xFF, 0xD8, 0xFF], name: "a JPEG picture", python: picture),
      Format(magic: Array("GIF8".utf8), name: "a GIF picture", python: picture),
      Format(magic: Array("RIFF".utf8), name: "a WebP picture or another RIFF file", python: picture),
      Format(magic: [0x49, 0x49, 0x2A, 0], name: "a TIFF picture", python: picture),
      Format(magic: [0x4D, 0x4D, 0, 0x2A], name: "a TIFF picture", python: picture),
      Format(
        magic: [0x89, 0x50, 0x4E, 0x47], name: "a PNG picture", python: nil,
        advice:
          "put pictures into a folder for each class, and set --dataset images and --data to the folder around them"
      ),
      Format(
        magic: [0x93] + Array("NUMPY".utf8), name: "a NumPy array",
        python: "import numpy; numpy.savetxt(\"table.csv\", numpy.load(FILE), delimiter=\",\")",
        advice: "or train on it with --dataset npy"),
      Format(
        magic: Array("%PDF".utf8), name: "a PDF document", python: nil, advice: "copy its table into a CSV file"),
      Format(magic: [0x42, 0x5A, 0x68], name: "a bzip2 file", python: nil, advice: "run bunzip2 on it first"),
      Format(magic: [0xFD, 0x37, 0x7A, 0x58, 0x5A], name: "an xz file", python: nil, advice: "run unxz on it first"),
      Format(magic: [0x28, 0xB5, 0x2F, 0xFD], name: "a zstd file", python: nil, advice: "run unzstd on it first"),
      Format(
        magic: [0x37, 0x7A, 0xBC, 0xAF], name: "a 7-Zip archive", python: nil,
        advice: "unpack it and name the file inside"),
      Format(
        magic: Array("version https://git-lfs".utf8), name: "a Git LFS pointer, not the file itself", python: nil,
        advice: "run git lfs pull"),
      Format(
        magic: [0, 0, 8], name: "an IDX file", python: nil,
        advice: "set --dataset idx and --data to the file of the images"),
    ]
    + (2...5).map { version in
      Format(
        magic: [0x80, version], name: "a Python pickle", python: ForeignFile.pickle,
        advice: "load none from a source you do not trust")
    }

  private static let pickle = "import pandas; pandas.DataFrame(pandas.read_pickle(FILE))\(table)"

  /// What the first bytes are those of, and the two lines of Python that convert it; `nil` where they are unknown.
  static func recognise(_ head: [UInt8], path: String) -> String? {
    guard let format = formats.first(where: { head.starts(with: $0.magic) }) else { return nil }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    func filled(_ text: String) -> String { text.replacing("FILE", with: pythonText(name)) }
    var parts: [String] = []
    if let python = format.python {
      // Other archives with the same first bytes are unpacked, not converted.
      let isArchive = format.name.hasPrefix("a zip") && !name.lowercased().hasSuffix("xlsx")
      parts.append((isArchive ? "unpack it, or for Excel: " : "convert it with Python: ") + filled(python))
    }
    if name.lowercased().hasSuffix(".npz"), format.name.hasPrefix("a zip") {
      return "an archive of NumPy arrays; set --dataset npz"
    }
    if let advice = format.advice { parts.append(filled(advice)) }
    return "\(format.name); \(parts.joined(separator: "; "))"
  }
}

extension DatasetError {
  /// Refuses a file of another format, with the lines that convert it.
  ///
  /// - Parameter expected: what the file should be, such as `a CSV file`.
  public static func checkFormat(of path: String, expected: String) throws(DatasetError) {
    guard DataFile.entry(at: path) == .file else { return }
    let head = try DataFile.head(of: path, count: 16)
    if expected.contains("PNG"), head.starts(with: [0x89, 0x50]) { return }
    guard let found = ForeignFile.recognise(head, path: path) else { return }
    throw .badData("\(path): expected \(expected), found \(found)")
  }
}
