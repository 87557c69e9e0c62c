import Foundation
import GRDB

extension SQLiteRunStore {
  /// Copies everything that can still be read from a damaged store into a new one; the old file is only read.
  ///
  /// Row numbers stay the same. A run with an incomplete result becomes interrupted, and its cell is queued again.
  /// - Throws: ``RunStoreError/alreadyExists(path:)``, or the reason why nothing at all can be read.
  public static func salvage(from path: String, to newPath: String) throws(RunStoreError) -> SalvageReport {
    guard !FileManager.default.fileExists(atPath: newPath) else { throw .alreadyExists(path: newPath) }
    let source = try openDamaged(path)
    let target = try SQLiteRunStore(path: newPath)
    do {
      // Outside a transaction: SQLite refuses to end one after a bad page.
      let report = try source.unsafeRead { damaged in try Salvage.copy(from: damaged, to: target.queue) }
      try target.close()
      return report
    } catch {
      try? target.close()
      try? FileManager.default.removeItem(atPath: newPath)
      throw RunStoreError(error, path: path, busySeconds: target.busySeconds)
    }
  }

  /// Checks a store that may be too damaged to open, and says what can be saved; changes nothing.
  public static func check(path: String) throws(RunStoreError) -> [CheckFinding] {
    var findings: [CheckFinding]
    do {
      let store = try SQLiteRunStore(path: path, access: .existing)
      findings = try store.check()
      try store.close()
    } catch .damaged(_, let detail) {
      findings = [CheckFinding(kind: .damage, message: "\(path): \(detail)")]
    }
    guard findings.contains(where: { $0.kind == .damage }) else { return findings }
    let source = try openDamaged(path)
    do {
      let scratch = try DatabaseQueue()
      try Schema.migrator.migrate(scratch)
      let report = try source.unsafeRead { damaged in try Salvage.copy(from: damaged, to: scratch) }
      findings.append(CheckFinding(kind: .damage, message: "\(path): \(report)"))
    } catch {
      throw RunStoreError(error, path: path, busySeconds: 0)
    }
    return findings
  }

  private static func openDamaged(_ path: String) throws(RunStoreError) -> DatabaseQueue {
    do {
      if try inspectFile(at: path) { throw RunStoreError.missing(path: path) }
      var configuration = Configuration()
      configuration.readonly = true
      configuration.foreignKeysEnabled = false
      configuration.busyMode = .timeout(10)
      // Without this SQLite refuses a file that is shorter than its header says.
      configuration.prepareDatabase { database in
        try Schema.distrust(database)
        try database.execute(sql: "PRAGMA writable_schema = ON")
      }
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      guard try queue.unsafeRead({ try inspectSchema($0, path: path) }) > 0 else {
        throw RunStoreError.damaged(path: path, detail: "no table can be read, nothing can be saved")
      }
      return queue
    } catch {
      throw RunStoreError(error, path: path, busySeconds: 10)
    }
  }
}

/// What could be read from a damaged store, and what is lost.
public struct SalvageReport: Hashable, Sendable, CustomStringConvertible {
  /// Studies that were read.
  public internal(set) var studies = 0
  /// Cells that were read.
  public internal(set) var cells = 0
  /// Runs that were read.
  public internal(set) var runs = 0
  /// Values of metrics that were read, final ones included.
  public internal(set) var metricValues = 0
  /// Artifact rows that were read.
  public internal(set) var artifacts = 0
  /// Tags that were read.
  public internal(set) var tags = 0
  /// One line for each loss, in the order in which it was found.
  public internal(set) var losses: [String] = []

  /// One line with the counts and the number of losses.
  public var description: String {
    "\(studies) studies, \(cells) cells, \(runs) runs, \(metricValues) metric values, \(artifacts) artifacts and "
      + "\(tags) tags can be read"
      + (losses.isEmpty ? "; nothing is known to be lost" : "; " + losses.joined(separator: "; "))
  }
}
