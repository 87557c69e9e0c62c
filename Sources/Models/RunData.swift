public import FledgeDatasets
import FledgeFormats
import FledgeNetworks
import FledgeTensors
import Foundation

/// Shows a trained network data, all of it checked against the run's contract.
public struct RunData: Sendable {
  /// Which examples of the training's own data.
  public enum Part: String, Sendable, CaseIterable {
    case training, validation, test
  }

  /// Examples to measure.
  public struct Selection: Sendable {
    public var dataset: Dataset
    /// `training`, `validation`, `test`, or `all` rows of a file.
    public var name: String
    public var notes: [String]

    public init(dataset: Dataset, name: String, notes: [String]) {
      self.dataset = dataset
      self.name = name
      self.notes = notes
    }
  }

  public let run: TrainedRun

  public init(_ run: TrainedRun) { self.run = run }

  /// What is said of a run of an earlier version.
  public var legacyNote: String? {
    run.contract == nil
      ? "\(run.path): there is no data.json (an earlier version trained this run), so columns are matched by their place and "
        + "the data are not compared" : nil
  }

  /// The examples to measure.
  ///
  /// - Parameters:
  ///   - part: which part of the training's own data; the test set when left out.
  ///   - data: another file, all of whose rows are taken, or a folder.
  ///   - names: where features and labels of that file are, where the usual names do not say so.
  /// - Throws: `DatasetError` where the data are not those that the contract describes; `SettingError`.
  public func selection(part: Part?, data: String?, names: ExampleNames = ExampleNames()) throws -> Selection {
    try check(names, part: part, data: data)
    guard let contract = run.contract else { return try select(part ?? .test, of: legacy(data)) }
    if let data, contract.kind == .arrays || FileKind(data) != .folder || (contract.dataset == "images" && part == nil)
    {
      let needsTarget = !run.settings.isAutoencoder
      let table = try contract.readExamples(
        data, names: names, trained: trainedNames, target: needsTarget ? .required : .repeated)
      guard let part else { return Selection(dataset: table.dataset, name: "all", notes: table.notes) }
      guard contract.kind == .table else {
        let needsTest = part == .test
        return try select(part, of: own(data, needsTest: needsTest))
      }
      let hasFile = part == .test && contract.split.testCount == nil
      try checkSame([table.sha256], contract.digests(of: hasFile ? .test : .training), source: data, part: part)
      var selection = try select(part, of: own(hasFile ? nil : data, needsTest: part == .test))
      selection.notes = table.notes
      return selection
    }
    if let data, contract.kind != .images {
      throw DatasetError.badData(
        "\(data): expected \(contract.kind == .table ? "a table" : "a table of \(contract.width) features"), as the network was "
          + "trained on (\(contract.name)), found a folder; name a file with --data")
    }
    let needsTest = (part ?? .test) == .test
    return try select(
      part ?? .test, of: data == nil ? own(nil, needsTest: needsTest) : folder(data, comparing: part))
  }

  /// The names of the arrays that the network was trained on, where they were given.
  public var trainedNames: ExampleNames {
    guard run.settings.dataset == "npz" else { return ExampleNames() }
    return ExampleNames(features: run.settings.table.features.first, labels: run.settings.table.label)
  }

  /// Refuses names where no other file is measured as a whole.
  private func check(_ names: ExampleNames, part: Part?, data: String?) throws {
    for (flag, name) in [
      ("--label-file", names.labelFile), ("--features", names.features), ("--label", names.labels),
    ] where name != nil {
      guard data != nil else {
        throw SettingError.conflict("\(flag): it says how the file of --data is read; give --data too")
      }
      guard part == nil else {
        throw SettingError.conflict(
          "\(flag): it says how a file is read whose rows are all measured, and the parts of the run's own data are read as in "
            + "training; leave \(flag) or --part out")
      }
      guard run.contract != nil else {
        throw SettingError.conflict(
          "\(flag): \(run.path) has no data.json (an earlier version trained this run), so files are read as in training; leave it "
            + "out")
      }
      guard name != "" else {
        throw SettingError.invalidValue(key: flag, expected: "a name", found: "nothing")
      }
    }
  }

  /// All parts of the training's own data, or those of a folder or file with the same content.
  public func parts(data: String? = nil) throws -> ExperimentData {
    run.contract == nil ? try legacy(data) : try own(data)
  }

  private func select(_ part: Part, of data: ExperimentData) throws -> Selection {
    let dataset: Dataset? =
      switch part {
      case .training: data.training
      case .validation: data.validation
      case .test: data.test
      }
    guard let dataset else {
      throw SettingError.conflict(
        "--part: this run has no \(part.rawValue) examples; choose another --part, or a file with --data")
    }
    return Selection(dataset: dataset, name: part.rawValue, notes: [])
  }

  /// The training's own data, read again, split and scaled as they were.
  ///
  /// - Parameter needsTest: whether the test set is read and compared too.
  private func own(_ data: String?, needsTest: Bool = true) throws -> ExperimentData {
    guard let contract = run.contract else { return try legacy(data) }
    var settings = run.settings
    if !needsTest { settings.test = nil }
    try RunData.locate(contract, run: run.path, data: data, in: &settings)
    var found = try ExperimentData(settings, allowsStandIn: false)
    try checkShape(found, contract)
    let source = settings.data ?? "the data of \(run.path)"
    try checkSame(
      found.training.provenance.files.map(\.sha256), contract.digests(of: .training), source: source, part: .training)
    if needsTest, contract.split.testCount == nil {
      try checkSame(
        found.test?.provenance.files.map(\.sha256) ?? [], contract.digests(of: .test),
        source: settings.test ?? source, part: .test)
    }
    let splitTest = contract.split.testCount == nil ? nil : found.test?.rowsDigest
    let digests = [
      (contract.split.heldOutSha256, found.validation?.rowsDigest), (contract.split.testSha256, splitTest),
    ]
    for (expected, found) in digests where expected != found {
      throw DatasetError.badData(
        "\(run.path)/data.json: expected the held-out rows \(short(expected)), found \(short(found)); another version of Fledge "
          + "splits in another way")
    }
    found.training.normalization = contract.normalization
    found.validation?.normalization = contract.normalization
    found.test?.normalization = contract.normalization
    return found
  }

  /// The pictures of another folder.
  private func folder(_ data: String?, comparing part: Part?) throws -> ExperimentData {
    guard let contract = run.contract else { return try legacy(data) }
    if part == .training || part == .validation { return try own(data, needsTest: false) }
    var settings = run.settings
    settings.data = data
    var found = try ExperimentData(settings, allowsStandIn: false)
    try checkShape(found, contract)
    found.test = try found.test?.relabelled(to: contract.classNames)
    found.test?.normalization = contract.normalization
    if part == .test {
      let digests = found.test?.provenance.files.map(\.sha256) ?? []
      try checkSame(digests, contract.digests(of: .test), source: data ?? "", part: .test)
    }
    return found
  }

  /// Sets the paths of the training's files to where they are now.
  ///
  /// - Parameter data: a file to take instead of the training's.
  public static func locate(
    _ contract: DataContract, run: String, data: String? = nil, in settings: inout TrainingSettings
  ) throws {
    settings.data =
      try data ?? located(contract.path, contract.absolutePath, contract.digests(of: .training).first, run: run)
    if let test = contract.files.first(where: { $0.part == .test }), settings.test != nil {
      settings.test = try located(
        settings.test, contract.absoluteTest ?? test.absolutePath, test.sha256, run: run)
    }
    // The labels of another file are found beside it.
    settings.labelFile =
      data == nil ? try located(settings.labelFile, contract.absoluteLabelFile, nil, run: run) : nil
  }

  /// Refuses to go on with a training on other data than it began with.
  public static func checkSame(_ contract: DataContract, _ data: ExperimentData, run: String) throws(DatasetError) {
    guard let found = data.contract else { return }
    let digests = (contract.files.map(\.sha256), found.files.map(\.sha256))
    guard !Provenance.areSame(digests.0, digests.1) else { return }
    let different = zip(digests.0, digests.1).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    let index = different ?? min(digests.0.count, digests.1.count)
    func side(_ files: [DataContract.File]) -> String {
      index < files.count ? "\(files[index].path) with SHA-256 \(files[index].sha256.prefix(12))…" : "no more files"
    }
    throw .badData(
      "\(run)/data.json: expected the data that this training began with, \(side(contract.files)), found "
        + "\(side(found.files)); restore the file, or start a new run")
  }

  /// Where a file of the training is now: as it was named, or at the same place from the root.
  private static func located(
    _ path: String?, _ absolute: String?, _ digest: String?, run: String
  ) throws -> String? {
    guard let path else { return nil }
    let candidates = [path, absolute].compactMap { $0 }.filter { FileKind($0) != nil }
    guard let first = candidates.first else {
      throw DatasetError.missing(
        "\(path): expected the data that \(run) was trained on, found nothing there nor at \(absolute ?? path); "
          + "name the file with --data")
    }
    // Another file of the same name may stand in the present folder.
    return candidates.first { FileKind($0) == .file && (try? RunFolder.digest($0)) == digest } ?? first
  }

  private func checkShape(_ data: ExperimentData, _ contract: DataContract) throws(DatasetError) {
    let found = data.training.featureShape
    guard found.count != contract.width else { return }
    throw .badData(
      "\(data.training.provenance.name): expected examples of shape \(TensorShape(contract.shape)), as the network was trained on "
        + "(\(contract.name)), found \(found); give other --data")
  }

  /// Refuses other files than those of the training where a part of them is asked for.
  private func checkSame(
    _ found: [String], _ expected: [String], source: String, part: Part
  ) throws(DatasetError) {
    if Provenance.areSame(found, expected) { return }
    let pair = zip(found, expected).first { $0 != $1 } ?? (found.last ?? "", expected.last ?? "")
    let sides = "expected SHA-256 \(short(pair.1)), found \(short(pair.0))"
    throw .badData(
      "\(source): this is not the file that the network was trained on, so it has no \(part.rawValue) part: \(sides); measure all "
        + "of its rows with --data and without --part, or restore the file")
  }

  private func short(_ digest: String?) -> String {
    guard let digest, !digest.isEmpty else { return "none" }
    return digest.prefix(12) + "…"
  }

  /// The data of a run of an earlier version, read as that version did.
  private func legacy(_ data: String?) throws -> ExperimentData {
    var settings = run.settings
    if let data { settings.data = data }
    if settings.dataset == "csv" { settings.table.task = .classification }
    var found = try ExperimentData(settings, allowsStandIn: false)
    let outputs = run.network.outputShape.count
    // Whole numbers were classes from 0 on.
    if settings.dataset == "csv", !settings.isAutoencoder, found.outputCount != outputs {
      let names = (0..<outputs).map { String($0) }
      if found.training.classNames.allSatisfy({ Int($0).map { $0 < outputs && $0 >= 0 } ?? false }) {
        found.training = try found.training.relabelled(to: names)
        found.validation = try found.validation?.relabelled(to: names)
        found.test = try found.test?.relabelled(to: names)
      }
    }
    return found
  }
}
