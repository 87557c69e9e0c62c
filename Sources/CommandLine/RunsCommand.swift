import ArgumentParser
import Fledge
import FledgeRunStore
import FledgeStudies
import Foundation

/// `fledge runs`.
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "Look at the runs that a store keeps.",
    discussion: """
      EXAMPLES
        fledge runs list --best test_accuracy --limit 10
        fledge runs show 3
        fledge runs compare 3 7 --charts figures
        fledge runs tag 3 7 --add candidate
        fledge runs export --format csv > runs.csv
        fledge runs export --folders folders
        fledge runs rebuild runs/small --store again.db
        fledge runs check
        fledge runs check runs/small
        fledge runs check --salvage saved.db
        fledge runs usage
        fledge runs prune runs --keep best --dry-run
      """,
    subcommands: [
      List.self, Show.self, Compare.self, Export.self, Rebuild.self, Tag.self, Delete.self, Check.self,
      Usage.self, Prune.self,
    ])
}

extension RunsCommand {
  /// `fledge runs list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List runs, newest first.")

    @Option(help: "Only runs of this study.")
    var study: String?
    @Option(help: "Only runs in this state: running, finished, failed, interrupted.")
    var state: String?
    @Option(name: .customLong("tag"), help: "Only runs with this tag; may be repeated.")
    var tags: [String] = []
    @Option(help: "Finished runs by this metric, the better ones first.")
    var best: String?
    @Option(help: "The largest number of runs to list.")
    var limit = 20
    @OptionGroup var store: StoreFlags
    @OptionGroup var output: OutputFlags

    func validate() throws {
      guard limit >= 1 else { throw ValidationError("--limit: expected 1 or more, found \(limit)") }
      if let state, FledgeRunStore.Run.State(rawValue: state) == nil {
        let names = FledgeRunStore.Run.State.allCases.map(\.rawValue)
        let hint = suggestion(to: state, among: names).map { "; did you mean '\($0)'?" } ?? ""
        throw ValidationError("--state: expected one of \(names.joined(separator: ", ")), found '\(state)'\(hint)")
      }
    }

    func run() throws {
      let store = try store.existing()
      if let study { try self.store.requireStudies([study], in: store) }
      let states = state.flatMap { FledgeRunStore.Run.State(rawValue: $0) }.map { Set([$0]) }
      var query = RunQuery(study: study, states: states, tags: tags, limit: limit)
      if let best {
        let isLowerBetter = StudyMetrics.metric(best).direction == .lowerIsBetter
        query.order = isLowerBetter ? .lowest(best) : .highest(best)
        query.states = states ?? [.finished]
      }
      let runs = try store.runs(matching: query)
      if let best, !runs.isEmpty, runs.allSatisfy({ $0.metrics[best] == nil }) {
        throw StudyError.unknownMetric(
          best, nearest: suggestion(to: best, among: RunText.metricNames(runs)),
          known: RunText.metricNames(runs))
      }
      let metric = best ?? "test_accuracy"
      let console = Console(output)
      var rows = [["run", "study", "cell", "seed", "state", metric, "tags"]]
      for run in runs {
        rows.append([
          "\(run.id)", run.study ?? "–", run.cellIndex.map(String.init) ?? "–", "\(run.seed)", run.state.rawValue,
          run.metrics[metric].map { RunText.value($0, metric) } ?? "–", run.tags.joined(separator: " "),
        ])
      }
      console.say(runs.isEmpty ? "No runs match." : TextTable.aligned(rows, left: [1, 4, 6]))
      if output.json { console.give(.array(runs.map { .object(RunText.json($0)) })) }
    }
  }

  /// `fledge runs show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show one run: settings, result, machine and files.")

    @Argument(help: "The number of the run.")
    var number: Int64
    @OptionGroup var store: StoreFlags
    @OptionGroup var output: OutputFlags

    func run() throws {
      let store = try store.existing()
      let run = try store.run(number)
      let artifacts = try store.artifacts(of: run.id)
      var object = RunText.json(run)
      let changes =
        (try store.record(of: run.id).flatMap { try? RunRecord(parsing: Array($0.utf8)) })?.interventions ?? []
      object["changes"] = .array(changes.map(RunFolder.json))
      object["artifacts"] = .array(
        artifacts.map { ["name": .string($0.name), "path": .string($0.path), "sha256": .string($0.sha256)] })
      let console = Console(output)
      console.say(RunText.description(run, artifacts: artifacts, changes: changes))
      if output.json { console.give(.object(object)) }
    }
  }
}

/// A run as text and as JSON.
enum RunText {
  static func value(_ value: Double, _ metric: String) -> String {
    if StudyMetrics.metric(metric).unit == .fraction { return percent(value) }
    return value == value.rounded() && abs(value) < 1e9 ? String(Int(value)) : String(format: "%.5g", value)
  }

  /// The metrics in the order of studies, then all others by name.
  static func metricNames(_ runs: [FledgeRunStore.Run]) -> [String] {
    let present = Set(runs.flatMap(\.metrics.keys))
    return (StudyMetrics.names + present.subtracting(StudyMetrics.names).sorted()).filter(present.contains)
  }

  /// The description of a run in blocks: the run, its machine, its results, its settings.
  static func description(
    _ run: FledgeRunStore.Run, artifacts: [Artifact], changes: [Intervention] = []
  ) -> String {
    let worker = run.worker
    var head = [["run \(run.id)", run.state.rawValue]]
    if let study = run.study, let cell = run.cellIndex {
      head.append(["study", "\(study), cell \(cell), attempt \(run.attempt)"])
    }
    head.append(["seed", "\(run.seed)"])
    if let message = run.message { head.append(["message", message]) }
    if !run.tags.isEmpty { head.append(["tags", run.tags.joined(separator: " ")]) }

    var origin = [["started", run.startedAt.formatted(.iso8601)]]
    if let end = run.finishedAt { origin.append(["ended", end.formatted(.iso8601)]) }
    if let usage = run.usage {
      origin.append([
        "cost",
        "\(decimals(usage.wallSeconds, 2)) s, \(decimals(usage.cpuSeconds, 2)) s of processor, "
          + "\(grouped(Int(usage.peakMemoryBytes) / 1_000_000)) MB",
      ])
    }
    origin.append([
      "machine", "\(worker.host), process \(worker.process), \(worker.processor), \(worker.instructionSet)",
    ])
    origin.append([
      "program", "fledge \(worker.toolVersion)" + (worker.gitCommit.map { ", commit \($0.prefix(12))" } ?? ""),
    ])
    if let digest = worker.dataSHA256 { origin.append(["data", "SHA-256 \(digest)"]) }
    for artifact in artifacts { origin.append(["file", artifact.path]) }

    let results = metricNames([run]).map { name in [name, run.metrics[name].map { value($0, name) } ?? "–"] }
    let settings = settings(run).members.map { [$0.key, $0.value.stringValue ?? $0.value.text()] }
    let byHand = changes.map { ["changed by hand", $0.description] }
    let blocks = [head, origin, byHand, results, settings].filter { !$0.isEmpty }
    let width = blocks.joined().map { $0[0].count }.max() ?? 0
    return blocks.map { rows in
      rows.map { $0[0] + String(repeating: " ", count: width + 2 - $0[0].count) + $0[1] }.joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  static func json(_ run: FledgeRunStore.Run) -> JSONObject {
    var metrics = JSONObject()
    for name in metricNames([run]) { metrics[name] = run.metrics[name].map { .number($0) } }
    return [
      "run": .integer(Int(run.id)), "study": run.study.map { .string($0) } ?? .null,
      "cell": run.cellIndex.map { .integer($0) } ?? .null, "attempt": .integer(run.attempt),
      "seed": Int(exactly: run.seed).map { .integer($0) } ?? .string("\(run.seed)"),
      "state": .string(run.state.rawValue),
      "message": run.message.map { .string($0) } ?? .null, "metrics": .object(metrics),
      "tags": .array(run.tags.map { .string($0) }), "settings": .object(settings(run)),
      "started": .string(run.startedAt.formatted(.iso8601)),
      "ended": run.finishedAt.map { .string($0.formatted(.iso8601)) } ?? .null,
      "host": .string(run.worker.host), "isa": .string(run.worker.instructionSet),
    ]
  }

  static func settings(_ run: FledgeRunStore.Run) -> JSONObject {
    (try? JSONValue(parsing: Array(run.configuration.utf8)))?.objectValue ?? JSONObject()
  }
}
