import FledgeFormats
import FledgeTensors

/// Reads pictures from a folder with one sub-folder for each class, named after the class.
///
/// Classes are in the order of their names, numbers by value, pictures in the order of their file names. All are brought to
/// one size; they are grey where none has colour, else `[3, height, width]`. Transparent pixels show black.
public enum ImageFolder {
  /// Reads the pictures of one folder.
  ///
  /// - Parameter size: the size to which they are scaled; the one that most of them have where it is `nil`.
  /// - Throws: where the folder is missing or has no sub-folder with a PNG file, or where a file is damaged.
  public static func read(_ folder: String, size: PictureSize? = nil) throws(DatasetError) -> Dataset {
    try LabelledPictures(PictureFolder(folder), size: size).dataset
  }

  /// Reads a training set, from `train` where there is such a folder, and its test set, from `test` or `options.testFile`.
  ///
  /// - Throws: as `read` does, and where a class of the test set is none of the training set.
  static func load(_ options: DatasetOptions) throws(DatasetError) -> DatasetPair {
    guard let folder = options.file else { throw .missing("images: expected the path of a folder, found none") }
    let root = part(["train", "training"], of: folder)
    let training = try LabelledPictures(PictureFolder(root ?? folder), size: options.imageSize)
    let folders = training.dataset.classNames
    try checkClassNames(options.classNames, for: folders, source: folder)
    let names = options.classNames.isEmpty ? folders : options.classNames
    var result = DatasetPair(training: training.dataset.named(names))
    result.labels = names == folders ? nil : folders
    result.notes = training.notes
    let test = options.testFile ?? root.flatMap { _ in part(["test", "testing"], of: folder) }
    if root != nil, let unused = part(["val", "valid", "validation"], of: folder), unused != test {
      result.notes.append(
        "\(unused) is not read: --validation holds out a part of \(root ?? ""); --test \(quotedName(unused)) makes it the test set"
      )
    }
    guard let test else { return result }
    let pictures = try LabelledPictures(
      PictureFolder(test), shape: training.dataset.featureShape, classes: folders)
    result.test = pictures.dataset.named(names)
    result.notes += pictures.notes
    return result
  }

  /// A sub-folder that is a part of the data and no class: it has classes of its own.
  static func part(_ names: [String], of folder: String) -> String? {
    names.lazy.map { "\(folder)/\($0)" }.first { PictureFolder.hasClasses($0) }
  }
}

/// The pictures of a folder with their classes.
struct LabelledPictures {
  private(set) var dataset: Dataset
  private(set) var notes: [String]
  /// The path of each picture below the folder.
  private(set) var names: [String]

  /// Pictures to learn from: their own size and colour decide.
  init(_ folder: PictureFolder, size: PictureSize?) throws(DatasetError) {
    let paths = LabelledPictures.paths(folder)
    let (sizes, mayHaveColor) = try PictureReader.survey(paths)
    // Of equally frequent sizes the smallest.
    let frequent = sizes.min { ($1.value, $0.key.width, $0.key.height) < ($0.value, $1.key.width, $1.key.height) }!.key
    let chosen = size ?? frequent
    var reader = try PictureReader(paths, size: chosen, channels: mayHaveColor ? nil : 1)
    if mayHaveColor, reader.counts.colored == 0 { reader.dropColor(size: chosen) }
    let isColored = reader.counts.colored > 0
    let shape: TensorShape = isColored ? [3, chosen.height, chosen.width] : [chosen.height, chosen.width]
    try self.init(folder, reader, shape: shape, classes: folder.classes.map(\.name))
    var line =
      "\(folder.path): \(folder.count) pictures of \(folder.classes.count) classes, \(isColored ? "in colour" : "grey"), "
    if reader.counts.scaled == 0 {
      line += "of \(chosen.shown) pixels"
    } else {
      line += "\(reader.counts.scaled) of them scaled to \(chosen.shown) pixels"
      if size == nil { line += ", the size that most have (--image-size chooses another)" }
    }
    notes = folder.notes + [line] + LabelledPictures.notes(reader.counts, path: folder.path, isColored: isColored)
    if reader.counts.stretched > 0 {
      notes.append("\(folder.path): \(reader.counts.stretched) pictures of another aspect ratio are stretched")
    }
  }

  /// Pictures for a network that was trained on others.
  ///
  /// - Parameter classes: the folders of the classes that it knows; `nil` where classes do not matter.
  init(_ folder: PictureFolder, shape: TensorShape, classes: [String]?) throws(DatasetError) {
    if let classes, let unknown = folder.classes.first(where: { !classes.contains($0.name) }) {
      throw .badData(
        "\(folder.path)/\(unknown.name): expected folders of the classes \(ClassSet(names: classes).listed), found "
          + "\(quotedName(unknown.name)); the network was not trained on it, so leave this folder out")
    }
    let size = PictureSize(width: shape[shape.rank - 1], height: shape[shape.rank - 2])
    let isColored = shape.rank == 3
    let reader = try PictureReader(LabelledPictures.paths(folder), size: size, channels: isColored ? 3 : 1)
    try self.init(folder, reader, shape: shape, classes: classes ?? folder.classes.map(\.name))
    notes = folder.notes + LabelledPictures.notes(reader.counts, path: folder.path, isColored: isColored)
    if reader.counts.scaled > 0 {
      let stretched = reader.counts.stretched > 0 ? " (\(reader.counts.stretched) stretched)" : ""
      notes.append("\(folder.path): \(reader.counts.scaled) pictures are scaled to \(size.shown) pixels\(stretched)")
    }
  }

  private init(
    _ folder: PictureFolder, _ reader: PictureReader, shape: TensorShape, classes: [String]
  ) throws(DatasetError) {
    var labels: [Int32] = []
    var files: [Provenance.File] = []
    var start = 0
    for part in folder.classes {
      let label = classes.firstIndex(of: part.name) ?? 0
      labels += Array(repeating: Int32(label), count: part.files.count)
      // One digest for a folder: names and contents of its pictures.
      var hasher = SHA256()
      for (offset, name) in part.files.enumerated() {
        hasher.update(Array(name.utf8) + [0] + reader.digests[start + offset].bytes)
      }
      let path = part.name.isEmpty ? folder.path : "\(folder.path)/\(part.name)"
      files.append(Provenance.File(path: path, sha256: hasher.finalize().hex))
      start += part.files.count
    }
    names = folder.classes.flatMap { part in part.files.map { part.name.isEmpty ? $0 : "\(part.name)/\($0)" } }
    notes = []
    dataset = try Dataset(
      shape: shape, bytes: reader.bytes, labels: labels, classNames: classes,
      provenance: Provenance(name: folder.path, origin: .files, files: files))
  }

  private static func paths(_ folder: PictureFolder) -> [String] {
    folder.classes.flatMap { part in
      part.files.map { part.name.isEmpty ? "\(folder.path)/\($0)" : "\(folder.path)/\(part.name)/\($0)" }
    }
  }

  /// What was dropped or converted.
  static func notes(_ counts: PictureReader.Counts, path: String, isColored: Bool) -> [String] {
    var notes: [String] = []
    if isColored, counts.gray > 0 { notes.append("\(path): \(counts.gray) grey pictures are read as colour") }
    if !isColored, counts.colored > 0 { notes.append("\(path): \(counts.colored) colour pictures are read as grey") }
    if counts.transparent > 0 {
      notes.append("\(path): \(counts.transparent) pictures have transparency, which shows black")
    }
    if counts.deep > 0 { notes.append("\(path): \(counts.deep) pictures of 16 bits are rounded to 8") }
    return notes
  }
}

extension Dataset {
  /// The same examples with other names for the classes.
  func named(_ names: [String]) -> Dataset {
    var result = self
    result.classNames = names
    return result
  }
}
