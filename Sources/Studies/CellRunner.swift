public import FledgeRuns
import Foundation
import Synchronization

/// Trains chosen cells of one store's studies on several cores, in a given order.
///
/// `StudyRunner` is for studies that their settings describe in full; this one trains whatever a ``CellWork`` makes of
/// a cell. Both use the same leases, heartbeats, checkpoints and records, so several processes may work on one store.
public struct CellRunner: Sendable {
  /// How many cells are trained at once, each on one thread.
  public var workers: Int
  /// Where checkpoints of unfinished cells are written; without it there are none.
  public var folder: String?
  /// Seconds between checkpoints of one cell.
  public var checkpointSeconds = 20.0
  /// Seconds without a heartbeat after which another worker takes over a cell.
  public var leaseSeconds = 15.0
  /// The version of the program, for the records.
  public var toolVersion = ""
  /// The digest of the data, for the records.
  public var dataSHA256: String?
  /// Checked after every step: whether to give all cells back and end.
  public var isCancelled: @Sendable () -> Bool = { false }

  public init(workers: Int) {
    precondition(workers >= 1, "CellRunner: expected 1 or more workers, found \(workers)")
    self.workers = workers
  }

  /// The provenance of this process, for the records.
  public var worker: Worker {
    MachineDescription.worker(
      threads: 1, toolVersion: toolVersion, dataSHA256: dataSHA256, leaseSeconds: leaseSeconds)
  }

  /// Trains the cells that are not finished yet, and waits for those that other processes hold.
  ///
  /// - Returns: whether all cells have ended; `false` where the run was cancelled.
  /// - Throws: `RunStoreError`; an error of a training that does not belong to its cell.
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
    /// In reverse order: the last one is next.
    var waiting: [Cell.ID]
    var held: [Cell.ID] = []
    var nextPoll = ContinuousClock().now
    var nextSweep = ContinuousClock().now
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
    guard let held = pollHeldCells() else { return hasCells ? .later : .none }
    if state.withLock({ $0.isSweepDue(after: worker.leaseSeconds / 2) }) { _ = try store.interruptAbandonedRuns() }
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

  /// The cells that other processes hold, where it is time to read their states again; `nil` otherwise.
  private func pollHeldCells() -> [Cell.ID]? {
    state.withLock { state in
      let now = ContinuousClock().now
      guard !state.held.isEmpty, now >= state.nextPoll else { return nil }
      state.nextPoll = now + .milliseconds(500)
      return state.held
    }
  }
}

extension CellQueue.State {
  fileprivate mutating func isSweepDue(after seconds: Double) -> Bool {
    let now = ContinuousClock().now
    guard now >= nextSweep else { return false }
    nextSweep = now + .seconds(seconds)
    return true
  }
}
