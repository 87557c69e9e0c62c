import FledgeDatasets
public import FledgeModels
import FledgePages

extension ReproductionContext {
  /// Finds MNIST, or generates digits as a stand-in.
  static func digits(_ source: Source, scale: ReportScale) throws(DatasetError) -> (DatasetPair, PageData) {
    let pair: DatasetPair
    switch source {
    case .given(let given): pair = given
    case .folder(let folder): pair = try mnist(in: folder)
    case .search:
      do {
        pair = try mnist(in: nil)
      } catch {
        guard error.category == .missing else { throw error }
        return (standIn(scale), .other("generated pen-stroke digits"))
      }
    }
    let isMNIST = pair.training.provenance.isMNIST && pair.test?.provenance.isMNIST ?? true
    return (pair, isMNIST ? .mnist : .other("other digits (\(pair.training.provenance.name))"))
  }

  private static func mnist(in folder: String?) throws(DatasetError) -> DatasetPair {
    var options = DatasetOptions()
    options.folder = folder
    return try DatasetCatalogue.entry(named: "mnist").load(options)
  }

  private static func standIn(_ scale: ReportScale) -> DatasetPair {
    let (training, test) =
      switch scale {
      case .full: (60_000, 10_000)
      case .quick: (20_000, 5_000)
      case .smoke: (2_000, 1_000)
      }
    return PenDigits.pair(training: training, test: test, seed: 0)
  }

  /// The training, validation and test set for the given settings: the first examples of each set, split and scaled.
  ///
  /// - Throws: `DatasetError` where the sizes do not fit.
  public func data(for settings: TrainingSettings) throws -> ExperimentData {
    precondition(settings.augmentation.isEmpty, "no report augments its images")
    var pair = digits
    if settings.dataset != "mnist" {
      var options = DatasetOptions()
      options.trainingCount = settings.examples
      options.testCount = settings.testExamples
      options.seed = settings.seed
      pair = try DatasetCatalogue.entry(named: settings.dataset).load(options)
    }
    let training = pair.training.prefix(settings.examples)
    let (kept, heldOut) = try training.split(
      holdingOut: settings.validation, stratified: settings.isStratified, seed: settings.seed)
    let parts = ExperimentData(
      training: kept, validation: heldOut.count > 0 ? heldOut : nil, test: pair.test?.prefix(settings.testExamples))
    return parts.scaled(settings.scaling)
  }
}
