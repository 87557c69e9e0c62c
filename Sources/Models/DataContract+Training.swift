import FledgeDatasets
import FledgeFormats
import FledgeTensors
import Foundation

extension DataContract {
  /// The contract of the data that a training has read, split and scaled.
  init(
    _ data: ExperimentData, settings: TrainingSettings, scaling: FledgeModels.Scaling, pair: DatasetPair,
    fill: [Double]?
  ) {
    let (training, layout) = (data.training, pair.layout)
    let width = training.featureShape.count
    var scaler: FeatureScaler?
    if case .perFeature(let fitted) = training.normalization { scaler = fitted }
    let rule: Scaling.Rule =
      switch scaling {
      case .none: .none
      case .perImage: .perExample
      case .perFeature: .perFeature
      case .unit, .auto: .unit
      }
    let isValues = !data.hasLabels
    let isGenerated = training.provenance.isGenerated
    self.init(
      kind: layout != nil ? .table : isGenerated ? .generated : pair.areNumbers ? .arrays : .images,
      dataset: settings.dataset,
      name: training.provenance.name, path: settings.data, absolutePath: settings.data.map(DataContract.absolute),
      files: DataContract.files(data, ownsTest: !settings.splitsTest), shape: training.featureShape.dimensions,
      table: layout.map { DataContract.ranges($0, of: training) },
      target: Target(
        kind: isValues ? .values : .classes, name: layout?.target?.name, classes: isValues ? nil : training.classNames,
        width: isValues ? data.outputCount : nil, scaler: training.targetScaler, labels: pair.labels),
      scaling: Scaling(rule: rule, means: scaler?.exactMeans, scales: scaler?.exactScales),
      fill: fill, split: DataContract.split(data, settings))
    absoluteTest = settings.test.map(DataContract.absolute)
    absoluteLabelFile = settings.labelFile.map(DataContract.absolute)
    if let range = pair.range {
      self.range = [range.lowerBound, range.upperBound]
      areLevels = training.greyLevels(of: 0) != nil
    }
    precondition(scaler == nil || scaler?.means.count == width, "a scaler fits the features that it was fitted on")
  }

  /// A path from the root, so that a run finds its data from any folder.
  static func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }

  /// - Parameter ownsTest: whether the test set has files of its own.
  private static func files(_ data: ExperimentData, ownsTest: Bool) -> [File] {
    func list(_ dataset: Dataset?, _ part: File.Part) -> [File] {
      (dataset?.provenance.files ?? []).map {
        File(part: part, path: $0.path, absolutePath: absolute($0.path), sha256: $0.sha256)
      }
    }
    return list(data.training, .training) + (ownsTest ? list(data.test, .test) : [])
  }

  private static func split(_ data: ExperimentData, _ settings: TrainingSettings) -> Split {
    let size: String =
      switch settings.validation {
      case .count(let count): "\(count)"
      case .fraction(let fraction): "\(fraction)"
      }
    return Split(
      validation: size, isStratified: settings.isStratified, seed: settings.seed, examples: settings.examples,
      trainingCount: data.training.count, validationCount: data.validation?.count ?? 0,
      heldOutSha256: data.validation?.rowsDigest)
  }

  /// The layout with the range of each column of numbers over the training rows.
  private static func ranges(_ layout: TableLayout, of training: Dataset) -> TableLayout {
    var layout = layout
    if layout.arePixels { return layout }
    let statistics = training.featureStatistics
    var feature = 0
    for index in layout.columns.indices {
      let width = layout.columns[index].width
      if layout.columns[index].categories == nil, statistics[feature].count > 0 {
        layout.columns[index].minimum = statistics[feature].minimum
        layout.columns[index].maximum = statistics[feature].maximum
      }
      feature += width
    }
    return layout
  }
}

extension DataContract.Split {
  /// Adds the rule by which a column or folds split, and what came of it.
  mutating func describe(_ data: ExperimentData, settings: TrainingSettings, column: SplitColumn?) {
    if settings.splitsTest {
      (folds, fold) = (settings.folds, settings.fold)
      if settings.fold == nil { testSize = TrainingSettings.setting("test-size")?.read(settings).text() }
      (testCount, testSha256) = (data.test?.count, data.test?.rowsDigest)
    }
    guard let column else { return }
    (self.column, rule) = (column.name, column.rule)
    let parts = [data.training, data.validation, settings.splitsTest ? data.test : nil]
    let values = parts.map { $0.map { column.values(in: $0) } }
    (trainingValues, validationValues, testValues) = (values[0]?.count, values[1]?.count, values[2]?.count)
    guard column.rule == .time else { return }
    (trainingUntil, validationFrom, testFrom) = (values[0]?.last, values[1]?.first, values[2]?.first)
  }
}
