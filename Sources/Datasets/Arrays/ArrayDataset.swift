import FledgeFormats
import FledgeTensors

/// Datasets in NumPy's files: one archive (`.npz`) with arrays of usual names, or an array (`.npy`) for the features and one
/// for the labels.
enum ArrayDataset {
  /// Reads an archive.
  static func loadArchive(_ options: DatasetOptions) throws(DatasetError) -> DatasetPair {
    guard let path = options.file else { throw .missing("npz: expected the path of an .npz file, found none") }
    guard options.table.features.count < 2 else {
      throw .badData("--features: expected the name of one array in \(path), found \(options.table.features.count)")
    }
    let found = try ArrayPair.archive(path, features: options.table.features.first, labels: options.table.label)
    let test = try options.testFile.map { (file) throws(DatasetError) in
      try ArrayPair.archive(file, features: options.table.features.first, labels: options.table.label).training
    }
    var pair = try load(found.training, test ?? found.test, options)
    if !found.unused.isEmpty {
      pair.notes.append(
        "\(path): other arrays are ignored: \(found.unused.prefix(8).map(quotedName).joined(separator: ", "))"
          + (found.unused.count > 8 ? ", …" : ""))
    }
    return pair
  }

  /// Reads two files, and those of the test set where they are named or found.
  static func loadFiles(_ options: DatasetOptions) throws(DatasetError) -> DatasetPair {
    guard let path = options.file else { throw .missing("npy: expected the path of an .npy file, found none") }
    let training = try ArrayPair(files: path, labels: options.labelFile)
    let test = try (options.testFile ?? testFile(of: path)).map { (file) throws(DatasetError) in
      try ArrayPair(files: file, labels: nil)
    }
    return try load(training, test, options)
  }

  private static func testFile(of path: String) -> String? {
    let (folder, name) = DataFile.parts(path)
    guard name.contains("train") else { return nil }
    let other = name.replacing("train", with: "test")
    let test = folder.isEmpty ? other : "\(folder)/\(other)"
    return DataFile.entry(at: test) == .file ? test : nil
  }

  private static func load(
    _ training: ArrayPair, _ test: ArrayPair?, _ options: DatasetOptions
  ) throws(DatasetError) -> DatasetPair {
    let features = try ArrayFeatures(training.features)
    let testFeatures = try test.map { (pair) throws(DatasetError) in
      try ArrayFeatures(pair.features).matching(features, source: pair.features.source)
    }
    guard let labels = training.labels else {
      throw .missing("\(training.features.source): expected labels, found none")
    }
    let values = try labels.targets()
    let testValues = try test?.labels?.targets()
    func dataset(
      _ pair: ArrayPair, _ features: ArrayFeatures, _ kind: TargetKind, _ names: [String], _ targets: TargetStorage
    ) -> Dataset {
      Dataset(
        featureShape: features.shape, targetKind: kind, classNames: names,
        provenance: Provenance(name: training.features.file.path, origin: .files, files: pair.files),
        normalization: features.arePictures ? .unitRange : .none, features: features.storage, targets: targets)
    }
    let kind: TargetKind
    var codes: LabelCodes?
    if options.table.task == .regression {
      guard options.classNames.isEmpty else {
        throw .badData("--class-names: real values (--task regression) have no classes; leave it out")
      }
      kind = .values([1])
    } else {
      let whole = try wholeLabels(values, options.table.task, source: labels.source)
      let found = try LabelCodes(training: whole, names: options.classNames, source: labels.source)
      (codes, kind) = (found, .labels(classes: found.codes.count))
    }
    func targets(_ values: [Double], _ file: ArrayFile) throws(DatasetError) -> TargetStorage {
      guard let codes else { return .doubles(values, width: 1) }
      return .labels(
        try codes.classes(of: try wholeLabels(values, .classification, source: file.source), source: file.source))
    }
    var pair = DatasetPair(
      training: dataset(training, features, kind, codes?.classNames ?? [], try targets(values, labels)))
    if let test, let testFeatures, let testValues, let testLabels = test.labels {
      pair.test = dataset(test, testFeatures, kind, codes?.classNames ?? [], try targets(testValues, testLabels))
    }
    pair.labels = codes?.labels
    pair.areNumbers = !features.arePictures
    pair.range = features.range
    let rest = test.map { "\($0.features.count) test examples in \($0.features.source)" } ?? "no test examples"
    pair.notes =
      [
        "\(training.features.source): \(training.features.count) examples of shape \(features.shape) "
          + "(\(training.features.array.type.numpyName)); labels in \(labels.source), "
          + (codes.map { "\($0.codes.count) classes" } ?? "real values") + "; \(rest)"
      ] + features.notes + (testFeatures?.notes ?? [])
    return pair
  }

  /// Labels as whole numbers.
  ///
  /// - Throws: where they are not whole, or look like real values where no task was chosen.
  private static func wholeLabels(
    _ values: [Double], _ task: TableOptions.Task, source: String
  ) throws(DatasetError) -> [Int] {
    var labels: [Int] = []
    labels.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      guard let label = Int(exactly: value) else {
        throw .badData(
          "\(source): expected whole numbers as labels, found \(value) at example \(index); choose --task regression for real "
            + "values")
      }
      labels.append(label)
    }
    let count = Set(labels).count
    guard task == .auto, count > 1000 || (count > 2 && count * 2 > labels.count) else { return labels }
    throw .badData(
      "\(source): expected classes, found \(count) distinct numbers in \(labels.count) examples; choose --task regression for "
        + "real values, or --task classification")
  }
}

extension ArrayFeatures {
  /// Later examples in the form of those that a network learned.
  ///
  /// - Throws: where their shape differs, or grey levels and shares of them are mixed.
  func matching(_ training: ArrayFeatures, source: String) throws(DatasetError) -> ArrayFeatures {
    var isLevels = false
    if case .bytes = training.storage { isLevels = true }
    return try matching(
      shape: training.shape, arePictures: training.arePictures, areLevels: isLevels, range: training.range,
      source: source)
  }

  /// - Parameter areLevels: whether the training's pictures were bytes, 0…255.
  func matching(
    shape expected: TensorShape, arePictures wanted: Bool, areLevels: Bool, range known: ClosedRange<Double>?,
    source: String
  ) throws(DatasetError) -> ArrayFeatures {
    guard shape == expected || (shape.count == expected.count && (shape.rank == 1 || expected.rank == 1)) else {
      throw .badData(
        "\(source): expected examples of shape \(expected), as the network was trained on, found \(shape)")
    }
    var result = self
    if wanted, areLevels {
      let isBytes: Bool
      switch storage {
      case .bytes: isBytes = true
      case .floats(let floats):
        isBytes = range.upperBound > 1 && floats.allSatisfy { $0 >= 0 && $0 <= 255 && $0.rounded(.towardZero) == $0 }
        if isBytes { result = ArrayFeatures(self, storage: .bytes(floats.map { UInt8($0) }), shape: expected) }
      case .doubles: isBytes = false
      }
      guard isBytes else {
        throw .badData(
          "\(source): expected grey levels 0…255, as the network was trained on, found numbers from \(Float(range.lowerBound)) to "
            + "\(Float(range.upperBound)); multiply shares within 0…1 by 255")
      }
      return ArrayFeatures(result, storage: result.storage, shape: expected)
    }
    // Numbers stay numbers, whatever type they have here.
    if case .bytes(let bytes) = storage {
      result = ArrayFeatures(self, storage: .floats(bytes.map { Float($0) }), shape: expected)
    }
    result = ArrayFeatures(result, storage: result.storage, shape: expected)
    guard let known else { return result }
    let margin = max(known.upperBound - known.lowerBound, 1e-6)
    if range.lowerBound < known.lowerBound - margin || range.upperBound > known.upperBound + margin {
      result.notes.append(
        "\(source): values lie from \(Float(range.lowerBound)) to \(Float(range.upperBound)), those of the training from "
          + "\(Float(known.lowerBound)) to \(Float(known.upperBound)); are they scaled in another way?")
    }
    return result
  }
}
