public import FledgeFormats
public import FledgeRunStore
import Foundation

/// What each host has done for a study.
public struct StudyHosts: Sendable {
  /// The runs of one host.
  public struct Host: Sendable, Hashable {
    public let name: String
    /// Processes that have worked.
    public internal(set) var processes = 0
    /// Runs that ended here with the accepted result.
    public internal(set) var finished = 0
    /// Runs that are trained here now.
    public internal(set) var running = 0
    /// Seconds of training, those of attempts that failed or were interrupted included where they are known.
    public internal(set) var seconds = 0.0
    /// Attempts that failed.
    public internal(set) var failed = 0
    /// Attempts that were given back, or whose worker died.
    public internal(set) var interrupted = 0
  }

  /// The hosts by name.
  public let hosts: [Host]

  /// Collects all attempts at the runs of a study.
  public init(of study: String, in store: any RunStore) throws {
    var hosts: [String: Host] = [:]
    var processes: [String: Set<Int>] = [:]
    for run in try store.runs(matching: RunQuery(study: study)) {
      let name = run.worker.host
      var host = hosts[name] ?? Host(name: name)
      processes[name, default: []].insert(run.worker.process)
      host.seconds += run.usage?.wallSeconds ?? 0
      switch run.state {
      case .finished: host.finished += 1
      case .failed: host.failed += 1
      case .interrupted: host.interrupted += 1
      case .running: host.running += 1
      }
      hosts[name] = host
    }
    self.hosts = hosts.values.sorted { $0.name < $1.name }.map { host in
      var host = host
      host.processes = processes[host.name]?.count ?? 0
      return host
    }
  }

  /// One line for each host.
  public var text: String {
    let rows = hosts.map { host in
      [
        host.name, "\(host.processes)", "\(host.finished)", "\(host.running)", String(format: "%.1f", host.seconds),
        "\(host.failed)", "\(host.interrupted)",
      ]
    }
    return TextTable.aligned(
      [["host", "processes", "finished", "running", "seconds", "failed", "interrupted"]] + rows)
  }

  /// One object for each host.
  public var json: JSONValue {
    .array(
      hosts.map { host in
        [
          "host": .string(host.name), "processes": .integer(host.processes), "finished": .integer(host.finished),
          "running": .integer(host.running), "seconds": .number(host.seconds), "failed": .integer(host.failed),
          "interrupted": .integer(host.interrupted),
        ]
      })
  }
}
