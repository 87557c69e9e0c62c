public import FledgeDatasets
import FledgeFormats
import FledgeKernels
public import FledgePages
import FledgeRunStore
import FledgeTraining
import Foundation
import Synchronization

/// What reproductions share: the scale, the data, the finished runs, and the cores to train on.
///
/// For a paper:
///
/// - ``scale``: full, quick or smoke; `<Name>+Configuration.swift` says what each of them runs.
/// - ``train(_:)``: the runs of a study, trained on all cores or read if finished: `runs["tanh"].testAccuracy`.
/// - ``digits``: MNIST or the generated stand-in, training and test set, unscaled.
/// - ``data(for:)``: training, validation and test set for given settings.
/// - ``wants(_:)``: whether a figure is wanted; put costly sections under `if context.wants("fig7")`.
/// - ``page(for:summary:sections:)``: the page with provenance.
///
/// A run is identified by its settings, seed, data, data provider and probe. Nothing is trained twice, and an
/// interrupted reproduction resumes, unfinished runs from their checkpoints. `OUTPUT/fledge.db` has each study with its
/// runs and curves for `fledge study show` and `fledge runs list`; several processes may work on one output
/// folder.
public final class ReproductionContext: Sendable {
  /// The source of the digits.
  public enum Source: Sendable {
    /// MNIST from the usual folders, or generated digits where it is in none of them.
    case search
    /// MNIST from a folder.
    case folder(String)
    /// The given digits.
    case given(DatasetPair)
  }

  /// The options of `fledge reproduce`.
  public struct Options: Sendable {
    public var scale = ReportScale.full
    /// The folder of pages and runs.
    public var output = "reports"
    public var data = Source.search
    /// Whether any report runs on MNIST; where none does, it is not looked for.
    public var needsDigits = true
    /// Seeds of each study; the paper's own number when `nil`.
    public var seeds: Int?
    /// The only figures and tables to make, such as `fig7`; all when empty.
    public var only: [String] = []
    /// The number of networks trained at once; one for each core when `nil`.
    public var workers: Int?
    /// The command, for the provenance.
    public var command = "fledge reproduce"
    /// The version of the program, for the provenance.
    public var version = ""
    /// Checked after every step: whether to stop.
    public var isCancelled: @Sendable () -> Bool = { false }
    /// Whether nothing may be written: `estimate` alone can be called.
    public var isDryRun = false
    /// Called with what a user should know, such as that a run was taken from a dead process.
    public var notice: @Sendable (String) -> Void = { _ in }
    /// Called on the training's thread whenever a training begins, ends an epoch, or ends.
    public var progress: @Sendable (ReproductionProgress) -> Void = { _ in }

    public init() {}
  }

  public let scale: ReportScale
  /// The folder of pages and runs.
  public let output: String
  /// The number of networks trained at once.
  public let workers: Int
  /// MNIST or its stand-in, training and test set, unscaled.
  public let digits: DatasetPair
  public let pageData: PageData
  /// The SHA-256 over the data's files.
  public let dataChecksum: String

  let options: Options
  private let openStore = Mutex<(any RunStore)?>(nil)
  /// The seconds of every run that the current page uses, by folder.
  let usedSeconds = Mutex<[String: Double]>([:])
  /// The finished runs of text reports, by report and study: their blocks look at them again and again.
  let finishedRuns = Mutex<[String: StudyRuns]>([:])
  /// Evaluations of finished runs, by folder and set: numbers, figures and claims look at the same one.
  let evaluations = Mutex<[String: Evaluation]>([:])
  let progress = RunProgress()
  /// The data of runs that are not on the digits.
  let trainingData: TrainingData

  /// Reads the data.
  ///
  /// - Throws: `DatasetError` where they are damaged, or missing from the given folder.
  public init(_ options: Options) throws {
    self.options = options
    scale = options.scale
    output = options.output
    workers = max(1, options.workers ?? ProcessInfo.processInfo.activeProcessorCount)
    trainingData = TrainingData(capacity: workers + 1)
    (digits, pageData) = try Self.digits(
      options.needsDigits ? options.data : .given(PenDigits.pair(training: 10, test: 10, seed: 0)), scale: scale)
    let provenance = [digits.training.provenance, digits.test?.provenance].compactMap { $0 }
    let files = provenance.flatMap(\.files).map(\.sha256)
    let description = files.isEmpty ? "\(provenance) \(digits.training.count)" : files.joined(separator: "\n")
    dataChecksum = SHA256.hash(Array(description.utf8)).hex
  }

  /// The store of studies, runs and metrics: `OUTPUT/fledge.db`, made with the folder of the runs when first used.
  ///
  /// - Throws: `PaperError.folder` where nothing can be written; `RunStoreError` where the store cannot be used.
  var store: any RunStore {
    get throws {
      try openStore.withLock { open in
        let store = try open ?? makeStore()
        open = store
        return store
      }
    }
  }

  private func makeStore() throws -> any RunStore {
    if options.isDryRun { return InMemoryRunStore() }
    // A `.gitignore` keeps the runs out of repositories.
    do {
      try FileManager.default.createDirectory(atPath: output + "/runs", withIntermediateDirectories: true)
    } catch {
      throw PaperError.folder(output + "/runs")
    }
    try AtomicFile.write(text: "*\n", to: output + "/runs/.gitignore")
    return try SQLiteRunStore(path: output + "/fledge.db")
  }

  /// Whether a figure or table is wanted: any of them unless `--only` names others.
  public func wants(_ ids: String...) -> Bool { options.only.isEmpty || ids.contains(where: options.only.contains) }

  /// The seeds of a study.
  func seeds(of study: PaperStudy) -> [UInt64] { (0..<max(1, options.seeds ?? study.seeds)).map(UInt64.init) }
}
