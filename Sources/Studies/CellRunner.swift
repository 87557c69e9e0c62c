public import FledgeRuns
import Foundation
import Synchronization

/// Trains chosen cells of any studies of one store on several cores, in a given order.
///
/// `StudyRunner` is for studies that their settings describe in full; this one takes whatever a ``CellWork`` makes of a
/// cell. Both share claims, signs of life, checkpoints and records, so several processes may work on one store.
public struct CellRunner: Sendable {
  /// How many cells are trained at once, each on one thread.
  public var workers: Int
  /// Where checkpoints of half-done cells are kept; without it there are none.
  public var folder: String?
  /// Seconds between checkpoints of one cell.
  public var checkpointSeconds = 20.0
  /// Seconds without a sign of life after which another worker takes a cell over.
  public var leaseSeconds = 15.0
  /// The version of the program, for the records.
  public var toolVersion = ""
  /// The digest of the data, for the records.
  public var dataSHA256: String?
  /// Asked after every step: whether to give all cells back and end.
  public var isCancelled: @Sendable () -> Bool = { false }

  /// Makes a runner.
  public init(workers: Int) {
    precondition(workers >= 1, "CellRunner: expected 1 or more workers, found \(workers)")
    self.workers = workers
  }

  /// Who trains, for the records.
  public var worker: Worker {
    MachineDescription.worker(
      threads: 1, toolVersion: toolVersion, dataSHA256: dataSHA256, leaseSeconds: leaseSeconds)
  }

  /// Trains the cells that nobody else has brought to an end, and waits for those that others hold.
  ///
  /// - Returns: whether all cells have come to their end; `false` where somebody asked to stop.
  /// - Throws: `RunStoreError`; an error of a training that is not its cell's own.
  public func run(_ cells: [Cell], of work: any CellWork, in store: any RunStore) throws -> Bool {
    let names = Dictionary(try store.studies().map { ($0.id, $0.name) }) { first, _ in first }
    let queue = CellQueue(cells.map(\.id), store: store, worker: worker, work: work)
    let pool = CellPool(store, leaseSeconds: leaseSeconds, isCancelled: isCancelled)
    let workerContext = CellTraining.WorkerContext(
      store: store, pool: pool, work: work, folder: folder, checkpointSeconds: checkpointSeconds,
      writer: "fledge \(toolVersion)", threads: 1)
    try pool.run(
      workers: min(workers, max(1, cells.count)), take: { try queue.take() },
      train: { run in
        let study = run.lease.cell.study
        try CellTraining(run, of: names[study] ?? "\(study)", in: workerContext).train()
      })
    return !queue.hasCells && !pool.isEnding
  }
}

/// Cells that wait for a worker of this process, and those that other processes hold.
private final class CellQueue: Sendable {
  fileprivate struct State {
    /// The last one is the next.
    var waiting: [Cell.ID]
    var held: [Cell.ID] = []
    var nextLook = ContinuousClock().now
    var nextRescue = ContinuousClock().now
  }

  private let store: any RunStore
  private let worker: Worker
  private let work: any CellWork
  private let state: Mutex<State>

  init(_ cells: [Cell.ID], store: any RunStore, worker: Worker, work: any CellWork) {
    self.store = store
    self.worker = worker
    self.work = work
    state = Mutex(State(waiting: cells.reversed()))
  }

  var hasCells: Bool { state.withLock { !$0.waiting.isEmpty || !$0.held.isEmpty } }

  func take() throws -> CellPool.Offer {
    while let id = state.withLock({ $0.waiting.popLast() }) {
      if let lease = try store.lease(cell: id, worker: worker) { return .cell(lease) }
      state.withLock { $0.held.append(id) }
    }
    guard let held = lookAgain() else { return hasCells ? .later : .none }
    if state.withLock({ $0.isRescueDue(after: worker.leaseSeconds / 2) }) { _ = try store.interruptAbandonedRuns() }
    for id in held {
      let cell = try store.cell(id)
      if cell.state == .running { continue }
      state.withLock { state in
        state.held.removeAll { $0 == id }
        if cell.state == .queued { state.waiting.append(id) }
      }
      if cell.state != .queued { work.endedElsewhere(cell) }
    }
    return .later
  }

  /// The cells that others hold, to be looked at by the caller; `nil` where there are none or it is too early.
  private func lookAgain() -> [Cell.ID]? {
    state.withLock { state in
      let now = ContinuousClock().now
      guard !state.held.isEmpty, now >= state.nextLook else { return nil }
      state.nextLook = now + .milliseconds(500)
      return state.held
    }
  }
}

extension CellQueue.State {
  fileprivate mutating func isRescueDue(after seconds: Double) -> Bool {
    let now = ContinuousClock().now
    guard now >= nextRescue else { return false }
    nextRescue = now + .seconds(seconds)
    return true
  }
}
