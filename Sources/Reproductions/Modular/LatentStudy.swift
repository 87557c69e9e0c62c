import FledgeDatasets
import FledgeKernels
import FledgeLatent
import FledgeMetrics
import FledgeModels

/// The four-dimensional codes of one run, and their classification by five nearest neighbours.
struct LatentRun {
  let run: ReportRun
  let codes: LatentCodes

  init(_ run: ReportRun, threads: ThreadPool) throws {
    let data = try run.data()
    self.run = run
    codes = try LatentCodes(
      run.autoencoder(threads), training: data.training, test: data.test ?? data.training, threads: threads)
  }

  /// The test codes classified by the five nearest training codes.
  var confusion: ConfusionMatrix { codes.confusion }
}

/// The runs behind figures 12 and 13 and the table; empty where none of them is wanted.
struct LatentStudy {
  let settings: Modular.Configuration
  let linear: [LatentRun]
  let rectified: [LatentRun]

  init(_ context: ReproductionContext) throws {
    settings = Modular.Configuration(context.scale)
    guard context.wants("fig12", "fig13", "table1", "neighbors.accuracy") else {
      (linear, rectified) = ([], [])
      return
    }
    let runs = try context.train(settings.codes)
    let codes = { (label: String) in
      try runs[label].filter { !$0.hasDiverged }.map { try LatentRun($0, threads: context.threads) }
    }
    linear = try codes(Modular.Configuration.linearCodes)
    rectified = try codes(Modular.Configuration.rectifiedCodes)
  }

  /// The run with linear codes and median accuracy.
  var median: LatentRun? { Self.median(of: linear) }

  /// The run with median accuracy; the lower one of two.
  static func median(of runs: [LatentRun]) -> LatentRun? {
    let sorted = runs.sorted { $0.confusion.classificationAccuracy < $1.confusion.classificationAccuracy }
    return sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2]
  }
}

extension ReportRun {
  /// The trained network split into encoder and decoder.
  func autoencoder(_ threads: ThreadPool = .serial) throws -> Autoencoder {
    try Autoencoder(settings, predictor(), threads: threads)
  }
}

extension ReproductionContext {
  /// All cores, for work after the trainings.
  var threads: ThreadPool { workers == 1 ? .serial : ThreadPool(threads: workers) }
}
