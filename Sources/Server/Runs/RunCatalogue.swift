import FledgeFormats
import FledgeModels
import Foundation
import Synchronization

/// The runs below a folder, and what is known of each.
///
/// Names that requests give are looked up here and never become paths, so no request leaves the folder. Scanning reads
/// folders alone; a run's summary is read when it is first shown or sorted by, and again when its files have changed.
final class RunCatalogue: Sendable {
  private struct State {
    var entries: [String: RunEntry] = [:]
    var summaries: [String: (changed: Double, summary: RunSummary)] = [:]
    var scannedAt: ContinuousClock.Instant?
    var scanSeconds = 0.0
  }

  let root: String
  private let state = Mutex(State())
  private let clock = ContinuousClock()

  init(_ root: String) { self.root = root }

  /// All runs, no older than a second or twenty times what a scan takes.
  func entries(isFresh: Bool = false) -> [RunEntry] {
    let known = state.withLock { state -> [RunEntry]? in
      guard let scannedAt = state.scannedAt, !isFresh else { return nil }
      let age = (clock.now - scannedAt) / .seconds(1)
      return age < max(1, 20 * state.scanSeconds) ? Array(state.entries.values) : nil
    }
    if let known { return known }
    let start = clock.now
    let found = RunEntry.all(below: root)
    let end = clock.now
    state.withLock { state in
      state.entries = Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
      state.summaries = state.summaries.filter { state.entries[$0.key] != nil }
      (state.scannedAt, state.scanSeconds) = (end, (end - start) / .seconds(1))
    }
    return found
  }

  /// A run by its id, as its files are now.
  ///
  /// - Throws: `HTTPError` 404 where there is none, or none any more.
  func entry(_ id: String) throws(HTTPError) -> RunEntry {
    let known = state.withLock { $0.entries[id] } ?? entries(isFresh: true).first { $0.id == id }
    guard let known, let entry = RunEntry(path: known.path, id: id) else {
      throw HTTPError(404, "\(quotedName(id)): there is no run of this name; it may have been removed")
    }
    state.withLock { $0.entries[id] = entry }
    return entry
  }

  /// What the list shows of a run.
  func summary(_ entry: RunEntry) -> RunSummary {
    let known = state.withLock { $0.summaries[entry.id] }
    // The state of a training that is killed changes without a change of its files.
    if let known, known.changed == entry.changed, !entry.hasLock { return known.summary }
    let summary = RunSummary(entry)
    state.withLock { $0.summaries[entry.id] = (entry.changed, summary) }
    return summary
  }

  /// How many summaries are known.
  var indexedCount: Int { state.withLock { $0.summaries.count } }
}
