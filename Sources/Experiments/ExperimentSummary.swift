import FledgeDatasets
public import FledgeFormats
import FledgeKernels
public import FledgeMetrics
public import FledgeNetworks
import FledgeTensors
package import FledgeTraining
import Foundation

extension Experiment {
  /// The results of a training as JSON, as `fledge train --json` prints them.
  public func summary(_ result: ExperimentResult) -> JSONObject {
    var object: JSONObject = [
      "dataset": .string(data.training.provenance.name),
      "is_mnist": .bool(data.training.provenance.isMNIST),
      "training_examples": .integer(data.training.count),
      "validation_examples": .integer(data.validation?.count ?? 0),
      "test_examples": .integer(data.test?.count ?? 0),
    ]
    object["test_accuracy"] = number(result.test?.accuracy)
    object["test_loss"] = number(result.test?.loss)
    object["epochs"] = .integer(result.history.epochs.count)
    object["best_epoch"] = .integer(result.history.bestEpoch)
    object["end_reason"] = .string(result.history.endReason.rawValue)
    let best = result.history.epochs.first { $0.epoch == result.history.bestEpoch }
    object["validation_accuracy"] = number(best?.validationAccuracy)
    object["validation_loss"] = number(best?.validationLoss)
    object["training_accuracy"] = number(best?.trainingAccuracy)
    object["training_loss"] = number(best?.trainingLoss)
    object["training_loss_seen"] = number(result.history.epochs.last?.runningTrainingLoss)
    object["seconds_per_epoch"] = .number(result.secondsPerEpoch)
    object["parameters"] = .integer(network.parameterCount)
    object["weights_sha256"] = .string(weightsDigest(result.parameters, result.statistics))
    object["isa"] = .string(InstructionSet.current.rawValue)
    object["threads"] = .integer(settings.threads)
    object["seed"] = .integer(Int(settings.seed))
    object["settings"] = .object(settings.values)
    return object
  }

  private func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
}

/// The SHA-256 of all weights and statistics: their elements in PyTorch's shapes and order, as little-endian bytes.
///
/// Two trainings have the same digest only if all weights are equal bit by bit.
public func weightsDigest(_ parameters: Parameters, _ statistics: Parameters) -> String {
  var hash = SHA256()
  for item in [parameters, statistics] {
    for index in item.layout.entries.indices {
      var bytes: [UInt8] = []
      for element in item.tensor(at: index).elements {
        let bits = element.bitPattern.littleEndian
        for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift))) }
      }
      hash.update(bytes)
    }
  }
  return hash.finalize().hex
}

extension RunFolder {
  /// The history as CSV, one line for each epoch; values that were not measured are empty.
  package static func csv(_ history: History) -> String {
    var text =
      "epoch,step,learning_rate,training_loss_seen,training_accuracy_seen,training_loss,training_accuracy,"
      + "validation_loss,validation_accuracy,seconds\n"
    for record in history.epochs {
      let values: [Double?] = [
        record.learningRate, record.runningTrainingLoss, record.runningTrainingAccuracy, record.trainingLoss,
        record.trainingAccuracy, record.validationLoss, record.validationAccuracy, record.seconds,
      ]
      let cells = ["\(record.epoch)", "\(record.step)"] + values.map { $0.map { "\($0)" } ?? "" }
      text += cells.joined(separator: ",") + "\n"
    }
    return text
  }
}

extension Experiment {
  /// The content of `metrics.json`: the summary and the test set's classification report.
  public func metrics(_ result: ExperimentResult, summary: JSONObject) throws -> JSONObject {
    var object = summary
    object["settings"] = nil
    if let report = result.report { object["classification"] = try report.json }
    return object
  }
}

extension ClassificationReport {
  public var json: JSONValue {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      return try JSONValue(parsing: [UInt8](encoder.encode(self)))
    }
  }
}
