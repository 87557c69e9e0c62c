import ArgumentParser
import Fledge

/// Examples to predict, scaled as the network was trained.
struct PredictionExamples {
  /// What each is called: the row's own name, its number, or a file.
  private(set) var names: [String] = []
  /// The target of each as the data have it, where known.
  private(set) var labels: [String?] = []
  /// The name of each row for a table of predictions.
  private(set) var ids: [String] = []
  /// `[examples, features]`.
  let features: Tensor
  /// What the user should know.
  private(set) var notes: [String] = []
  private let shown: Dataset

  /// The test examples with these indices.
  init(numbers: String, of test: Dataset) throws {
    var chosen = numbers == "all" ? Array(0..<Int32(test.count)) : []
    for item in numbers == "all" ? [] : SettingValue(flag: numbers).items {
      guard let number = Int32(item), number >= 0, Int(number) < test.count else {
        throw SettingError.invalidValue(
          key: "--indices", expected: "numbers from 0 to \(test.count - 1)", found: "'\(item)'")
      }
      chosen.append(number)
    }
    guard !chosen.isEmpty else {
      throw SettingError.invalidValue(
        key: "--indices", expected: "numbers from 0 to \(test.count - 1)", found: "nothing")
    }
    let examples = test.subset(chosen)
    names = chosen.map { "test image \($0)" }
    ids = chosen.map { String($0) }
    if examples.classCount > 0 {
      labels = examples.labels.map { examples.classNames[Int($0)] }
    } else {
      labels = examples.exactTargetValues.map { valueText($0) }
      if labels.count != chosen.count { labels = chosen.map { _ in nil } }
    }
    features = read(examples)
    shown = plain(examples)
  }

  /// A table: one example for each row.
  init(table: ContractTable) {
    let count = table.dataset.count
    ids = table.ids.count == count ? table.ids : (1...count).map { String($0) }
    names = table.ids.count == count ? table.ids : (1...count).map { "row \($0)" }
    labels = table.labels.count == count ? table.labels.map { $0.isEmpty ? nil : $0 } : names.map { _ in nil }
    notes = table.notes
    features = read(table.dataset)
    shown = plain(table.dataset)
  }

  /// A table for a run of an earlier version: columns by their place.
  init(legacyTable path: String, width: Int, scaling: Scaling) throws {
    var examples = try CSV.readUnlabelled(path)
    guard examples.featureShape.count == width else {
      throw DatasetError.badData(
        "\(path): expected \(width) columns of features, as the network takes, found \(examples.featureShape.count)")
    }
    examples.normalization = try legacyNormalization(scaling)
    names = (0..<examples.count).map { "row \($0 + 1)" }
    ids = (0..<examples.count).map { String($0 + 1) }
    labels = names.map { _ in nil }
    features = read(examples)
    shown = plain(examples)
  }

  /// Pictures in PNG files.
  init(pictures files: [String], width: Int, of run: TrainedRun) throws {
    let side = Int(Double(width).squareRoot().rounded())
    let isTable = run.contract?.table.map { !$0.arePixels } == true
    guard side * side == width, side > 1, !isTable else {
      throw SettingError.conflict("this network takes \(width) features, which is no square picture; give one CSV file")
    }
    var bytes: [UInt8] = []
    var prepared: [(file: String, text: String)] = []
    for file in files {
      try DatasetError.checkFormat(of: file, expected: "a PNG image")
      let digit = DigitPicture(
        try PNG.readInk(contentsOf: file), side: side, knowsMNIST: run.contract?.hasOfficialMNIST == true)
      bytes += digit.pixels
      if let found = digit.found { prepared.append((file, found)) }
    }
    if let note = DigitPicture.note(prepared, of: files.count, side: side) { notes.append(note) }
    var examples = try Dataset(
      shape: [side, side], bytes: bytes, labels: files.map { _ in 0 }, classNames: ["unknown"],
      provenance: Provenance(name: "PNG files", origin: .files))
    examples.normalization = try run.contract?.normalization ?? legacyNormalization(run.settings.scaling)
    names = files
    ids = files
    labels = files.map { _ in nil }
    features = read(examples)
    shown = plain(examples)
  }

  /// The grey levels of one example, from 0 to 1.
  func pixels(_ row: Int) -> [Float] { read(shown.subset(row..<row + 1)).elements }
}

/// The examples without scaling but that of pixels.
private func plain(_ examples: Dataset) -> Dataset {
  var plain = examples
  plain.normalization = .unitRange
  return plain
}

private func legacyNormalization(_ scaling: Scaling) throws -> Normalization {
  switch scaling {
  case .unit, .auto: return .unitRange
  case .perImage: return .perExample
  case .none: return .none
  case .perFeature:
    throw SettingError.conflict(
      "an earlier version trained this network on scaled features and did not keep the numbers; ask it with --indices, or "
        + "train again")
  }
}

private func read(_ examples: Dataset) -> Tensor {
  var features = Tensor(shape: [examples.count, examples.featureShape.count])
  let all = (0..<Int32(examples.count)).map { $0 }
  var span = features.mutableSpan
  examples.readFeatures(of: all.span, into: &span, key: nil, threads: .serial)
  return features
}

/// A real value with as many digits as a float has.
func valueText(_ value: Double) -> String {
  let rounded = Float(value)
  return Int(exactly: rounded).map { String($0) } ?? "\(rounded)"
}
