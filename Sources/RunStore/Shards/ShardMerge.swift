public import Foundation

/// Makes one store of the files of all workers in a folder.
public struct ShardMerge: Sendable {
  /// Two results of one run that differ: a fault of a machine or of the program.
  public struct Fault: Hashable, Sendable, CustomStringConvertible {
    public let study: String
    /// The position of the run in its study.
    public let cell: Int
    /// The hosts of the first and of the second result.
    public let hosts: [String]
    /// What differs.
    public let difference: String

    public var description: String {
      "study “\(study)”, run \(cell): the results of \(hosts.joined(separator: " and ")) differ: \(difference); a fault of a "
        + "machine or of the program, the first one counts"
    }
  }

  /// How many files were read.
  public private(set) var files = 0
  /// How many results were added.
  public private(set) var added = 0
  /// How many runs were done twice with the same bits.
  public private(set) var confirmed = 0
  /// The runs that were done twice with different bits.
  public private(set) var faults: [Fault] = []

  private struct Item {
    let run: Run
    let key: String
    let result: RunResult
    let values: [MetricValue]
  }

  /// Adds the results of a folder to a store; those that are there are compared.
  ///
  /// - Parameter setTime: Called with the time of each row before it is written, for the store's clock.
  /// - Throws: `RunStoreError`; `RunStoreError.studyDiffers` where the store has a study of the same name with other runs.
  public init(
    folder: String, into store: any RunStore, setTime: (Date) -> Void = { _ in }
  ) throws(RunStoreError) {
    var definitions: [String: StudyDefinition] = [:]
    var items: [String: [Item]] = [:]
    for path in try ShardFiles.paths(in: folder) {
      let found = try ShardFiles.read(path) { shard throws(RunStoreError) in
        var found: [(StudyDefinition, [Item])] = []
        for study in try shard.studies() { found.append(try Self.items(of: study, in: shard)) }
        return found
      }
      guard let found else { continue }
      files += 1
      for (definition, runs) in found {
        // A study may have grown since a file was begun.
        if definitions[definition.name].map({ $0.cells.count < definition.cells.count }) ?? true {
          definitions[definition.name] = definition
        }
        items[definition.name, default: []] += runs
      }
    }
    for (name, definition) in definitions.sorted(by: { String.byBytes($0.key, $1.key) }) {
      try add(items[name] ?? [], of: definition, to: store, setTime)
    }
  }

  private static func items(
    of study: Study, in shard: SQLiteRunStore
  ) throws(RunStoreError) -> (StudyDefinition, [Item]) {
    let cells = try shard.cells(of: study.id)
    let definition = StudyDefinition(
      name: study.name, source: study.source, definition: study.definition,
      cells: cells.map { StudyRunDefinition(configuration: $0.configuration, hash: $0.hash, seed: $0.seed) })
    let keys = Dictionary(ShardRunStore.keys(of: cells, study: study.name)) { first, _ in first }
    var items: [Item] = []
    let ended: Set<Run.State> = [.finished, .failed]
    for run in try shard.runs(matching: RunQuery(study: study.name, states: ended, order: .oldestFirst)) {
      guard let cell = run.cell, let key = keys[cell] else { continue }
      let values = try shard.curves(of: run.id).flatMap { curve in
        zip(curve.positions, curve.values).map { position, value in
          curve.axis == .epoch
            ? MetricValue(curve.name, epoch: position, value) : MetricValue(curve.name, step: position, value)
        }
      }
      let result = RunResult(metrics: run.metrics, usage: run.usage, record: try shard.record(of: run.id))
      items.append(Item(run: run, key: key, result: result, values: values))
    }
    return (definition, items)
  }

  private mutating func add(
    _ items: [Item], of definition: StudyDefinition, to store: any RunStore, _ setTime: (Date) -> Void
  ) throws(RunStoreError) {
    let study = try store.createStudy(definition)
    let cells = try store.cells(of: study.id)
    let stored = Dictionary(
      try store.runs(matching: RunQuery(study: study.name, states: [.finished])).map { ($0.cell ?? -1, $0) }
    ) { first, _ in first }
    let byKey = Dictionary(grouping: items, by: \.key)
    for (id, key) in ShardRunStore.keys(of: cells, study: study.name) {
      guard let cell = cells.first(where: { $0.id == id }), let found = byKey[key] else { continue }
      let finished = found.filter { $0.run.state == .finished }.sorted { left, right in
        (left.run.finishedAt ?? .distantPast, left.run.worker.host, left.run.worker.process)
          < (right.run.finishedAt ?? .distantPast, right.run.worker.host, right.run.worker.process)
      }
      var rest = finished[...]
      let first: (run: Run, result: RunResult)
      if let run = stored[id] {
        // Merging again finds the results that it added.
        if let index = rest.firstIndex(where: { $0.run.worker == run.worker && $0.result.metrics == run.metrics }) {
          rest.remove(at: index)
        }
        first = (run, RunResult(metrics: run.metrics, record: try store.record(of: run.id)))
      } else if let item = rest.popFirst() ?? found.first {
        try write(item, to: cell, in: store, setTime)
        first = (item.run, item.result)
      } else {
        continue
      }
      for item in rest {
        if let difference = first.result.difference(from: item.result) {
          faults.append(
            Fault(
              study: study.name, cell: cell.index, hosts: [first.run.worker.host, item.run.worker.host],
              difference: difference))
        } else {
          confirmed += 1
        }
      }
    }
  }

  private mutating func write(
    _ item: Item, to cell: StudyRun, in store: any RunStore, _ setTime: (Date) -> Void
  ) throws(RunStoreError) {
    setTime(item.run.startedAt)
    guard let lease = try store.lease(cell: cell.id, worker: item.run.worker) else { return }
    _ = try store.record(item.values, run: lease.run)
    for tag in item.run.tags { try store.tag([lease.run], tag) }
    setTime(item.run.finishedAt ?? item.run.startedAt)
    if item.run.state == .finished {
      _ = try store.finish(run: lease.run, result: item.result)
    } else {
      _ = try store.fail(run: lease.run, message: item.run.message ?? "", usage: item.run.usage)
    }
    added += 1
  }
}
