import FledgeFormats

/// The PNG files of a folder, by class.
package struct PictureFolder {
  /// A sub-folder and its PNG files in the order of their names.
  struct Class {
    let name: String
    let files: [String]
  }

  let path: String
  var classes: [Class] = []
  /// What is left out.
  var notes: [String] = []

  /// The number of PNG files.
  var count: Int { classes.reduce(0) { $0 + $1.files.count } }

  /// Lists the sub-folders of a folder.
  ///
  /// - Throws: where it is no folder, has no sub-folder with a PNG file, or holds pictures in other formats.
  init(_ path: String) throws(DatasetError) {
    self.path = path
    try PictureFolder.check(path)
    var ignored: [String] = []
    var empty: [String] = []
    for name in PictureFolder.inOrder(DataFile.names(in: path)) {
      guard DataFile.entry(at: "\(path)/\(name)") == .folder else {
        ignored.append(name)
        continue
      }
      let (pictures, others) = try PictureFolder.pictures(in: "\(path)/\(name)")
      ignored += others.map { "\(name)/\($0)" }
      if pictures.isEmpty { empty.append(name) } else { classes.append(Class(name: name, files: pictures)) }
    }
    guard !classes.isEmpty else {
      let advice = PictureFolder.hasPictures(path) ? "its PNG files lie beside each other" : "found none"
      throw .badData(
        "\(path): expected sub-folders with PNG files, one for each class, \(advice); put them into folders of the "
          + "classes' names")
    }
    if !ignored.isEmpty {
      notes.append(
        "\(path): \(ignored.count) entr\(ignored.count == 1 ? "y" : "ies") without pictures of a class "
          + "\(ignored.count == 1 ? "is" : "are") ignored: \(ignored.prefix(4).joined(separator: ", "))"
          + (ignored.count > 4 ? ", …" : ""))
    }
    if !empty.isEmpty {
      notes.append(
        "\(path): sub-folders without PNG files are no classes: \(empty.prefix(8).map(quotedName).joined(separator: ", "))"
      )
    }
  }

  /// The PNG files of a folder without classes, as one.
  init(loose path: String) throws(DatasetError) {
    self.path = path
    try PictureFolder.check(path)
    let (pictures, others) = try PictureFolder.pictures(in: path)
    guard !pictures.isEmpty else {
      throw .badData("\(path): expected PNG files, or sub-folders with PNG files, found none")
    }
    classes = [Class(name: "", files: pictures)]
    if !others.isEmpty {
      notes.append("\(path): \(others.count) other entries are ignored: \(others.prefix(4).joined(separator: ", "))")
    }
  }

  /// The PNG files that lie in a folder itself, and what is left out; `nil` where it is no folder or has none.
  ///
  /// - Throws: where it holds pictures in other formats.
  package static func looseFiles(_ path: String) throws(DatasetError) -> (files: [String], notes: [String])? {
    guard DataFile.entry(at: path) == .folder, hasPictures(path) else { return nil }
    let folder = try PictureFolder(loose: path)
    return (folder.classes.flatMap(\.files).map { "\(path)/\($0)" }, folder.notes)
  }

  /// Whether PNG files lie in a folder itself.
  static func hasPictures(_ path: String) -> Bool { DataFile.names(in: path).contains(where: isPNG) }

  /// Whether some sub-folder of a folder has PNG files.
  static func hasClasses(_ path: String) -> Bool {
    DataFile.entry(at: path) == .folder
      && DataFile.names(in: path).contains { name in
        DataFile.entry(at: "\(path)/\(name)") == .folder && hasPictures("\(path)/\(name)")
      }
  }

  private static func check(_ path: String) throws(DatasetError) {
    switch DataFile.entry(at: path) {
    case .folder: break
    case .nothing:
      throw .missing(
        "\(path): expected a folder with one sub-folder for each class, found nothing there; check the path")
    case .file:
      throw .missing(
        "\(path): expected a folder with one sub-folder for each class, found a file; unpack it, or choose another --dataset"
      )
    }
    guard DataFile.canList(path) else {
      throw .missing("\(path): the folder cannot be read; check its permissions")
    }
  }

  /// The PNG files of one folder, and its other entries.
  private static func pictures(in folder: String) throws(DatasetError) -> (pictures: [String], others: [String]) {
    guard DataFile.canList(folder) else {
      throw .missing("\(folder): the folder cannot be read; check its permissions")
    }
    let names = DataFile.names(in: folder)
    let foreign = names.first { name in
      let ending = name.lowercased().split(separator: ".").last ?? ""
      return name.contains(".") && ["jpg", "jpeg", "gif", "bmp", "webp", "tif", "tiff"].contains(ending)
    }
    if let foreign {
      throw .badData(
        "\(folder)/\(foreign): expected PNG files, found a picture of another format; convert all with Python: from pathlib "
          + "import Path; from PIL import Image; [Image.open(p).save(p.with_suffix(\".png\")) for p in "
          + "Path(\(pythonText(folder))).rglob(\"*.\(foreign.split(separator: ".").last ?? "")\")]; then remove the old files"
      )
    }
    return (names.filter(isPNG), names.filter { !isPNG($0) })
  }

  private static func isPNG(_ name: String) -> Bool { name.lowercased().hasSuffix(".png") }

  /// Numbers by value where all names are whole numbers, else by code point.
  private static func inOrder(_ names: [String]) -> [String] {
    let numbers = names.compactMap { Int($0) }
    guard numbers.count == names.count else { return names }
    return zip(numbers, names).sorted { $0 < $1 }.map(\.1)
  }
}
