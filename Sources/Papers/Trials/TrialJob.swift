import FledgeDatasets
import FledgeExperiments
import FledgeFormats
import FledgeKernels
import FledgeNetworks
import FledgeTensors
import FledgeTraining

/// One training that a study asks for.
struct TrialJob: Sendable {
  let study: PaperStudy
  let label: String
  let settings: TrainingSettings
  /// What tells it from all others: the SHA-256 of settings, seed, data, recipe and watch.
  let key: String

  init(_ study: PaperStudy, _ variant: PaperStudy.Variant, seed: UInt64, dataChecksum: String) {
    self.study = study
    label = variant.label
    var settings = variant.settings
    settings.seed = seed
    settings.threads = 1
    self.settings = settings
    var values = settings.values
    values["data"] = nil
    let parts = [
      JSONValue.object(values).text(sortingKeys: true), dataChecksum, study.data.name, study.watch?.name ?? "",
    ]
    key = SHA256.hash(Array(parts.joined(separator: "\n").utf8)).hex
  }

  /// The name for progress, such as "modular, activations: tanh, seed 3".
  var name: String { study.name + (label.isEmpty ? "" : ": " + label) + ", seed \(settings.seed)" }

  /// Trains, measures the test set, and keeps the result in a folder.
  ///
  /// - Parameter epochDone: told how many epochs are done.
  /// - Throws: `CancellationError` when asked to stop; then nothing is kept.
  func train(
    in laboratory: Laboratory, folder: TrialFolder, isCancelled: () -> Bool, epochDone: (Int) -> Void
  ) throws {
    let clock = ContinuousClock()
    let start = clock.now
    let data = try study.data.make(laboratory, settings)
    let (features, outputs) = (data.training.featureShape.count, data.outputCount)
    var record = TrialRecord(
      name: name, settings: settings.yaml, seed: settings.seed, features: features, outputs: outputs)
    let network = try settings.network(features: features, outputs: outputs)
    let trainer = try Trainer(
      network: network, loss: settings.makeLoss(hasLabels: data.training.classCount > 0),
      optimizer: settings.makeOptimizer, training: data.training, validation: data.validation,
      initial: network.initialized(with: settings.initializer.initializer, seed: settings.seed),
      options: settings.options(
        classCounts: data.training.classCount > 0 ? data.training.classCounts : [],
        hasValidation: data.validation != nil))
    do {
      record.history = try trainer.run { event in
        if isCancelled() { throw CancellationError() }
        if case .epoch(let epoch, _) = event { epochDone(epoch.epoch) }
        return try study.watch?.look(event, trainer, data, &record.findings) ?? .proceed
      }
    } catch let error as TrainingError {
      record.history = trainer.state.history
      record.divergence = error.description
    }
    var (parameters, statistics): (Parameters?, Parameters?) = (nil, nil)
    if record.divergence == nil {
      (parameters, statistics) = trainer.result
      if let test = data.test, let parameters, let statistics {
        let evaluator = Evaluator(
          network: network, loss: trainer.loss, parameters: parameters, statistics: statistics)
        let evaluation = evaluator.evaluate(
          test, target: trainer.options.target, keepsOutputs: !settings.isAutoencoder)
        record.testLoss = evaluation.loss
        if data.training.classCount > 0, !settings.isAutoencoder {
          record.testAccuracy = evaluation.accuracy ?? .nan
          record.report = try classificationReport(
            evaluation, meaning: trainer.loss.outputMeaning, classNames: test.classNames)
        }
      }
    }
    record.seconds = (clock.now - start) / .seconds(1)
    try folder.write(record, parameters: parameters, statistics: statistics)
  }

  /// A rough measure of the work: parameters times examples times epochs.
  func cost(examples: Int, features: Int) -> Double {
    let count = min(settings.examples ?? examples, examples)
    let network = try? settings.network(features: features, outputs: 10)
    return Double(network?.parameterCount ?? 1) * Double(count) * Double(settings.epochs)
  }
}
