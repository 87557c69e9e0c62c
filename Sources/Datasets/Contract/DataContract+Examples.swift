import FledgeFormats
import FledgeTensors

/// Reads files of any kind for a trained network.
extension DataContract {
  /// Reads a table, IDX images, arrays, a PNG file or a folder of them: scaled as in training, with its known classes.
  ///
  /// - Parameters:
  ///   - names: where features and labels are, where the usual names do not say so.
  ///   - trained: the names of the arrays that the network was trained on, taken where an archive has them.
  /// - Throws: where the data have another shape or unknown classes, or are of a kind that the network cannot take.
  public func readExamples(
    _ path: String, names: ExampleNames = ExampleNames(), trained: ExampleNames = ExampleNames(), target use: TargetUse
  ) throws(DatasetError) -> ContractTable {
    let kind = try ExampleFileKind(path)
    try names.check(kind, of: path)
    if kind != .table, let table, !table.arePixels {
      if kind == .folder {
        throw .badData(
          "\(path): expected a table, as the network was trained on (\(name)), found a folder; name a file with --data")
      }
      try DatasetError.checkFormat(of: path, expected: "a table (CSV), as the network was trained on")
      throw .badData("\(path): expected a table (CSV), as the network was trained on (\(name)), found other data")
    }
    switch kind {
    case .table: return try readTable(path, target: use)
    case .idx: return try readIDX(path, labels: names.labelFile, target: use)
    case .npy:
      let pair = try ArrayPair(files: path, labels: names.labelFile, needsLabels: use == .required)
      return try readArrays(pair, target: use)
    case .npz:
      let found = try ArrayPair.archive(
        path, features: names.features, labels: names.labels, trained: trained, needsLabels: use == .required)
      var result = try readArrays(found.test ?? found.training, target: use)
      if found.test != nil { result.notes.append("\(path): of the two sets in it the test set is read") }
      return result
    case .png: return try readPictures([path])
    case .folder: return try readFolder(path, target: use)
    }
  }

  /// Reads PNG files without classes.
  public func readPictures(_ paths: [String]) throws(DatasetError) -> ContractTable {
    let shape = try pictureShape(paths[0])
    let size = PictureSize(width: shape[shape.rank - 1], height: shape[shape.rank - 2])
    let reader = try PictureReader(paths, size: size, channels: shape.rank == 3 ? 3 : 1)
    var notes = LabelledPictures.notes(reader.counts, path: "pictures", isColored: shape.rank == 3)
    if reader.counts.scaled > 0 {
      let stretched = reader.counts.stretched > 0 ? " (\(reader.counts.stretched) stretched)" : ""
      notes.append("pictures: \(reader.counts.scaled) of \(paths.count) are scaled to \(size.shown) pixels\(stretched)")
    }
    let dataset = Dataset(
      featureShape: shape, targetKind: .values([0]), classNames: [],
      provenance: Provenance(name: "PNG files", origin: .files), normalization: normalization,
      features: .bytes(reader.bytes), targets: .values([], width: 0))
    return ContractTable(dataset: dataset, ids: paths, labels: [], notes: notes, sha256: "")
  }

  /// The rows and columns, and channels before them, that the network takes.
  private func pictureShape(_ path: String) throws(DatasetError) -> TensorShape {
    guard shape.count == 2 || (shape.count == 3 && shape[0] == 3), areLevels != false else {
      throw .badData(
        "\(path): expected examples of shape \(TensorShape(shape)), as the network was trained on (\(name)), found pictures; "
          + "give a file of the training's kind")
    }
    return TensorShape(shape)
  }

  private func readIDX(_ path: String, labels named: String?, target use: TargetUse) throws(DatasetError)
    -> ContractTable
  {
    let images = try IDX.read(path, rank: 3)
    let found = Array(images.dimensions.dropFirst())
    guard images.dimensions[0] > 0 else { throw .badData("\(path): expected at least one image, found none") }
    guard found == shape || (shape.count == 1 && found.reduce(1, *) == width) else {
      throw .badData(
        "\(path): expected images of shape \(TensorShape(shape)), as the network was trained on (\(name)), found "
          + "\(TensorShape(found))")
    }
    guard areLevels != false else {
      throw .badData("\(path): expected numbers, as the network was trained on (\(name)), found grey levels 0…255")
    }
    var labels: [String] = []
    var notes: [String] = []
    var labelFile: Provenance.File?
    let isNeeded = use == .required || named != nil
    let pair = isNeeded ? try IDXPair(images: path, labels: named) : try? IDXPair(images: path)
    if let pair {
      let contents = try IDX.read(pair.labels, rank: 1)
      guard contents.dimensions[0] == images.dimensions[0] else {
        throw .badData(
          "\(pair.labels): expected \(images.dimensions[0]) labels, one for each image of \(path), found "
            + "\(contents.dimensions[0]); the files do not belong together")
      }
      labels = contents.bytes.map { String($0) }
      labelFile = contents.file
      notes.append("\(path): labels are read from \(pair.labels)")
    }
    return try examples(
      images.bytes.count / max(1, width), .bytes(images.bytes), labels: labels, use: use, notes: notes,
      files: [images.file] + [labelFile].compactMap { $0 }, source: pair?.labels ?? path)
  }

  private func readArrays(_ pair: ArrayPair, target use: TargetUse) throws(DatasetError) -> ContractTable {
    let source = pair.features.source
    let range = range.map { $0[0]...$0[1] }
    let arePictures = kind == .images || table?.arePixels == true
    let found = try ArrayFeatures(pair.features)
    let features = try found.matching(
      shape: TensorShape(shape), arePictures: arePictures, areLevels: arePictures && areLevels != false, range: range,
      source: source)
    let values = try pair.labels?.targets()
    var notes = features.notes
    if let labels = pair.labels { notes.append("\(source): labels are read from \(labels.source)") }
    if target.kind == .values, use == .required, let values {
      var result = try examples(
        features.storage.count / width, features.storage, labels: [], use: .repeated, notes: notes,
        files: pair.files, source: source)
      result.dataset.targetKind = .values([1])
      result.dataset.targets = .doubles(values, width: 1)
      result.dataset.targetScaler = target.scaler
      return result
    }
    let labels = (values ?? []).map { value in Int(exactly: value).map { String($0) } ?? String(value) }
    return try examples(
      features.storage.count / width, features.storage, labels: labels, use: use, notes: notes,
      files: pair.files, source: pair.labels?.source ?? source)
  }

  private func readFolder(_ path: String, target use: TargetUse) throws(DatasetError) -> ContractTable {
    let shape = try pictureShape(path)
    // A folder with train and test is one of data: its test set is measured.
    let part = ImageFolder.part(["test", "testing"], of: path)
    let root = part ?? path
    let hasClasses = PictureFolder.hasClasses(root)
    let isLoose = use == .repeated && !hasClasses
    let folder = isLoose ? try PictureFolder(loose: root) : try PictureFolder(root)
    let known = classes(for: folder.classes.map(\.name)).names
    let pictures = try LabelledPictures(folder, shape: shape, classes: use == .required ? known : nil)
    var dataset = pictures.dataset
    dataset.normalization = normalization
    if use == .required {
      dataset = dataset.named(classNames)
    } else {
      (dataset.targetKind, dataset.classNames, dataset.targets) = (.values([0]), [], .values([], width: 0))
    }
    let labels =
      isLoose
      ? []
      : zip(pictures.dataset.labels, pictures.names).map { label, _ in
        folder.classes.isEmpty ? "" : pictures.dataset.classNames[Int(label)]
      }
    var notes = pictures.notes
    if let part { notes.append("\(path): of the sets in it \(part) is read") }
    return ContractTable(dataset: dataset, ids: pictures.names, labels: labels, notes: notes, sha256: "")
  }

  /// Examples with labels as a file has them.
  private func examples(
    _ count: Int, _ features: FeatureStorage, labels: [String], use: TargetUse, notes: [String],
    files: [Provenance.File], source: String
  ) throws(DatasetError) -> ContractTable {
    var dataset = Dataset(
      featureShape: TensorShape(shape), targetKind: .values([0]), classNames: [],
      provenance: Provenance(name: files[0].path, origin: .files, files: files), normalization: normalization,
      features: features, targets: .values([], width: 0))
    let known = classes(for: Set(labels))
    if use == .required {
      var indices: [Int32] = []
      for (example, label) in labels.enumerated() {
        guard let index = known.index(of: label) else {
          throw .badData(
            "\(source): expected a label among the classes \(known.listed), found \(label) at example \(example); the network was "
              + "not trained on it, so leave these examples out")
        }
        indices.append(Int32(index))
      }
      (dataset.targetKind, dataset.classNames) = (.labels(classes: classNames.count), classNames)
      dataset.targets = .labels(indices)
    }
    // Labels are repeated by the names of their classes.
    let names = labels.map { label in known.index(of: label).map { classNames[$0] } ?? label }
    return ContractTable(dataset: dataset, ids: [], labels: names, notes: notes, sha256: files[0].sha256)
  }
}
