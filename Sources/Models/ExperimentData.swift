public import FledgeDatasets
import FledgeFormats
import FledgeKernels
import FledgeTensors

/// The training, validation and test sets of one training.
public struct ExperimentData: Sendable {
  /// The training set, without the validation part.
  public var training: Dataset
  /// Measured after each epoch.
  public var validation: Dataset?
  /// Measured once, after the training.
  public var test: Dataset?
  /// Whether digits were generated because MNIST was not found.
  public private(set) var isStandIn: Bool
  /// What was learned of the data; `nil` for sets that a program made.
  public private(set) var contract: DataContract?
  /// What was guessed or left out when files were read, one line each.
  public private(set) var notes: [String] = []

  /// The names that `dataset` takes.
  public static let names = DatasetCatalogue.entries.map(\.name)

  public init(training: Dataset, validation: Dataset? = nil, test: Dataset? = nil) {
    self.training = training
    self.validation = validation
    self.test = test
    isStandIn = false
  }

  /// Finds, reads and splits the data.
  ///
  /// - Parameter allowsStandIn: whether generated digits may replace MNIST where it is not found.
  /// - Throws: `DatasetError` where data are missing or damaged; `SettingError` where settings do not fit them.
  public init(_ settings: TrainingSettings, allowsStandIn: Bool = true) throws {
    let entry = try DatasetCatalogue.entry(named: settings.dataset)
    try settings.checkDataPath()
    try settings.checkSplit()
    if entry.name == "mnist", settings.data == nil { try DataSearch.checkEnvironment() }
    let options = settings.datasetOptions
    var pair: DatasetPair
    var isStandIn = false
    do {
      pair = try entry.load(options)
    } catch {
      guard error.category == .missing, entry.name == "mnist", settings.data == nil, allowsStandIn else { throw error }
      guard settings.classNames.isEmpty else {
        throw SettingError.conflict(
          "class-names: MNIST was not found, and the digits that stand in for it have names of their own; name the folder of "
            + "the four files with --data")
      }
      pair = try DatasetCatalogue.entry(named: "digits").load(options)
      isStandIn = true
    }
    pair.training = pair.training.prefix(settings.examples)
    pair.test = pair.test?.prefix(settings.testExamples)
    if !settings.augmentation.isEmpty {
      let choices = try settings.augmentation.map { try AugmentationChoice($0) }
      for choice in choices { try choice.check(pair.training.featureShape, dataset: settings.dataset) }
      pair.training.augmentations = choices.map(\.augmentation)
    }

    try settings.checkSplit(pair)
    let rule = settings.splitRule(pair.split)
    let (rest, ownTest) = try rule.splittingTest(from: pair.training)
    if let ownTest {
      if pair.test != nil {
        pair.notes.append("a fold is the test set; that of the data is not measured")
      }
      pair.test = ownTest
      pair.test?.augmentations = []
    }
    let count = rest.count
    if case .count(let heldOut) = settings.validation, heldOut >= count {
      throw SettingError.conflict(
        "validation: expected fewer than the \(count) training examples, found \(heldOut); hold out fewer")
    }
    var (kept, heldOut) = try rule.splittingValidation(from: rest)
    guard kept.count > 0 else {
      throw SettingError.conflict("validation: nothing of \(count) examples is left to learn from; hold out fewer")
    }
    heldOut.augmentations = []
    training = kept
    validation = heldOut.count > 0 ? heldOut : nil
    test = pair.test
    self.isStandIn = isStandIn
    let fill = try fillMissing(pair.layout)
    let areNumbers = pair.areNumbers || pair.layout.map { !$0.arePixels } == true
    let scaling = settings.scaling.resolved(areNumbers: areNumbers)
    self = scaled(scaling)
    if pair.layout != nil || pair.range != nil, !hasLabels, outputCount > 0, settings.scalesTarget { scaleTargets() }
    notes = pair.notes + missingClasses(settings, column: pair.split)
    var dataset = settings
    if isStandIn { dataset.dataset = "digits" }
    var contract = DataContract(self, settings: dataset, scaling: scaling, pair: pair, fill: fill)
    contract.split.describe(self, settings: settings, column: pair.split)
    self.contract = contract
  }

  /// Puts the means of the training rows where values are missing; returns them.
  private mutating func fillMissing(_ layout: TableLayout?) throws(DatasetError) -> [Double]? {
    guard let layout, layout.missing == .mean else { return nil }
    let statistics = training.featureStatistics
    if let index = statistics.firstIndex(where: { $0.count == 0 }) {
      throw .badData(
        "\(training.provenance.name): expected a value of \(layout.featureNames[index]) in the training rows, found none; "
          + "leave the column out with --features")
    }
    let means = statistics.map(\.mean)
    training = training.filling(means)
    validation = validation?.filling(means)
    test = test?.filling(means)
    return means
  }

  /// Standardises real-valued targets by those of the training rows.
  private mutating func scaleTargets() {
    let scaler = TargetScaler(fitting: training)
    training.targetScaler = scaler
    validation?.targetScaler = scaler
    test?.targetScaler = scaler
  }

  /// The same examples under a scaling, whose parameters come from the training set.
  public func scaled(_ scaling: Scaling) -> ExperimentData {
    let normalization = scaling.normalization(fittedOn: training)
    var scaled = self
    scaled.training.normalization = normalization
    scaled.validation?.normalization = normalization
    scaled.test?.normalization = normalization
    return scaled
  }

  /// The first `count` examples of each set.
  package func limited(to count: Int) -> ExperimentData {
    var limited = self
    limited.training = training.prefix(count)
    limited.validation = validation?.prefix(count)
    limited.test = test?.prefix(count)
    return limited
  }

  /// The number of classes or target values.
  public var outputCount: Int {
    switch training.targetKind {
    case .labels(let classes): classes
    case .values(let shape): shape.count
    }
  }

  public var hasLabels: Bool { training.classCount > 0 }

  /// The number of training examples of each class; empty without labels.
  public var classCounts: [Int] {
    var counts = [Int](repeating: 0, count: training.classCount)
    if hasLabels { for label in training.labels { counts[Int(label)] += 1 } }
    return counts
  }
}

extension Scaling {
  /// What `auto` means.
  ///
  /// - Parameter areNumbers: whether features are columns of a table or rows of numbers, and no pictures.
  func resolved(areNumbers: Bool) -> Scaling {
    guard self == .auto else { return self }
    return areNumbers ? .perFeature : .unit
  }

  fileprivate func normalization(fittedOn training: Dataset) -> Normalization {
    switch self {
    case .unit, .auto: .unitRange
    case .perImage: .perExample
    case .perFeature: .perFeature(FeatureScaler.fit(training))
    case .none: .none
    }
  }
}

extension Dataset {
  /// The first `limit` examples; all of them without a limit.
  public func prefix(_ limit: Int?) -> Dataset {
    guard let limit, limit < count else { return self }
    return subset(0..<limit)
  }
}
