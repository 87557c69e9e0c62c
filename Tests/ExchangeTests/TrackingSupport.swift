import FledgeExchange
import FledgeFormats
import FledgeModels
import FledgeTraining
import Foundation

/// Settings of a training that takes milliseconds.
func tinySettings(_ change: (inout TrainingSettings) -> Void = { _ in }) -> TrainingSettings {
  var settings = TrainingSettings()
  settings.dataset = "xor"
  settings.examples = 60
  settings.testExamples = 40
  settings.layers = [4]
  settings.epochs = 3
  settings.batchSize = 16
  settings.learningRate = 0.03
  settings.threads = 1
  change(&settings)
  return settings
}

/// Generated digits, which are pictures.
func tinyDigits(_ change: (inout TrainingSettings) -> Void = { _ in }) -> TrainingSettings {
  tinySettings {
    $0.dataset = "digits"
    $0.examples = 80
    $0.testExamples = 30
    change(&$0)
  }
}

/// Trains and writes a run's folder; `observe` sees every event, and `norms` measures what `--track norms` does.
@discardableResult
func train(
  _ settings: TrainingSettings, to path: String, norms: Bool = false,
  _ observe: (Experiment, TrainingEvent) throws -> Void = { _, _ in }
) throws -> RunRecord {
  let experiment = try Experiment(settings)
  experiment.trainer.tracksNorms = norms
  let folder = try RunFolder(creating: path)
  try folder.begin(experiment.settings)
  let result = try experiment.run { event in
    try observe(experiment, event)
    return .proceed
  }
  let record = experiment.record(result, writer: "fledge test")
  try folder.write(result, settings: experiment.settings, record: record, contract: experiment.data.contract)
  return record
}

/// The event files of a folder, in order.
func eventFiles(_ folder: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.contains("tfevents") }.sorted().map {
    "\(folder)/\($0)"
  }
}

/// All events of a folder's files, one list for each file.
func events(_ folder: String) throws -> [[EventReader.Event]] {
  try eventFiles(folder).map { try EventReader.events(FileBytes.read($0)) }
}

/// The scalars of events, by tag: steps and values.
func scalars(_ events: [EventReader.Event]) -> [String: [(step: Int, value: Float)]] {
  var found: [String: [(step: Int, value: Float)]] = [:]
  for event in events {
    for value in event.values {
      if let number = value.scalar { found[value.tag, default: []].append((event.step, number)) }
    }
  }
  return found
}
