import FledgeFormats
import Foundation
import Synchronization

/// Which worker holds which run, as files of a shared folder: no locks, no server, no clock.
///
/// A claim of a cell is the file `KEY.1`; a worker that takes it over makes `KEY.2`, and so on: the highest number is the
/// fencing number. Each file is made exclusively, with its content, or not at all. `KEY.done` is the end of the cell,
/// `KEY.2.free` that its second worker gave it back, `KEY.checkpoint` where the next one goes on.
///
/// A worker counts up in its file below `workers` while it trains. One whose count stands still for its lease, by the
/// watching host's own clock, is dead.
final class ShardClaims: Sendable {
  /// The state of a cell among all workers.
  enum State: Equatable {
    /// It waits, after this number of claims.
    case free(claims: Int)
    /// The last claim is alive; it may be this worker's own.
    case held(claims: Int, isOwn: Bool)
    case ended(StudyRun.State)
  }

  private struct Sight {
    var count: String
    var since: ContinuousClock.Instant
  }

  private let folder: String
  /// The folder's path on this host; another one may have it elsewhere.
  private let base: String
  private let shard: String
  /// The part of the runs that this worker has, such as `3/16`; another worker of the same part has ended.
  private let task: String?
  private let leaseSeconds: Double
  private let seen = Mutex<[String: Sight]>([:])
  private let beats = Atomic(0)

  init(folder: String, shard: String, task: String?, leaseSeconds: Double) throws(RunStoreError) {
    (self.folder, self.shard, self.task, self.leaseSeconds) = (folder, shard, task, leaseSeconds)
    base = (folder.hasPrefix("/") ? folder : FileManager.default.currentDirectoryPath + "/" + folder) + "/"
    do {
      for name in ["claims", "workers"] {
        try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
      }
    } catch {
      throw .cannotOpen(path: folder, detail: "its folders cannot be made")
    }
    try beat()
  }

  /// The file name of a cell: the same in all shards, also after the study has grown.
  static func key(study: String, cell: StudyRun, occurrence: Int) -> String {
    let text = "\(study)\n\(cell.hash)\n\(cell.seed)\n\(occurrence)"
    return String(SHA256.hash(Array(text.utf8)).hex.prefix(32))
  }

  func state(_ key: String) -> State {
    if let end = read("\(key).done") { return .ended(end.hasPrefix("failed") ? .failed : .finished) }
    let last = lastClaim(key)
    guard last > 0 else { return .free(claims: 0) }
    if exists("\(key).\(last).free") { return .free(claims: last) }
    let holder = (read("\(key).\(last)") ?? "").split(separator: " ").map(String.init)
    if holder.first == shard { return .held(claims: last, isOwn: true) }
    if let task, holder.count == 2, holder[1] == task { return .free(claims: last) }
    let isDead = isDead(holder.first ?? "", claim: "\(key).\(last)")
    return isDead ? .free(claims: last) : .held(claims: last, isOwn: false)
  }

  /// Takes a cell after `claims` earlier ones.
  ///
  /// - Returns: the number of the claim; `nil` where another worker was first.
  func take(_ key: String, after claims: Int) throws(RunStoreError) -> Int? {
    try beat()
    let content = task.map { "\(shard) \($0)" } ?? shard
    return try create("\(key).\(claims + 1)", content) ? claims + 1 : nil
  }

  /// Whether a claim still is the highest one.
  func isCurrent(_ key: String, _ number: Int) -> Bool { !exists("\(key).\(number + 1)") }

  /// Marks the end of a cell.
  ///
  /// - Returns: whether it had not ended before.
  func end(_ key: String, as state: StudyRun.State) throws(RunStoreError) -> Bool {
    try create("\(key).done", "\(state.rawValue) \(shard)")
  }

  func giveBack(_ key: String, _ number: Int) throws(RunStoreError) { _ = try create("\(key).\(number).free", "") }

  /// Lets a failed cell be tried again.
  func reopen(_ key: String) {
    try? FileManager.default.removeItem(atPath: path("\(key).done"))
    try? FileManager.default.removeItem(atPath: path("\(key).checkpoint"))
    let last = lastClaim(key)
    if last > 0 { _ = try? create("\(key).\(last).free", "") }
  }

  func checkpoint(_ key: String) -> StoredCheckpoint? {
    guard let object = (try? JSONValue(parsing: read("\(key).checkpoint") ?? ""))?.objectValue,
      let path = object["path"]?.stringValue, let epoch = object["epoch"]?.integerValue,
      let step = object["step"]?.integerValue
    else { return nil }
    return StoredCheckpoint(path: path.hasPrefix("/") ? path : base + path, epoch: epoch, step: step)
  }

  func save(_ checkpoint: StoredCheckpoint, of key: String) throws(RunStoreError) {
    let path = checkpoint.path.hasPrefix(base) ? String(checkpoint.path.dropFirst(base.count)) : checkpoint.path
    let object: JSONObject = [
      "path": .string(path), "epoch": .integer(checkpoint.epoch), "step": .integer(checkpoint.step),
    ]
    do {
      try AtomicFile.write(text: JSONValue.object(object).canonicalText, to: self.path("\(key).checkpoint"))
    } catch {
      throw .inputOutput(path: folder, detail: "\(error)".oneLine)
    }
  }

  /// Says that this worker is alive.
  func beat() throws(RunStoreError) {
    let count = beats.add(1, ordering: .relaxed).newValue
    do {
      try AtomicFile.write(text: "\(count) \(leaseSeconds)\n", to: "\(folder)/workers/\(shard)")
    } catch {
      throw .inputOutput(path: folder, detail: "\(error)".oneLine)
    }
  }

  private func isDead(_ worker: String, claim: String) -> Bool {
    // A claim whose writer died before it had a name is watched by itself.
    let text = worker.isEmpty ? "" : text(at: "\(folder)/workers/\(worker)") ?? ""
    let lease = text.split(whereSeparator: \.isWhitespace).last.flatMap { Double($0) } ?? leaseSeconds
    let now = ContinuousClock.now
    return seen.withLock { seen in
      let name = worker.isEmpty ? claim : worker
      guard let sight = seen[name], sight.count == text else {
        seen[name] = Sight(count: text, since: now)
        return false
      }
      return now - sight.since > .seconds(lease)
    }
  }

  private func lastClaim(_ key: String) -> Int {
    var last = 0
    while exists("\(key).\(last + 1)") { last += 1 }
    return last
  }

  // MARK: Files

  private func path(_ name: String) -> String { "\(folder)/claims/\(name.prefix(2))/\(name)" }

  private func exists(_ name: String) -> Bool { unsafe access(path(name), F_OK) == 0 }

  private func read(_ name: String) -> String? { text(at: path(name)) }

  private func text(at path: String) -> String? {
    FileManager.default.contents(atPath: path).flatMap { String(bytes: $0, encoding: .utf8) }
  }

  /// Makes a file with its content, unless it is there.
  private func create(_ name: String, _ content: String) throws(RunStoreError) -> Bool {
    let path = path(name)
    let draft = "\(folder)/workers/\(shard).\(UInt32.random(in: 0 ... .max)).draft"
    do {
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try Data(content.utf8).write(to: URL(filePath: draft))
    } catch {
      throw .inputOutput(path: folder, detail: "a claim cannot be written")
    }
    defer { unsafe unlink(draft) }
    if unsafe link(draft, path) == 0 { return true }
    if errno == EEXIST { return false }
    // A file system without links.
    let file = unsafe open(path, O_CREAT | O_EXCL | O_WRONLY, 0o644)
    guard file >= 0 else {
      if errno == EEXIST { return false }
      throw .inputOutput(path: folder, detail: "a claim cannot be made: \(unsafe String(cString: strerror(errno)))")
    }
    defer { close(file) }
    let bytes = Array(content.utf8)
    guard unsafe write(file, bytes, bytes.count) == bytes.count else {
      throw .inputOutput(path: folder, detail: "a claim cannot be written")
    }
    return true
  }
}
