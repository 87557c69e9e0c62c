public import FledgeDatasets
import FledgeFormats
import FledgeKernels
public import FledgePages
import FledgeRuns
import Foundation
import Synchronization

/// Where reports are run again: the scale, the data, the finished trials, and the cores to train on.
///
/// For a paper:
///
/// - ``scale``: full, quick or smoke; `<Name>+Configuration.swift` says what each of them runs.
/// - ``train(_:)``: the trials of a study, trained on all cores or found finished: `trials["tanh"].testAccuracy`.
/// - ``digits``: MNIST, or the generated stand-in, training and test, pixels as they are.
/// - ``data(for:)``: training, validation and test set that settings ask for.
/// - ``wants(_:)``: whether a figure is asked for; put costly sections under `if context.wants("fig7")`.
/// - ``page(for:summary:keyNumbers:sections:)``: the page with provenance.
///
/// A trial is found again by its settings, seed, data, recipe and watch. Nothing is trained twice, and an interrupted
/// run goes on with what is left, half-done trainings from their checkpoints. Each study stands with its cells, runs and
/// curves in `OUTPUT/fledge.db`, where `fledge study show` and `fledge runs list` find them; several processes may work
/// on one output folder.
public final class ReproductionContext: Sendable {
  /// Where digits come from.
  public enum Source: Sendable {
    /// MNIST from the usual places, or generated digits where it is in none of them.
    case search
    /// MNIST from a folder.
    case folder(String)
    /// Digits that are there already.
    case given(DatasetPair)
  }

  /// What a user asks for.
  public struct Options: Sendable {
    /// How much is run.
    public var scale = ReportScale.full
    /// Where pages and trials go.
    public var output = "reports"
    /// Where the digits come from.
    public var data = Source.search
    /// Seeds of each study; the paper's own when `nil`.
    public var seeds: Int?
    /// The only figures and tables to make, such as `fig7`; all when empty.
    public var only: [String] = []
    /// How many networks are trained at once; one for each core when `nil`.
    public var workers: Int?
    /// The command, for the provenance.
    public var command = "fledge reproduce"
    /// The version of the program, for the provenance.
    public var version = ""
    /// Asked after every step: whether to stop.
    public var isCancelled: @Sendable () -> Bool = { false }
    /// Told of every training that begins and ends, from its own thread.
    public var progress: @Sendable (ReproductionContextProgress) -> Void = { _ in }

    /// Starts with the defaults.
    public init() {}
  }

  /// How much is run.
  public let scale: ReportScale
  /// Where pages and trials go.
  public let output: String
  /// How many networks are trained at once.
  public let workers: Int
  /// MNIST or its stand-in, training and test, unscaled.
  public let digits: DatasetPair
  /// What the digits are.
  public let pageData: PageData
  /// The SHA-256 over the data's files.
  public let dataChecksum: String

  let options: Options
  /// Where studies, cells, runs and their metrics are kept: `OUTPUT/fledge.db`.
  let store: SQLiteRunStore
  /// The seconds of every trial that the present page has used, by key.
  let usedSeconds = Mutex<[String: Double]>([:])
  let progress = RunProgress()

  /// Reads the data.
  ///
  /// - Throws: `DatasetError` where they are damaged, or missing from the folder that was named; `PaperError.folder`
  ///   where nothing can be written; `RunStoreError` where the store cannot be used.
  public init(_ options: Options) throws {
    self.options = options
    scale = options.scale
    output = options.output
    workers = max(1, options.workers ?? ProcessInfo.processInfo.activeProcessorCount)
    (digits, pageData) = try Self.digits(options.data, scale: scale)
    let provenance = [digits.training.provenance, digits.test?.provenance].compactMap { $0 }
    let files = provenance.flatMap(\.files).map(\.sha256)
    let description = files.isEmpty ? "\(provenance) \(digits.training.count)" : files.joined(separator: "\n")
    dataChecksum = SHA256.hash(Array(description.utf8)).hex
    try TrialFolder.prepare(output + "/runs")
    store = try SQLiteRunStore(path: output + "/fledge.db")
  }

  /// Whether a figure or table is asked for: any of them unless `--only` names others.
  public func wants(_ ids: String...) -> Bool { options.only.isEmpty || ids.contains(where: options.only.contains) }

  /// How many seeds a study has.
  func seeds(of study: PaperStudy) -> [UInt64] { (0..<max(1, options.seeds ?? study.seeds)).map(UInt64.init) }
}
