import FledgeAnalysis
import FledgeDatasets
import FledgeInspection
import FledgeKernels
import FledgeLatent
import FledgeModels
import FledgeNetworks
import FledgeTensors
import Synchronization

/// A trained network with its data and what was computed of it so far.
final class OpenNetwork: Sendable {
  let run: TrainedRun
  /// When its weights were last changed.
  let stamp: Double
  private let state = Mutex(State())
  /// One question at a time computes; the others wait for what it finds.
  private let turn = Mutex(())

  private struct State {
    var data: ExperimentData?
    var sets: [String: ExampleSet] = [:]
    var activations: [(key: String, values: UnitActivations)] = []
    var codes: [String: Tensor] = [:]
  }

  /// The most bytes of activations that are kept.
  private static let activationBytes = 1 << 26

  private let trainingIndex: TrainingIndex

  init(_ run: TrainedRun, stamp: Double, trainingIndex: TrainingIndex) {
    (self.run, self.stamp, self.trainingIndex) = (run, stamp, trainingIndex)
  }

  var path: String { run.path }

  /// All parts of the run's own data.
  ///
  /// - Throws: where they are not found or not those of the training.
  func data() throws -> ExperimentData {
    try turn.withLock { _ in
      if let known = state.withLock({ $0.data }) { return known }
      let found = try RunData(run).parts()
      guard found.training.featureShape.count == run.network.inputShape.count else {
        throw NetworkError.shapeMismatch(
          path: "input", expected: "\(run.network.inputShape.count) features", found: found.training.featureShape)
      }
      state.withLock { $0.data = found }
      return found
    }
  }

  /// A part of the data as the page shows it, with the network's answers; the test set where none is named, or what stands for it.
  func set(_ name: String?) throws -> ExampleSet {
    let data = try data()
    let part: (examples: Dataset?, name: String)
    switch name {
    case nil: part = (data.judged.examples, data.judged.part)
    case "test"?: part = (data.test, "test")
    case "validation"?: part = (data.validation, "validation")
    case "training"?: part = (data.training, "training")
    default: throw HTTPError(400, "set: expected test, validation or training")
    }
    guard let examples = part.examples else { throw HTTPError(404, "this run has no \(part.name) examples") }
    return turn.withLock { _ in
      if let known = state.withLock({ $0.sets[part.name] }) { return known }
      let found = ExampleSet(run, examples, name: part.name)
      state.withLock { $0.sets[part.name] = found }
      return found
    }
  }

  /// The activations of one layer on a set.
  func activations(_ layer: UnitLayer, on set: ExampleSet) -> UnitActivations {
    let key = "\(set.name) \(layer.path)"
    return turn.withLock { _ in
      if let known = state.withLock({ state in state.activations.first { $0.key == key } }) { return known.values }
      let found = UnitActivations(run, layer, on: set.examples)
      state.withLock { state in
        state.activations.append((key, found))
        while state.activations.count > 1,
          state.activations.reduce(0, { $0 + $1.values.byteCount }) > OpenNetwork.activationBytes
        {
          state.activations.removeFirst()
        }
      }
      return found
    }
  }

  /// The training examples that lie nearest to features before scaling.
  func nearest(_ wanted: Int, to features: [Float]) throws -> (indices: [Int], distances: [Float]) {
    let index = try trainingIndex.index(data().training, of: run)
    let found = try index.nearest(
      min(wanted, index.count), to: Tensor(shape: [1, features.count], elements: features))
    return (found.indices.map { Int($0) }, found.squaredDistances.map { $0.squareRoot() })
  }

  /// The codes of a set's examples.
  func codes(of set: ExampleSet) throws -> Tensor {
    if let known = state.withLock({ $0.codes[set.name] }) { return known }
    let found = try Autoencoder(run, threads: .serial).codes(of: set.examples, threads: .serial)
    state.withLock { $0.codes[set.name] = found }
    return found
  }
}

extension Autoencoder {
  init(_ run: TrainedRun, threads: ThreadPool) throws { try self.init(run.settings, run.predictor, threads: threads) }
}

/// The examples of one part of a run's data that the page shows, with the network's answers.
struct ExampleSet: Sendable {
  /// `test`, `validation` or `training`.
  let name: String
  /// The first ones, as many as the network can answer in about a second.
  let examples: Dataset
  /// How many there are in all.
  let total: Int
  let answers: NetworkAnswers
  let mistakes: [Int]

  init(_ run: TrainedRun, _ all: Dataset, name: String) {
    self.name = name
    total = all.count
    examples = all.subset(0..<min(all.count, ExampleBatches.limit(run.network)))
    answers = UnitAblation.answers(of: run, on: examples)
    mistakes = answers.mistakes(examples.labels)
  }
}
