import FledgeFormats
import FledgeModels
import Foundation
import Synchronization

/// Tells pages what has changed in the folders of runs; looks only while a page listens.
///
/// Runs at work are looked at four times a second, the list once a second. A page that takes its events too slowly loses
/// the oldest and reads the run again.
final class RunWatcher: Sendable {
  private struct State {
    var listeners: [Int: AsyncStream<[UInt8]>.Continuation] = [:]
    var next = 0
    /// The rows of the history that pages know, and the time of the last change.
    var seen: [String: (rows: Int, progress: Double, state: String)] = [:]
    var list: [String: Double] = [:]
  }

  private let runs: RunCatalogue
  private let state = Mutex(State())

  init(_ runs: RunCatalogue) { self.runs = runs }

  /// The events from now on, as a body of type `text/event-stream`.
  func listen() -> AsyncStream<[UInt8]> {
    let (stream, continuation) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingNewest(64))
    let number = state.withLock { state in
      state.next += 1
      state.listeners[state.next] = continuation
      return state.next
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { _ = $0.listeners.removeValue(forKey: number) }
    }
    continuation.yield(Array("retry: 1000\n\n".utf8))
    return stream
  }

  /// Looks until the task is cancelled, then ends all streams.
  func run() async {
    var round = 0
    while !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(250))
      guard state.withLock({ !$0.listeners.isEmpty }) else { continue }
      round += 1
      if round % 4 == 0 { lookAtList() }
      lookAtWork()
      // Finds out that a client has gone.
      if round % 60 == 0 { send(Array(": still here\n\n".utf8)) }
    }
    // Outside the lock: the end of a stream takes it to forget its listener.
    let listeners = state.withLock { Array($0.listeners.values) }
    for listener in listeners { listener.finish() }
  }

  private func lookAtList() {
    let found = Dictionary(runs.entries().map { ($0.id, $0.changed) }) { first, _ in first }
    let isNew = state.withLock { state in
      defer { state.list = found }
      return state.list.keys != found.keys || state.list.contains { found[$0.key] != $0.value }
    }
    if isNew { send(event: "runs", [:]) }
  }

  /// Sends what is new of the runs that are at work, and of those that have just ended.
  private func lookAtWork() {
    let known = state.withLock { $0.seen }
    for entry in runs.entries() where entry.hasLock || known[entry.id] != nil {
      guard let entry = RunEntry(path: entry.path, id: entry.id) else { continue }
      let now = entry.state.rawValue
      let last = known[entry.id]
      let progress = RunEntry.modified(entry.path + "/progress.json")
      let history = (try? HistoryRows(entry.path + "/history.csv"))
      let count = history?.rows.count ?? 0
      guard last?.rows != count || last?.progress != progress || last?.state != now else { continue }
      var object: JSONObject = ["id": .string(entry.id), "state": .string(now)]
      // The first look tells the state alone: the page has read the rows itself.
      let first = min(last?.rows ?? count, count)
      object["from"] = .integer(first)
      object["rows"] = history?.json(from: first)["rows"]
      object["progress"] = RunFolder.progress(at: entry.path) ?? .null
      send(event: "run", object)
      let isOver = now == "finished" || now == "unfinished"
      state.withLock { $0.seen[entry.id] = isOver ? nil : (count, progress, now) }
    }
  }

  private func send(event: String, _ object: JSONObject) {
    send(Array("event: \(event)\ndata: \(JSONValue.object(object).text())\n\n".utf8))
  }

  private func send(_ bytes: [UInt8]) {
    for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield(bytes) }
  }
}
