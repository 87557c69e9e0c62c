import FledgeFormats
import FledgeModels
import FledgeTraining
import Foundation

/// Sends runs to an MLflow server.
///
/// A run has the tag `fledge.run` with its identity. One that the server has complete is not sent again; one that an
/// interrupted export left is deleted there and sent anew.
public struct MLflowExport {
  /// What an export did.
  public struct Outcome: Sendable, Equatable {
    public var sent = 0
    public var present = 0
    /// What was shortened, one line each.
    public var notes: [String] = []

    public init(sent: Int = 0, present: Int = 0) { (self.sent, self.present) = (sent, present) }
  }

  /// The most that one request may hold.
  static let (metricsPerRequest, paramsPerRequest) = (1000, 100)
  private static let longestParam = 6000
  private static let longestTag = 5000

  private let server: MLflowServer

  public init(_ server: MLflowServer) { self.server = server }

  /// Sends all runs to the experiment of their name, which is made where it is not there.
  ///
  /// - Throws: `MLflowError`, which says what had been sent before.
  public func send(_ tracked: TrackedRuns) throws(MLflowError) -> Outcome {
    var outcome = Outcome()
    let experiment = try experiment(tracked.name)
    for run in tracked.runs {
      do throws(MLflowError) {
        if try isComplete(run, experiment) {
          outcome.present += 1
        } else {
          try send(run, to: experiment, &outcome)
          outcome.sent += 1
        }
      } catch {
        let all = tracked.runs.count
        throw MLflowError(
          "\(error.description); \(outcome.sent) of \(all) \(all == 1 ? "run was" : "runs were") sent before, and the next export "
            + "sends the rest")
      }
    }
    return outcome
  }

  /// The number of an experiment.
  private func experiment(_ name: String) throws(MLflowError) -> String {
    if let found = try server.get("experiments/get-by-name", [("experiment_name", name)]) {
      guard found["experiment"]?["lifecycle_stage"]?.stringValue != "deleted" else {
        throw MLflowError(
          "\(server.address): expected a usable experiment \(quotedName(name)), found one that was deleted; restore it there"
        )
      }
      return try text(found["experiment"]?["experiment_id"], "an experiment_id")
    }
    return try text(server.post("experiments/create", ["name": .string(name)])["experiment_id"], "an experiment_id")
  }

  /// Whether the server has all of a run; what an interrupted export left of it is deleted.
  private func isComplete(_ run: TrackedRun, _ experiment: String) throws(MLflowError) -> Bool {
    let found = try server.post(
      "runs/search",
      [
        "experiment_ids": .array([.string(experiment)]), "filter": .string("tags.`fledge.run` = '\(run.identity)'"),
        "max_results": 100,
      ])
    var isComplete = false
    for entry in found["runs"]?.arrayValue ?? [] {
      if ["FINISHED", "FAILED"].contains(entry["info"]?["status"]?.stringValue) {
        isComplete = true
      } else {
        let id = try text(entry["info"]?["run_id"], "a run_id")
        _ = try server.post("runs/delete", ["run_id": .string(id)])
      }
    }
    return isComplete
  }

  private func send(_ run: TrackedRun, to experiment: String, _ outcome: inout Outcome) throws(MLflowError) {
    let tags = run.properties.map { pair("key", $0.name, .string(String($0.value.prefix(Self.longestTag)))) }
    let made = try server.post(
      "runs/create",
      [
        "experiment_id": .string(experiment), "run_name": .string(run.name), "start_time": Self.time(run.startedAt),
        "tags": .array(tags),
      ])
    let id = try text(made["run"]?["info"]?["run_id"], "a run_id")
    var params: [JSONValue] = []
    for (name, value) in run.parameters {
      let text = value.plainText
      if text.count > Self.longestParam {
        outcome.notes.append("\(run.name): \(name) is cut to \(Self.longestParam) characters, MLflow's limit")
      }
      params.append(pair("key", name, .string(String(text.prefix(Self.longestParam)))))
    }
    try log("params", params, size: Self.paramsPerRequest, run: id)
    try log("metrics", Self.metrics(run), size: Self.metricsPerRequest, run: id)
    _ = try server.post(
      "runs/update",
      [
        "run_id": .string(id), "status": .string(run.record.divergence == nil ? "FINISHED" : "FAILED"),
        "end_time": Self.time(run.endedAt),
      ])
  }

  private func log(_ kind: String, _ values: [JSONValue], size: Int, run: String) throws(MLflowError) {
    for start in stride(from: 0, to: values.count, by: size) {
      let piece = Array(values[start..<min(start + size, values.count)])
      _ = try server.post("runs/log-batch", ["run_id": .string(run), kind: .array(piece)])
    }
  }

  /// Every value of every epoch, then the results at the last step.
  static func metrics(_ run: TrackedRun) -> [JSONValue] {
    var metrics: [JSONValue] = []
    func add(_ name: String, _ value: Double, step: Int, at date: Date) {
      let number = JSONValue.tracked(value)
      metrics.append(["key": .string(name), "value": number, "timestamp": time(date), "step": .integer(step)])
    }
    for (epoch, date) in run.timedEpochs {
      add("epoch", Double(epoch.epoch), step: epoch.step, at: date)
      for (name, value) in epoch.measured { if let value { add(name, value, step: epoch.step, at: date) } }
      for (name, value) in epoch.trackedByPath { add(name, value, step: epoch.step, at: date) }
    }
    let last = run.record.history.epochs.last?.step ?? 0
    for (name, value) in run.record.results { add(name, value, step: last, at: run.endedAt) }
    return metrics
  }

  private func pair(_ key: String, _ name: String, _ value: JSONValue) -> JSONValue {
    .object([key: .string(name), "value": value])
  }

  private static func time(_ date: Date) -> JSONValue { .integer(Int((date.timeIntervalSince1970 * 1000).rounded())) }

  private func text(_ value: JSONValue?, _ expected: String) throws(MLflowError) -> String {
    guard let text = value?.stringValue, !text.isEmpty else {
      throw MLflowError("\(server.address): expected \(expected) in the server's answer, found none")
    }
    return text
  }
}
