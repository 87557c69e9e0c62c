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
    if entry.name == "mnist", settings.data == nil { try DataSearch.checkEnvironment() }
    let options = settings.datasetOptions
    var pair: DatasetPair
    var isStandIn = false
    do {
      pair = try entry.load(options)
    } catch {
      guard error.category == .missing, entry.name == "mnist", settings.data == nil, allowsStandIn else { throw error }
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

    let count = pair.training.count
    if case .count(let heldOut) = settings.validation, heldOut >= count {
      throw SettingError.conflict(
        "validation: expected fewer than the \(count) training examples, found \(heldOut); hold out fewer")
    }
    var (kept, heldOut) = try pair.training.split(
      holdingOut: settings.validation, stratified: settings.isStratified, seed: settings.seed)
    guard kept.count > 0 else {
      throw SettingError.conflict("validation: nothing of \(count) examples is left to learn from; hold out fewer")
    }
    heldOut.augmentations = []
    training = kept
    validation = heldOut.count > 0 ? heldOut : nil
    test = pair.test
    self.isStandIn = isStandIn
    self = scaled(settings.scaling)
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

  private init(training: Dataset, validation: Dataset?, test: Dataset?, isStandIn: Bool) {
    (self.training, self.validation, self.test, self.isStandIn) = (training, validation, test, isStandIn)
  }

  /// The first `count` examples of each set.
  package func limited(to count: Int) -> ExperimentData {
    ExperimentData(
      training: training.prefix(count), validation: validation?.prefix(count), test: test?.prefix(count),
      isStandIn: isStandIn)
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

extension TrainingSettings {
  /// Checks that `data` is given where it is needed and nowhere else: an ignored path would mislead.
  fileprivate func checkDataPath() throws(SettingError) {
    switch (dataset, data) {
    case ("csv", nil): throw .conflict("data: the dataset csv needs the path of its file, found nothing; set data")
    case ("mnist", let path?) where path.lowercased().hasSuffix(".csv"):
      throw .conflict("data: expected the folder of the MNIST files, found '\(path)'; for a table set dataset to csv")
    case ("mnist", _), ("csv", _), (_, nil): break
    case (_, let path?):
      throw .conflict("data: the dataset \(dataset) is generated and reads no files, found '\(path)'; leave data out")
    }
  }

  fileprivate var datasetOptions: DatasetOptions {
    var options = DatasetOptions()
    options.folder = data
    options.file = data
    options.trainingCount = examples
    options.testCount = testExamples
    options.seed = seed
    return options
  }
}

extension Scaling {
  fileprivate func normalization(fittedOn training: Dataset) -> Normalization {
    switch self {
    case .unit: .unitRange
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
