public import Foundation
import Synchronization

/// A run store in a folder that workers share without a server, also where the file system has no locks.
///
/// Each worker writes to a file of its own, `HOST-PROCESS-RANDOM.db`, and sees the others' work in the claims of cells.
/// ``ShardMerge`` makes one store of all.
public final class ShardRunStore: RunStore {
  private struct Held {
    let key: String
    let claim: Int
  }

  /// The folder.
  public let folder: String
  /// The name of this worker's file, without its ending.
  public let shard: String
  let own: SQLiteRunStore
  private let claims: ShardClaims
  private let held = Mutex<[Run.ID: Held]>([:])
  /// The keys of the cells of a study, by the number of the cell in this worker's file.
  private let keys = Mutex<[StudyRun.ID: String]>([:])

  /// Joins the workers of a folder; makes the folder where there is none.
  ///
  /// - Parameters:
  ///   - task: This worker's part of the runs, such as `3/16`, where no two workers have the same one at a time.
  ///   - leaseSeconds: Seconds without a sign of life after which others take over this worker's runs.
  public init(folder: String, task: String? = nil, leaseSeconds: Double = 60) throws(RunStoreError) {
    let folder = folder.hasSuffix("/") && folder.count > 1 ? String(folder.dropLast()) : folder
    let host = ProcessInfo.processInfo.hostName.filter { $0.isLetter || $0.isNumber || $0 == "-" }
    let shard =
      "\(host)-\(ProcessInfo.processInfo.processIdentifier)-\(String(UInt32.random(in: 0 ... .max), radix: 36))"
    (self.folder, self.shard) = (folder, shard)
    claims = try ShardClaims(folder: folder, shard: shard, task: task, leaseSeconds: leaseSeconds)
    own = try SQLiteRunStore(unlocked: "\(folder)/\(shard).db")
  }

  public var location: StoreLocation { .folder(folder) }

  public func currentTime() -> Date { own.currentTime() }

  // MARK: Studies

  public func createStudy(_ definition: StudyDefinition) throws(RunStoreError) -> Study {
    let study = try own.createStudy(definition)
    var found: [StudyRun.ID: String] = [:]
    for (cell, key) in Self.keys(of: try own.cells(of: study.id), study: study.name) { found[cell] = key }
    keys.withLock { $0.merge(found) { $1 } }
    return study
  }

  /// The key of each cell; a study may hold the same training twice.
  static func keys(of cells: [StudyRun], study: String) -> [(StudyRun.ID, String)] {
    var counts: [String: Int] = [:]
    return cells.map { cell in
      let occurrence = counts["\(cell.hash) \(cell.seed)", default: 0]
      counts["\(cell.hash) \(cell.seed)"] = occurrence + 1
      return (cell.id, ShardClaims.key(study: study, cell: cell, occurrence: occurrence))
    }
  }

  public func studies() throws(RunStoreError) -> [Study] { try own.studies() }

  public func study(named name: String) throws(RunStoreError) -> Study? { try own.study(named: name) }

  public func progress(of study: Study.ID) throws(RunStoreError) -> StudyProgress {
    StudyProgress(try cells(of: study).map(\.state))
  }

  public func cells(of study: Study.ID) throws(RunStoreError) -> [StudyRun] { try own.cells(of: study).map(seen) }

  public func cell(_ id: StudyRun.ID) throws(RunStoreError) -> StudyRun { seen(try own.cell(id)) }

  /// A cell with its state among all workers.
  private func seen(_ cell: StudyRun) -> StudyRun {
    guard cell.state == .queued, let key = key(of: cell.id) else { return cell }
    var cell = cell
    switch claims.state(key) {
    case .free: break
    case .held(_, let isOwn): cell.state = isOwn && !isHeldHere(key) ? .queued : .running
    case .ended(let state): cell.state = state
    }
    return cell
  }

  private func key(of cell: StudyRun.ID) -> String? { keys.withLock { $0[cell] } }

  private func isHeldHere(_ key: String) -> Bool { held.withLock { $0.values.contains { $0.key == key } } }

  public func retryFailed(study: Study.ID) throws(RunStoreError) -> Int {
    let failed = try cells(of: study).filter { $0.state == .failed }
    for cell in failed { if let key = key(of: cell.id) { claims.reopen(key) } }
    _ = try own.retryFailed(study: study)
    return failed.count
  }

  public func deleteStudy(_ study: Study.ID) throws(RunStoreError) { try own.deleteStudy(study) }

  // MARK: Workers

  public func leaseNextRun(
    study: Study.ID, before position: Int, worker: Worker
  ) throws(RunStoreError) -> Lease? {
    for cell in try own.cells(of: study) where cell.state == .queued && cell.index < position {
      if let lease = try lease(cell: cell.id, worker: worker) { return lease }
    }
    return nil
  }

  public func lease(cell id: StudyRun.ID, worker: Worker) throws(RunStoreError) -> Lease? {
    let cell = try own.cell(id)
    guard cell.state == .queued, let key = key(of: id) else { return nil }
    let earlier: Int
    switch claims.state(key) {
    case .free(let count): earlier = count
    // A run that this worker lost and that no other has taken.
    case .held(let count, let isOwn) where isOwn && !isHeldHere(key): earlier = count
    case .held, .ended: return nil
    }
    guard let claim = try claims.take(key, after: earlier) else { return nil }
    guard let lease = try own.lease(cell: id, worker: worker) else {
      try claims.giveBack(key, claim)
      return nil
    }
    held.withLock { $0[lease.run] = Held(key: key, claim: claim) }
    return Lease(
      cell: lease.cell, run: lease.run, attempt: claim, checkpoint: claims.checkpoint(key) ?? lease.checkpoint)
  }

  /// Whether the claim of a run has not been taken over; the run is interrupted where it has.
  private func isCurrent(_ run: Run.ID) throws(RunStoreError) -> Bool {
    guard let held = held.withLock({ $0[run] }) else { return true }
    try claims.beat()
    if claims.isCurrent(held.key, held.claim) { return true }
    _ = try own.interrupt(run: run, message: "another worker has taken it over", usage: nil)
    return false
  }

  public func startRun(configuration: String, seed: UInt64, worker: Worker) throws(RunStoreError) -> Run.ID {
    try own.startRun(configuration: configuration, seed: seed, worker: worker)
  }

  public func heartbeat(run: Run.ID) throws(RunStoreError) -> Acceptance {
    try isCurrent(run) ? own.heartbeat(run: run) : .superseded
  }

  public func record(_ values: [MetricValue], run: Run.ID) throws(RunStoreError) -> Acceptance {
    try isCurrent(run) ? own.record(values, run: run) : .superseded
  }

  public func setData(_ sha256: String, of run: Run.ID) throws(RunStoreError) -> Acceptance {
    try own.setData(sha256, of: run)
  }

  public func saveCheckpoint(_ checkpoint: StoredCheckpoint, run: Run.ID) throws(RunStoreError) -> Acceptance {
    guard try isCurrent(run) else { return .superseded }
    if let held = held.withLock({ $0[run] }) { try claims.save(checkpoint, of: held.key) }
    return try own.saveCheckpoint(checkpoint, run: run)
  }

  public func addArtifact(_ artifact: Artifact, run: Run.ID) throws(RunStoreError) -> Acceptance {
    try own.addArtifact(artifact, run: run)
  }

  /// Ends a run with its result, which this worker's file keeps also where another was first: merging compares both.
  public func finish(run: Run.ID, result: RunResult) throws(RunStoreError) -> Acceptance {
    guard try own.finish(run: run, result: result) == .accepted else { return .superseded }
    return try end(run, as: .finished)
  }

  public func fail(run: Run.ID, message: String, usage: RunUsage?) throws(RunStoreError) -> Acceptance {
    guard try isCurrent(run), try own.fail(run: run, message: message, usage: usage) == .accepted else {
      return .superseded
    }
    return try end(run, as: .failed)
  }

  private func end(_ run: Run.ID, as state: StudyRun.State) throws(RunStoreError) -> Acceptance {
    guard let held = held.withLock({ $0.removeValue(forKey: run) }) else { return .accepted }
    return try claims.end(held.key, as: state) ? .accepted : .superseded
  }

  public func interrupt(run: Run.ID, message: String, usage: RunUsage?) throws(RunStoreError) -> Acceptance {
    let answer = try own.interrupt(run: run, message: message, usage: usage)
    if let held = held.withLock({ $0.removeValue(forKey: run) }) { try claims.giveBack(held.key, held.claim) }
    return answer
  }

  /// Others find dead workers by their claims; this worker's own runs are alive.
  public func interruptAbandonedRuns() throws(RunStoreError) -> [Run.ID] { [] }

  // MARK: Queries and maintenance of this worker's file

  public func runs(matching query: RunQuery) throws(RunStoreError) -> [Run] { try own.runs(matching: query) }

  public func run(_ id: Run.ID) throws(RunStoreError) -> Run { try own.run(id) }

  public func curves(of runs: [Run.ID], names: [String]?) throws(RunStoreError) -> [Curve] {
    try own.curves(of: runs, names: names)
  }

  public func record(of run: Run.ID) throws(RunStoreError) -> String? { try own.record(of: run) }

  public func artifacts(of run: Run.ID) throws(RunStoreError) -> [Artifact] { try own.artifacts(of: run) }

  public func tag(_ runs: [Run.ID], _ tag: String) throws(RunStoreError) { try own.tag(runs, tag) }

  public func untag(_ runs: [Run.ID], _ tag: String) throws(RunStoreError) { try own.untag(runs, tag) }

  public func deleteRuns(_ runs: [Run.ID]) throws(RunStoreError) { try own.deleteRuns(runs) }

  public func check() throws(RunStoreError) -> [CheckFinding] { try own.check() }
}
