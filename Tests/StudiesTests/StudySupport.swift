import FledgeModels
import FledgeRunStore
import FledgeStudies
import Foundation
import Synchronization

/// Settings of a training that takes milliseconds.
func tinySettings(_ change: (inout TrainingSettings) -> Void = { _ in }) -> TrainingSettings {
  var settings = TrainingSettings()
  settings.dataset = "xor"
  settings.examples = 60
  settings.testExamples = 40
  settings.layers = [4]
  settings.epochs = 2
  settings.batchSize = 16
  settings.learningRate = 0.03
  settings.threads = 1
  change(&settings)
  return settings
}

/// Two widths and two seeds.
func tinyPlan(name: String = "widths", seeds: [UInt64] = [0, 1], epochs: Int = 2) -> StudyPlan {
  StudyPlan(
    name: name,
    variants: [[4], [6, 3]].map { layers in
      StudyPlan.Variant(
        tinySettings {
          $0.layers = layers
          $0.epochs = epochs
        })
    }, seeds: seeds)
}

/// A runner with one worker that waits for nothing long.
func tinyRunner(workers: Int = 1, folder: String? = nil) -> StudyRunner {
  var runner = StudyRunner(workers: workers)
  runner.folder = folder
  runner.leaseSeconds = 2
  return runner
}

/// All finished results of a store as text.
func export(_ store: any RunStore) throws -> String { try RunExport(of: store).csv }

/// Something that several workers write to.
final class Collected<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])

  func append(_ value: Value) { values.withLock { $0.append(value) } }

  var all: [Value] { values.withLock { $0 } }
}
