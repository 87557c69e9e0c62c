import FledgeDatasets
import FledgeFormats
public import FledgeModels
import FledgeNetworks
import FledgeTensors
public import FledgeTraining
import Foundation

/// Event files of TensorBoard while a training runs: each epoch is in the file when the next one begins.
///
/// It only looks at the training: weights and results have the same bits without it. Where a write fails, one warning
/// says so and the training goes on without it.
public final class TensorBoardLog {
  /// The most epochs whose weights are drawn and counted; of more, every second or third or so is.
  private static let mostDrawn = 50

  private let file: EventFile
  private let warn: (String) -> Void
  private let interval: Int
  private let gradients: GradientSample
  private let pictures: NetworkPictures?
  private var hasFailed = false

  /// Begins a file with the settings, and with the epochs that are done where the folder has none of them.
  ///
  /// - Parameters:
  ///   - isResumed: whether the folder may hold event files of this training.
  ///   - warn: is told what goes wrong later.
  /// - Throws: `RunFolderError`, `FormatError` where the file cannot be written.
  public init(
    _ folder: EventFolder, _ experiment: Experiment, isResumed: Bool, warn: @escaping (String) -> Void
  ) throws {
    let label = EventFolder.label(experiment.settings)
    try folder.check(resuming: isResumed ? label : nil)
    let goesOn = !folder.files.isEmpty
    file = try folder.makeFile(label: label)
    self.warn = warn
    let (settings, data) = (experiment.settings, experiment.data)
    interval = max(1, (settings.epochs + Self.mostDrawn - 1) / Self.mostDrawn)
    gradients = GradientSample(experiment.trainer)
    pictures = NetworkPictures(experiment.network, shape: data.training.featureShape)

    let now = Date()
    var records = EventRecords()
    records.appendVersion(at: now)
    let state = experiment.trainer.state
    // The checkpoint of an epoch is written before its events, so a killed training may lack those: they are written again.
    let repeated = goesOn && state.stepInEpoch == 0 ? state.history.epochs.last : nil
    if goesOn { records.appendRestart(step: repeated?.step ?? state.step + 1, at: now) }
    records.append(
      [
        HyperparameterValues.experiment(
          settings,
          metrics: ScalarTags.metrics(
            hasTest: data.test != nil, hasLabels: data.hasLabels && !settings.isAutoencoder,
            hasValidation: data.validation != nil)),
        HyperparameterValues.start(settings, at: now),
      ], step: 0, at: now)
    if !goesOn {
      for epoch in state.history.epochs { records.append(ScalarTags.values(epoch), step: epoch.step, at: now) }
    }
    try file.append(records)
    if let repeated { add(repeated, of: experiment) }
  }

  /// Adds an epoch: its numbers, and weights, gradients and pictures at its end.
  public func add(_ epoch: EpochRecord, of experiment: Experiment) {
    guard !hasFailed else { return }
    var values = ScalarTags.values(epoch)
    if epoch.epoch % interval == 0 || epoch.epoch == experiment.settings.epochs {
      let snapshot = experiment.trainer.snapshot()
      values += TensorBoardLog.histograms("weights", snapshot.parameters)
      values += TensorBoardLog.histograms("gradients", gradients.gradients(at: snapshot))
      if let pictures {
        values += [pictures.firstLayer(snapshot.parameters)].compactMap { $0 }
        if experiment.settings.isAutoencoder {
          let predictor = Predictor(
            network: experiment.network, parameters: snapshot.parameters, statistics: snapshot.statistics)
          let (examples, part) = experiment.data.shown
          values += [try? pictures.reconstructions(predictor, of: examples, part: part)].compactMap { $0 }
        }
      }
    }
    append(values, step: epoch.step)
  }

  /// Adds the results of a training that has come to its end.
  public func finish(_ record: RunRecord) {
    append(
      ScalarTags.values(record.results) + [HyperparameterValues.end(.success, at: Date())],
      step: record.history.epochs.last?.step ?? 0)
  }

  /// Says that the training failed.
  public func fail(after step: Int) { append([HyperparameterValues.end(.failure, at: Date())], step: step) }

  private func append(_ values: [SummaryValue], step: Int) {
    guard !hasFailed else { return }
    var records = EventRecords()
    records.append(values, step: step, at: Date())
    do throws(FormatError) {
      try file.append(records)
    } catch {
      hasFailed = true
      warn("\(error); the training goes on without event files")
    }
  }

  /// A histogram of each parameter.
  static func histograms(_ name: String, _ parameters: Parameters) -> [SummaryValue] {
    parameters.layout.entries.indices.compactMap { index in
      let path = parameters.layout.entries[index].path
      return ValueHistogram(parameters.tensor(at: index).elements).map { .histogram("\(name)/\(path)", $0) }
    }
  }
}
