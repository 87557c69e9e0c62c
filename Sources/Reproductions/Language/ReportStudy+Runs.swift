import FledgeDatasets
import FledgeModels
import FledgePages
import FledgeTraining

extension ReportStudy {
  /// Whether all runs are on MNIST as the context holds it.
  var isStandard: Bool { variants.allSatisfy { $0.settings.isStandardMNIST } }

  /// The trainings of the study at a scale.
  func trainings(of report: String, at scale: ReportScale) throws -> PaperStudy {
    let variants = try self.variants.map { variant in
      PaperStudy.Variant(key(variant), try scales.settings(variant.settings, at: scale))
    }
    return PaperStudy(
      "\(report), \(name)", seeds: scales.seeds(scale), data: isStandard ? .standard : .asTrained,
      probe: probe, variants)
  }
}

extension ReportStudy {
  /// What is measured while it trains.
  private var probe: Probe? {
    guard let measure, let stops else { return measure?.probe ?? stops?.probe }
    let (first, second) = (measure.probe, stops.probe)
    return Probe("\(first.name); \(second.name)") { event, trainer, data, measurements in
      let command = try first.measure(event, trainer, data, &measurements)
      return try second.measure(event, trainer, data, &measurements) == .stop ? .stop : command
    }
  }
}

extension TrainingSettings {
  /// Whether the data are MNIST as the context holds it, without changes to the images and with the official test set.
  fileprivate var isStandardMNIST: Bool {
    dataset == "mnist" && data == nil && augmentation.isEmpty && folds == nil && testSize == .count(0)
      && classNames.isEmpty
  }
}
