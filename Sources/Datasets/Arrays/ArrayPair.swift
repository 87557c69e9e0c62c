import FledgeFormats
import FledgeTensors

/// Features and labels of the same examples, in `.npy` files or an `.npz` archive.
struct ArrayPair {
  let features: ArrayFile
  /// `nil` where there are none and none are needed.
  let labels: ArrayFile?

  /// The files, each once.
  var files: [Provenance.File] {
    guard let labels, labels.file != features.file else { return [features.file] }
    return [features.file, labels.file]
  }

  init(_ features: ArrayFile, _ labels: ArrayFile?) throws(DatasetError) {
    if let labels, labels.array.shape.rank > 0, labels.count != features.count {
      throw .badData(
        "\(labels.source): expected \(features.count) labels, one for each example of \(features.source), found "
          + "\(labels.count); the arrays do not belong together")
    }
    self.features = features
    self.labels = labels
  }

  /// Two files, that of the labels found by its name where it is not given.
  ///
  /// - Parameter needsLabels: whether it is an error that there are none.
  init(files path: String, labels named: String?, needsLabels: Bool = true) throws(DatasetError) {
    let features = try ArrayFile(path)
    let (folder, name) = DataFile.parts(path)
    let names = ArrayNames.labelNames(of: name)
    let found = names.map { folder.isEmpty ? $0 : "\(folder)/\($0)" }.first { DataFile.entry(at: $0) == .file }
    guard needsLabels || named != nil || found != nil else {
      try self.init(features, nil)
      return
    }
    guard let labels = named ?? found else {
      throw .missing(
        "\(path): expected its labels beside it\(names.isEmpty ? "" : " as \(names.joined(separator: " or "))"), found no such "
          + "file; name it with --label-file")
    }
    try self.init(features, try ArrayFile(labels))
  }

  /// The arrays of a training set and its test set in an archive.
  ///
  /// - Parameters:
  ///   - features: the name of the features, where it is none of the usual ones.
  ///   - labels: the name of the labels.
  ///   - trained: names that are taken in place of the usual ones where the archive has both.
  ///   - needsLabels: whether it is an error that there are none.
  static func archive(
    _ path: String, features: String? = nil, labels: String? = nil, trained: ExampleNames = ExampleNames(),
    needsLabels: Bool = true
  ) throws(DatasetError) -> (training: ArrayPair, test: ArrayPair?, unused: [String]) {
    let bytes = try ArrayFile.bytes(path, expected: "an archive of NumPy arrays (.npz)")
    let archive: Npz
    do throws(FormatError) {
      // What an archive inflates to stands in memory about three times.
      archive = try Npz(
        reading: bytes, limit: min(1 << 32, max(1 << 26, (AvailableMemory.now?.bytes ?? 1 << 32) / 3)), path: path)
    } catch {
      throw DatasetError(error, path: path)
    }
    let file = Provenance.File(path: path, sha256: SHA256.hash(bytes).hex)
    let listed =
      archive.names.prefix(12).map(quotedName).joined(separator: ", ") + (archive.names.count > 12 ? ", …" : "")
    for (flag, name) in [("--features", features), ("--label", labels)] {
      if let name, !archive.names.contains(name) {
        throw .badData("\(path): expected an array named \(quotedName(name)), found \(listed); correct \(flag)")
      }
    }
    func pair(_ features: String, _ labels: String) throws(DatasetError) -> ArrayPair {
      try ArrayPair(
        try ArrayFile(features, in: archive, file: file), try ArrayFile(labels, in: archive, file: file))
    }
    if let features, let labels {
      return (try pair(features, labels), nil, archive.names.filter { $0 != features && $0 != labels })
    }
    if features == nil, labels == nil, let known = trained.features, let knownLabels = trained.labels,
      archive.names.contains(known), archive.names.contains(knownLabels)
    {
      return (try pair(known, knownLabels), nil, archive.names.filter { $0 != known && $0 != knownLabels })
    }
    let usual = ArrayNames.pairs.first { names in
      archive.names.contains(features ?? names.features) && archive.names.contains(labels ?? names.labels)
        && (features == nil || features == names.features) && (labels == nil || labels == names.labels)
    }
    // Examples that are asked about may have no labels.
    let alone = [features, trained.features].compactMap { $0 } + ArrayNames.pairs.map(\.features)
    if usual == nil, !needsLabels, labels == nil, let name = alone.first(where: { archive.names.contains($0) }) {
      let pair = try ArrayPair(try ArrayFile(name, in: archive, file: file), nil)
      return (pair, nil, archive.names.filter { $0 != name })
    }
    guard let usual else {
      throw .badData(
        "\(path): expected arrays named x_train and y_train (and x_test and y_test) or x and y, found \(listed); name them with "
          + "--features and --label")
    }
    let hasTest = archive.names.contains(usual.testFeatures) && archive.names.contains(usual.testLabels)
    let training = try pair(usual.features, usual.labels)
    let test = hasTest ? try pair(usual.testFeatures, usual.testLabels) : nil
    let used = [usual.features, usual.labels] + (hasTest ? [usual.testFeatures, usual.testLabels] : [])
    return (training, test, archive.names.filter { !used.contains($0) })
  }
}

extension DataFile {
  /// The folder and the name of a path.
  static func parts(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
  }
}
