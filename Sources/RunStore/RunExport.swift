import FledgeFormats
import Foundation

/// Finished results as a table that depends only on the results.
///
/// Two stores with the same results give the same bytes, whatever the order of execution, the machine or the number of
/// attempts. Rows are ordered by study name, then cell; trainings of their own follow by number.
public struct RunExport: Sendable {
  /// Optional columns: where and when a result was computed.
  public static let provenanceColumns = [
    "run", "attempt", "host", "process", "tool_version", "git_commit", "processor", "instruction_set", "threads",
    "data_sha256", "started", "finished", "wall_seconds", "cpu_seconds", "peak_memory_bytes",
  ]

  struct Row: Sendable {
    let run: Run
    let settings: Settings
  }

  let rows: [Row]
  let includesProvenance: Bool
  /// Key paths of all settings that any row has, sorted by bytes.
  let settingPaths: [String]
  /// Names of all final metrics that any row has, sorted by bytes.
  let metricNames: [String]

  /// Collects the finished runs of a store.
  /// - Parameters:
  ///   - studies: Only these studies; nil for all of them and for trainings of their own.
  ///   - includesProvenance: Whether to add ``provenanceColumns``, which differ between any two executions.
  public init(
    of store: any RunStore, studies: [String]? = nil, includesProvenance: Bool = false
  ) throws(RunStoreError) {
    var runs: [Run] = []
    for run in try store.runs(matching: RunQuery(states: [.finished], order: .oldestFirst)) {
      if let studies, !(run.study.map(studies.contains) ?? false) { continue }
      runs.append(run)
    }
    runs.sort { left, right in
      switch (left.study, right.study) {
      case (let leftStudy?, let rightStudy?) where leftStudy != rightStudy: String.byBytes(leftStudy, rightStudy)
      case (_?, _?): (left.cellIndex ?? 0) < (right.cellIndex ?? 0)
      case (_?, nil): true
      case (nil, _?): false
      case (nil, nil): left.id < right.id
      }
    }
    var rows: [Row] = []
    for run in runs {
      rows.append(
        Row(run: run, settings: try Settings(configuration: run.configuration, source: "run \(run.id)")))
    }
    self.rows = rows
    self.includesProvenance = includesProvenance
    settingPaths = Set(rows.flatMap { $0.settings.entries.map(\.path) }).sorted(by: String.byBytes)
    metricNames = Set(rows.flatMap { $0.run.metrics.keys }).sorted(by: String.byBytes)
  }

  static func provenance(of run: Run) -> [JSONValue] {
    let worker = run.worker
    func optional(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
    return [
      .integer(Int(run.id)), .integer(run.attempt), .string(worker.host), .integer(worker.process),
      .string(worker.toolVersion), optional(worker.gitCommit), .string(worker.processor),
      .string(worker.instructionSet), .integer(worker.threads), optional(worker.dataSHA256),
      .string(run.startedAt.formatted(.iso8601)), optional(run.finishedAt?.formatted(.iso8601)),
      run.usage.map { .number($0.wallSeconds) } ?? .null, run.usage.map { .number($0.cpuSeconds) } ?? .null,
      run.usage.map { .integer(Int($0.peakMemoryBytes)) } ?? .null,
    ]
  }
}
