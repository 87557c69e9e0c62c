import FledgeDatasets
import FledgeFormats
import FledgeModels
import FledgeNetworks
public import FledgeRunStore
import FledgeTensors
import FledgeTraining

/// What a study will cost, found before anything starts.
public struct StudyEstimate: Sendable {
  /// What the seconds were measured from.
  public enum Basis: Sendable, Hashable {
    /// From this many finished runs of the study.
    case finishedRuns(Int)
    /// From this many steps of the first waiting run.
    case steps(Int)
  }

  /// All runs.
  public private(set) var runs = 0
  /// Those that have not ended.
  public private(set) var waiting = 0
  /// The number of runs trained at once.
  public let workers: Int
  /// Seconds of training, on all workers together; early stopping may save some.
  public private(set) var seconds = 0.0
  /// What the seconds were measured from; `nil` where no run waits.
  public private(set) var basis: Basis?
  /// The largest runs that are trained at once, without their data.
  public private(set) var memoryBytes = 0.0
  /// Records, curves, checkpoints, and weights where they are kept.
  public private(set) var diskBytes = 0.0

  /// A run that may have ended.
  public struct Item: Sendable {
    let plan: RunPlan
    let hasEnded: Bool
    /// Seconds that it took, where known.
    let seconds: Double?

    /// Names the run and what is known of it.
    public init(_ plan: RunPlan, hasEnded: Bool, seconds: Double? = nil) {
      (self.plan, self.hasEnded, self.seconds) = (plan, hasEnded, seconds)
    }
  }

  /// What the data say about a network.
  private struct Shape {
    let examples: Int
    let features: Int
    let outputs: Int
  }

  /// Reads the data, and trains a few steps where no run is finished; writes nothing.
  public init(_ items: [Item], workers: Int, keepsWeights: Bool) throws {
    self.workers = workers
    runs = items.count
    waiting = items.count { !$0.hasEnded }
    guard let next = items.first(where: { !$0.hasEnded })?.plan else { return }
    var shapes: [String: Shape] = [:]
    func cost(_ plan: RunPlan) throws -> (work: Double, network: Network) {
      let shape = try shapes[StudyEstimate.key(plan)] ?? StudyEstimate.shape(of: plan.data(plan.settings))
      shapes[StudyEstimate.key(plan)] = shape
      let work = plan.cost(examples: shape.examples, features: shape.features, outputs: shape.outputs)
      return (work, try plan.settings.network(features: shape.features, outputs: shape.outputs))
    }
    var (work, known) = (0.0, (seconds: 0.0, work: 0.0, count: 0))
    var memory: [Double] = []
    var largest = 0.0
    for item in items {
      let (cost, network) = try cost(item.plan)
      if let seconds = item.seconds { known = (known.seconds + seconds, known.work + cost, known.count + 1) }
      if item.hasEnded { continue }
      work += cost
      let settings = item.plan.settings
      let copies = MemoryEstimate.copies(settings.makeOptimizer, stopsEarly: settings.patience != nil)
      memory.append(MemoryEstimate(network, batch: settings.batchSize, copies: copies).bytes)
      let weights = 4 * Double(network.parameterLayout.bufferCount + network.statisticsLayout.bufferCount)
      largest = max(largest, weights * Double(2 + 2 * settings.makeOptimizer.stateCount))
      // A record of about 4 kB with 250 bytes for an epoch, and seven values of about 60 bytes for each.
      diskBytes += 4_000 + 670 * Double(settings.epochs) + (keepsWeights || item.plan.folder != nil ? weights : 0)
    }
    memoryBytes = memory.sorted(by: >).prefix(workers).reduce(0, +)
    diskBytes += largest * Double(min(workers, waiting))
    if known.count > 0, known.work > 0 {
      basis = .finishedRuns(known.count)
      seconds = work * known.seconds / known.work
    } else {
      let (steps, secondsOfWork) = try StudyEstimate.measure(next)
      basis = .steps(steps)
      seconds = work * secondsOfWork
    }
  }

  /// The minutes until the last run ends.
  public var minutes: Double { seconds / Double(max(1, min(workers, waiting))) / 60 }

  /// All that decides the shape of the data.
  private static func key(_ plan: RunPlan) -> String {
    let values = plan.settings.values
    let keys = TrainingSettings.keys(deciding: .data).filter { $0 != "seed" }
    return ([plan.dataName] + keys.map { values[$0]?.canonicalText ?? "" }).joined(separator: "\n")
  }

  private static func shape(of data: ExperimentData) -> Shape {
    Shape(
      examples: data.training.count, features: data.training.featureShape.count, outputs: data.outputCount)
  }

  /// Trains a few steps.
  ///
  /// - Returns: the steps, and the seconds of a unit of work.
  private static func measure(_ plan: RunPlan) throws -> (steps: Int, secondsOfWork: Double) {
    let experiment = try Experiment(plan.settings, data: plan.data(plan.settings))
    let estimate = try RunEstimate(experiment)
    let shape = shape(of: experiment.data)
    let work = plan.cost(examples: shape.examples, features: shape.features, outputs: shape.outputs)
    return (estimate.measuredSteps, estimate.seconds / work)
  }
}

extension StudyRunner {
  /// What a study would cost, with the runs that a store already has; writes nothing.
  ///
  /// Each rung of successive halving has as many variants as go on to it, the first ones in place of the best.
  public func estimate(_ plan: StudyPlan, in store: (any RunStore)?) throws -> StudyEstimate {
    let none = InMemoryRunStore()
    let store = store ?? none
    let datasets = try DatasetCache(capacity: workers + 1, of: plan, in: store)
    _ = try plan.checkMetrics(datasets)
    let finished = try store.runs(matching: RunQuery(study: plan.name, states: [.finished]))
    let known = Dictionary(finished.map { ($0.cell ?? -1, $0.usage?.wallSeconds) }) { first, _ in first }
    let cells = try store.study(named: plan.name).map { try store.cells(of: $0.id) } ?? []
    let stored = Dictionary(cells.map { ("\($0.hash) \($0.seed)", $0) }) { first, _ in first }
    var items: [StudyEstimate.Item] = []
    for (index, epochs) in (plan.halving?.rungs.map { Optional($0) } ?? [nil]).enumerated() {
      var rung = plan
      for variant in rung.variants.indices { if let epochs { rung.variants[variant].settings.epochs = epochs } }
      let share = plan.halving.map { pow($0.keep, index) } ?? 1
      rung.variants = Array(rung.variants.prefix(max(1, Int((share * Double(plan.variants.count)).rounded()))))
      items += rung.runs(threads: threads ?? 1) { try datasets.data(for: $0) }.map { run in
        let cell = stored["\(run.definition.hash) \(run.definition.seed)"]
        let hasEnded = cell?.state == .finished || (cell?.state == .failed && !retriesFailed)
        return StudyEstimate.Item(run, hasEnded: hasEnded, seconds: cell.flatMap { known[$0.id] ?? nil })
      }
    }
    return try StudyEstimate(items, workers: workers, keepsWeights: keepsWeights)
  }

  private func pow(_ share: Double, _ count: Int) -> Double { (0..<count).reduce(1) { value, _ in value * share } }
}
