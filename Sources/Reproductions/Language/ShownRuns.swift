import FledgeDatasets
import FledgeMetrics
import FledgeModels
import FledgeStudies

/// The trained networks that a figure shows: of each chosen variant the run with the median metric.
struct ShownRuns: Sendable {
  static let metricKey = FigureKind.Key(
    "metric", "the metric whose median decides which run of a variant is shown; runs that diverged are left out",
    standard: "test_accuracy of a classifier, else test_loss")
  /// The most variants of one figure.
  static let most = 12

  /// A run to show.
  struct Shown {
    /// Names variant and seed.
    let title: String
    let run: ReportRun
  }

  let selector: RunSelector
  let kind: String
  private let quantity: NamedQuantity?
  /// Where the figure stands, for what only the data tell.
  private let location: String

  init(_ kind: String, _ reader: ReportBlockReader) throws {
    self.kind = kind
    selector = try reader.selector()
    guard selector.chosen.count <= Self.most else {
      throw reader.file.fail(
        selector.line,
        "a figure of kind \(kind): expected at most \(Self.most) variants, a chart each, found \(selector.chosen.count); "
          + "choose some with 'where'")
    }
    if let entry = reader.entry("metric"), let name = try reader.text("metric"),
      RunQuantity.named(name)?.classValue != nil
    {
      throw reader.file.fail(
        entry.line, "metric: \(name) is of one class; choose one of the whole run, such as test_accuracy")
    }
    quantity = try reader.entry("metric") == nil ? nil : reader.quantity(of: selector.study)
    location = reader.file.location(reader.line)
  }

  /// The settings of the variants.
  var settings: [TrainingSettings] { selector.variants.map(\.settings) }

  /// Which run is shown, for captions.
  var whichRun: String {
    let usual = settings.allSatisfy(\.learnsClasses) ? "test accuracy" : "test loss"
    return "the run with the median \(quantity?.title ?? usual)\(selector.chosen.count > 1 ? " of each variant" : "")"
  }

  /// The run of each variant; those without a run that has the metric are left out.
  func runs(_ context: ReproductionContext, _ report: String) throws -> [Shown] {
    try selector.runs(context, of: report).compactMap { variant, runs in
      try median(of: runs).map { run in
        Shown(title: [variant.label, "seed \(run.seed)"].filter { !$0.isEmpty }.joined(separator: ", "), run: run)
      }
    }
  }

  /// Without a test set, what was held out decides.
  private func median(of runs: [ReportRun]) throws -> ReportRun? {
    let usual = ["test_accuracy", "test_loss", "validation_loss", "training_loss_seen"].compactMap {
      RunQuantity.named($0)
    }
    for quantity in quantity.map({ [$0] }) ?? usual.map({ NamedQuantity(quantity: $0) }) {
      let measured = try runs.filter { try quantity.value(of: $0).isFinite }
      if !measured.isEmpty { return try measured.median { try quantity.value(of: $0) } }
    }
    return nil
  }

  /// An error of data that a figure of this kind cannot show.
  func misfit(_ reason: String) -> StudyError {
    .badDefinition(location: location, reason: "a figure of kind \(kind): \(reason)")
  }
}

extension ReportBlockReader {
  /// The line of `kind`, for a figure that does not fit its study.
  var kindLine: Int { entry("kind")?.line ?? line }

  /// Refuses variants that a block of some kind cannot show.
  ///
  /// - Parameter mistake: what was found instead of what was expected; `nil` where all is well.
  func check(
    _ selector: RunSelector, _ what: String, _ mistake: (TrainingSettings) -> String?
  ) throws(StudyError) {
    for variant in selector.variants {
      if let mistake = mistake(variant.settings) {
        let label = variant.label.isEmpty ? "" : ", \(variant.label)"
        throw file.fail(kindLine, "\(what): \(mistake) in study '\(selector.study.name)'\(label)")
      }
    }
  }
}

extension TrainingSettings {
  /// Whether the network learns classes, as far as settings tell.
  var learnsClasses: Bool { !isAutoencoder && table.task != .regression && dataset != "line" }

  /// What the dataset's name says of its examples; `nil` where only its files do.
  var knownExamples: String? {
    switch dataset {
    case "mnist", "digits", "fashion-mnist", "kmnist", "images": "pictures"
    case "clouds", "xor", "circles", "moons", "spirals": "points in the plane"
    case "line": "points on a line"
    default: nil
    }
  }

  /// Why the network has no code; `nil` for an autoencoder.
  var noAutoencoder: String? {
    isAutoencoder
      ? nil : "expected an autoencoder ('autoencoder: [128, 16]' under 'train'), found a network that predicts"
  }

  /// Why the examples are no pictures, as far as settings tell.
  var noPictures: String? {
    guard let known = knownExamples, known != "pictures" else { return nil }
    return "expected pictures, found \(known) (dataset \(dataset))"
  }

  /// Why the network is no classifier, as far as settings tell.
  var noClassifier: String? {
    if isAutoencoder { return "expected a classifier, found an autoencoder" }
    return learnsClasses ? nil : "expected a classifier, found a regression"
  }
}
