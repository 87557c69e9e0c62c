import Foundation

/// A file of images and the file of its labels, found by the usual names.
struct IDXPair: Equatable {
  var images: String
  var labels: String

  /// The labels beside a file of images: `train-images-idx3-ubyte.gz` has `train-labels-idx1-ubyte`, packed or not.
  ///
  /// - Parameter named: the file of the labels, where it has another name.
  /// - Throws: where there is none.
  init(images: String, labels named: String? = nil) throws(DatasetError) {
    self.images = images
    if let named {
      labels = named
      return
    }
    let (folder, name) = DataFile.parts(images)
    if name.lowercased().contains("labels"), !name.lowercased().contains("images") {
      throw .badData("\(images): expected the file of the images, found that of labels by its name; name the other one")
    }
    guard let range = name.range(of: "images", options: .caseInsensitive) else {
      throw .missing(
        "\(images): expected a name with \"images\", by which the file of the labels is found; name it with --label-file"
      )
    }
    let renamed = name.replacingCharacters(in: range, with: name[range] == "IMAGES" ? "LABELS" : "labels")
      .replacing("idx3", with: "idx1")
    guard let path = IDXPair.existing(renamed, in: folder) else {
      throw .missing(
        "\(images): expected its labels beside it as \(renamed), found no such file; name it with --label-file")
    }
    labels = path
  }

  /// The images of the test set that belong to a file of training images.
  static func testImages(of images: String) -> String? {
    let (folder, name) = DataFile.parts(images)
    guard name.contains("train") else { return nil }
    for part in ["t10k", "test"] {
      if let path = existing(name.replacing("train", with: part), in: folder) { return path }
    }
    return nil
  }

  /// The images of the training set in a folder, or the only images there.
  ///
  /// - Throws: where there are none, or those of several sets.
  static func trainingImages(in folder: String) throws(DatasetError) -> String {
    var folders = [folder, folder + "/raw", folder + "/gzip"]
    // torchvision keeps its files in a folder of the dataset's name.
    for name in DataFile.names(in: folder) { folders.append("\(folder)/\(name)/raw") }
    for folder in folders {
      let names = DataFile.names(in: folder).filter { $0.contains("images") && $0.contains("idx3") }.sorted()
      // Packed and unpacked are one.
      let found = Set(names.map(plain)).sorted().compactMap { existing($0, in: folder) }
      let training = found.filter { DataFile.parts($0).name.contains("train") }
      let chosen = training.isEmpty ? found : training
      guard chosen.count < 2 else {
        throw .badData(
          "\(folder): expected the images of one set, found \(chosen.count): "
            + chosen.prefix(8).map { DataFile.parts($0).name }.joined(separator: ", ")
            + "; name one of the files with --data")
      }
      if let first = chosen.first { return first }
    }
    throw .missing(
      "\(folder): expected IDX files such as train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz, found none; name the "
        + "file of the images with --data")
  }

  /// A file by its name, packed or not, or within a folder of that name as Kaggle's archive unpacks it.
  private static func existing(_ name: String, in folder: String) -> String? {
    let plain = plain(name)
    let names = name == plain ? [plain, plain + ".gz"] : [plain + ".gz", plain]
    for name in names + ["\(plain)/\(plain)"] {
      let path = folder.isEmpty ? name : folder + "/" + name
      if DataFile.entry(at: path) == .file { return path }
    }
    return nil
  }

  private static func plain(_ name: String) -> String {
    name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
  }
}

extension DataFile {
  /// The names in a folder that do not begin with a point; none where it cannot be read.
  static func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { !$0.hasPrefix(".") }.sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }

  /// Whether the names in a folder can be read.
  static func canList(_ folder: String) -> Bool {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) != nil
  }
}
