import FledgeDatasets
public import FledgeFormats
import FledgeKernels
public import FledgeMetrics
import FledgeNetworks
import FledgeTensors
public import FledgeTraining
import Foundation

/// The outcome of one training: what `record.json` keeps.
///
/// Keys of the file are snake_case. Its last one, `record_sha256`, is the SHA-256 of the file with 64 zeros in its place,
/// so that any changed byte is found when the record is read.
public struct RunRecord: Codable, Equatable, Sendable {
  /// One file of data and its SHA-256 when the training read it.
  public struct DataFile: Codable, Equatable, Sendable {
    /// The path as it was opened.
    public var path: String
    /// 64 hexadecimal digits.
    public var sha256: String
  }

  /// The version of this format.
  public static let currentFormat = 1
  /// The version of the arithmetic: a change of any bit of a result raises it, and `CHANGELOG.md` says why.
  public static let currentNumerics = 1

  /// The version of the format.
  public var format = RunRecord.currentFormat
  /// The version of the arithmetic that trained.
  public var numerics = RunRecord.currentNumerics
  /// The program that trained, such as `fledge 0.1.0`.
  public var writer: String
  /// The name of the data, such as `mnist`.
  public var dataset: String
  /// Whether all files of training and test set are the official ones of MNIST.
  public var isMnist: Bool
  /// The files of the data; none where they were generated.
  public var dataFiles: [DataFile]
  /// The examples that were learned from.
  public var trainingExamples: Int
  /// The examples held out.
  public var validationExamples: Int
  /// The examples measured once at the end.
  public var testExamples: Int
  /// The features of one example.
  public var features: Int
  /// The outputs of the network.
  public var outputs: Int
  /// The number of learned values.
  public var parameters: Int
  /// The SHA-256 of the network's layers, shapes and parameter paths.
  public var architectureSha256: String
  /// The SHA-256 of all weights and statistics; see `weightsDigest`.
  public var weightsSha256: String
  /// What was measured in training.
  public var history: History
  /// The mean loss on the test set.
  public var testLoss: Double?
  /// The accuracy on the test set.
  public var testAccuracy: Double?
  /// The mean absolute error on the test set in the unit of the target, where it is real-valued.
  public var testMae: Double?
  /// R² on the test set, where the target is real-valued.
  public var testR2: Double?
  /// The mean absolute error on the validation set, where the target is real-valued.
  public var validationMae: Double?
  /// R² on the validation set, where the target is real-valued.
  public var validationR2: Double?
  /// The test set's classification report.
  public var classification: ClassificationReport?
  /// Why the training could not go on.
  public var divergence: String?
  /// The name of the study that it was trained for.
  public var study: String?
  /// The name of its variant in the study's file, where that has one.
  public var variant: String?
  /// What the probe of its study measured.
  public var measurements: Measurements?
  /// The seconds that all epochs took.
  public var seconds: Double
  /// The instruction set that computed.
  public var isa: String
  /// The number of threads.
  public var threads: Int
  /// The root of all random streams.
  public var seed: UInt64
  /// The SHA-256 of each other file of the run, by its name.
  public var files: [String: String] = [:]
  /// The files that `fledge runs prune` removed; `nil` where none were.
  public var pruned: [String]?
  /// What the training was warned about, one line each; `nil` where all was well.
  public var warnings: [String]?
  /// The changes that were made by hand while it trained, in the order of their steps; `nil` where there were none.
  public var interventions: [Intervention]?
  /// The file whose weights `fledge import` took; `nil` for weights that were trained here.
  public var importedFrom: DataFile?

  /// The results for other programs to read, the settings left out.
  public var summary: JSONObject {
    func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
    let best = history.epochs.first { $0.epoch == history.bestEpoch }
    var object: JSONObject = [
      "dataset": .string(dataset), "is_mnist": .bool(isMnist), "training_examples": .integer(trainingExamples),
      "validation_examples": .integer(validationExamples), "test_examples": .integer(testExamples),
      "test_accuracy": number(testAccuracy), "test_loss": number(testLoss),
      "epochs": .integer(history.epochs.count), "best_epoch": .integer(history.bestEpoch),
      "end_reason": .string(history.endReason.rawValue), "validation_accuracy": number(best?.validationAccuracy),
      "validation_loss": number(best?.validationLoss), "training_accuracy": number(best?.trainingAccuracy),
      "training_loss": number(best?.trainingLoss),
      "training_loss_seen": number(history.epochs.last?.runningTrainingLoss),
      "seconds_per_epoch": .number(history.secondsPerEpoch), "parameters": .integer(parameters),
      "weights_sha256": .string(weightsSha256), "isa": .string(isa), "threads": .integer(threads),
      "seed": .integer(Int(truncatingIfNeeded: seed)),
    ]
    if testMae != nil {
      object["test_mae"] = number(testMae)
      object["test_r2"] = number(testR2)
    }
    if validationMae != nil {
      object["validation_mae"] = number(validationMae)
      object["validation_r2"] = number(validationR2)
    }
    if let interventions { object["interventions"] = .array(interventions.map(RunFolder.json)) }
    if let warnings { object["warnings"] = .array(warnings.map { .string($0) }) }
    return object
  }
}

extension Experiment {
  /// The record of a finished training; the digests of its files are added when they are written.
  public func record(_ result: ExperimentResult, writer: String) -> RunRecord {
    let parts = [data.training, data.test].compactMap { $0 }
    var files: [RunRecord.DataFile] = []
    for file in parts.flatMap(\.provenance.files) where !files.contains(where: { $0.path == file.path }) {
      files.append(RunRecord.DataFile(path: file.path, sha256: file.sha256))
    }
    let interventions = trainer.interventions.filter { $0.step < trainer.state.step }
    var record = RunRecord(
      writer: writer, dataset: data.training.provenance.name, isMnist: parts.allSatisfy(\.provenance.isMNIST),
      dataFiles: files, trainingExamples: data.training.count, validationExamples: data.validation?.count ?? 0,
      testExamples: data.test?.count ?? 0, features: network.inputShape.count, outputs: network.outputShape.count,
      parameters: network.parameterCount, architectureSha256: network.architectureDigest,
      weightsSha256: weightsDigest(result.parameters, result.statistics), history: result.history,
      testLoss: result.test?.loss, testAccuracy: result.test?.accuracy, testMae: result.errors?.meanAbsoluteError,
      testR2: result.errors?.rSquared, validationMae: result.validationErrors?.meanAbsoluteError,
      validationR2: result.validationErrors?.rSquared,
      classification: result.report,
      seconds: result.history.epochs.reduce(0) { $0 + $1.seconds }, isa: InstructionSet.current.rawValue,
      threads: settings.threads, seed: settings.seed)
    record.interventions = interventions.isEmpty ? nil : interventions
    return record
  }
}

extension Experiment {
  /// The record of a training that diverged; it has no results.
  public func record(diverged error: TrainingError, writer: String) -> RunRecord {
    let (parameters, statistics) = trainer.result
    var record = record(
      ExperimentResult(
        network: network, parameters: parameters, statistics: statistics, history: trainer.state.history),
      writer: writer)
    record.divergence = error.description
    return record
  }
}

extension History {
  /// The median of the epochs' seconds, the first left out where there are others: it warms caches.
  public var secondsPerEpoch: Double {
    let seconds = epochs.map(\.seconds)
    let counted = (seconds.count > 1 ? Array(seconds.dropFirst()) : seconds).sorted()
    return counted.isEmpty ? 0 : (counted[counted.count / 2] + counted[(counted.count - 1) / 2]) / 2
  }
}

extension Network {
  /// The SHA-256 of every layer with its numbers and shapes, and of every parameter's path and shape.
  var architectureDigest: String {
    var text = "input \(inputShape)\n"
    for node in nodes {
      text += "\(node.path) \(node.name) \(node.layer?.summary ?? "") \(node.inputs) \(node.outputShape)\n"
    }
    for entry in parameterLayout.entries + statisticsLayout.entries { text += "\(entry.path) \(entry.spec.shape)\n" }
    return SHA256.hash(Array(text.utf8)).hex
  }
}
