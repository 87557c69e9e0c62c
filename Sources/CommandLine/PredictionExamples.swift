import ArgumentParser
import Fledge

/// Examples to predict, scaled as the network was trained.
struct PredictionExamples {
  private(set) var names: [String] = []
  /// The label of each, where known.
  private(set) var labels: [Int?] = []
  /// `[examples, features]`.
  let features: Tensor
  private let shown: [Float]

  /// The test images with these indices.
  init(numbers: String, of test: Dataset) throws {
    var chosen: [Int32] = []
    for item in SettingValue(flag: numbers).items {
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
    if examples.classCount > 0 { labels = examples.labels.map { Int($0) } } else { labels = chosen.map { _ in nil } }
    features = read(examples)
    var plain = examples
    plain.normalization = .unitRange
    shown = read(plain).elements
  }

  /// PNG files, or one CSV file.
  init(files: [String], width: Int, scaling: Scaling) throws {
    if files.count == 1, files[0].lowercased().hasSuffix(".csv") {
      let examples = try CSV.readUnlabelled(files[0])
      guard examples.featureShape.count == width else {
        throw DatasetError.badData(
          "\(files[0]): expected \(width) columns of features, as the network takes, found \(examples.featureShape.count)"
        )
      }
      names = (0..<examples.count).map { "row \($0 + 1)" }
      labels = names.map { _ in nil }
      shown = read(examples).elements
      features = try scaled(examples, scaling)
      return
    }
    let side = Int(Double(width).squareRoot().rounded())
    guard side * side == width else {
      throw SettingError.conflict("this network takes \(width) features, which is no square picture; give a CSV file")
    }
    var bytes: [UInt8] = []
    for file in files { bytes += DigitPicture(try PNG.readGray(contentsOf: file), side: side).pixels }
    names = files
    labels = files.map { _ in nil }
    let examples = try Dataset(
      shape: [side, side], bytes: bytes, labels: files.map { _ in 0 }, classNames: ["unknown"],
      provenance: Provenance(name: "PNG files", origin: .files))
    shown = read(examples).elements
    features = try scaled(examples, scaling)
  }

  /// The grey levels of one example, from 0 to 1.
  func pixels(_ row: Int) -> [Float] {
    let width = names.isEmpty ? 0 : shown.count / names.count
    return Array(shown[row * width..<(row + 1) * width])
  }
}

private func scaled(_ examples: Dataset, _ scaling: Scaling) throws -> Tensor {
  var examples = examples
  switch scaling {
  case .unit: examples.normalization = .unitRange
  case .perImage: examples.normalization = .perExample
  case .none: examples.normalization = .none
  case .perFeature:
    throw SettingError.conflict(
      "this network was trained on features scaled by the training set's means; ask it with --indices")
  }
  return read(examples)
}

private func read(_ examples: Dataset) -> Tensor {
  var features = Tensor(shape: [examples.count, examples.featureShape.count])
  let all = (0..<Int32(examples.count)).map { $0 }
  var span = features.mutableSpan
  examples.readFeatures(of: all.span, into: &span, key: nil, threads: .serial)
  return features
}
