import Foundation

extension PostgreSQLRunStore {
  public func runs(matching query: RunQuery) throws(RunStoreError) -> [Run] {
    try perform { session in
      let runs: [Run]
      switch query.order {
      case .newestFirst: runs = try session.runs(query, order: "run.id DESC")
      case .oldestFirst: runs = try session.runs(query, order: "run.id")
      case .highest(let metric): runs = try session.runs(query, metric: metric, direction: "DESC")
      case .lowest(let metric): runs = try session.runs(query, metric: metric, direction: "ASC")
      }
      return try session.complete(runs)
    }
  }

  public func run(_ id: Run.ID) throws(RunStoreError) -> Run {
    try perform { session in
      let runs = try session.run(PostgreSQLSession.selection + " WHERE run.id = $1", [id]).map(PostgreSQLSession.run)
      guard let run = try session.complete(runs).first else { throw RunStoreError.unknownRun(id) }
      return run
    }
  }

  public func curves(of runs: [Run.ID], names: [String]?) throws(RunStoreError) -> [Curve] {
    try perform { session in
      let found = try session.run(
        """
        SELECT run, name, axis, position, value FROM metric WHERE run = ANY ($1::bigint[])
        ORDER BY run, name, axis, position
        """, [SQLNumbers(numbers: runs)])
      var curves: [Run.ID: [Curve]] = [:]
      for index in 0..<found.count {
        var row = found[index]
        let (run, name) = (row.integer() ?? 0, row.text() ?? "")
        if let names, !names.contains(name) { continue }
        let axis = MetricAxis(rawValue: Int(row.integer() ?? 1)) ?? .step
        let (position, value) = (Int(row.integer() ?? 0), row.number() ?? .nan)
        if let last = curves[run]?.last, last.name == name, last.axis == axis {
          let end = (curves[run]?.count ?? 1) - 1
          curves[run]?[end].positions.append(position)
          curves[run]?[end].values.append(value)
        } else {
          curves[run, default: []].append(
            Curve(run: run, name: name, axis: axis, positions: [position], values: [value]))
        }
      }
      return runs.flatMap { curves[$0] ?? [] }
    }
  }

  public func record(of run: Run.ID) throws(RunStoreError) -> String? {
    try perform { session in
      var row = try session.row("SELECT text FROM record WHERE run = $1", [run])
      return row?.text()
    }
  }

  public func artifacts(of run: Run.ID) throws(RunStoreError) -> [Artifact] {
    try perform { session in
      try session.run("SELECT name, path, bytes, sha256 FROM artifact WHERE run = $1 ORDER BY name", [run])
        .map(PostgreSQLSession.artifact)
    }
  }
}

extension PostgreSQLSession {
  private static let columns = """
    run.id, run.cell, study.name, cell.position, run.attempt, run.state,
    coalesce(run.configuration, cell.configuration), coalesce(run.seed, cell.seed), run.host, run.process,
    run.tool_version, run.git_commit, run.processor, run.instruction_set, run.threads, run.data_sha256, run.lease,
    run.started, run.heartbeat, run.finished, run.wall_seconds, run.cpu_seconds, run.peak_memory, run.message,
    run.checkpoint_path, run.checkpoint_epoch, run.checkpoint_step
    """
  private static let joins = "LEFT JOIN cell ON cell.id = run.cell LEFT JOIN study ON study.id = cell.study"
  static let selection = "SELECT \(columns) FROM run \(joins)"
  // The runs of a variant share one configuration, which is read once.
  private static let lightSelection = selection.replacing(
    "coalesce(run.configuration, cell.configuration)", with: "cell.hash")

  func runs(_ query: RunQuery, order: String) throws -> [Run] {
    let (sql, values) = Self.conditions(query)
    let selection = query.study == nil ? Self.selection : Self.lightSelection
    var runs = try run("\(selection) WHERE \(sql) ORDER BY \(order) LIMIT $1", [query.limit] + values).map(Self.run)
    if let name = query.study, let study = try study(named: name)?.id {
      let texts = try configurations(in: study)
      for index in runs.indices { runs[index].configuration = texts[runs[index].configuration] ?? "{}" }
    }
    return runs
  }

  /// First the runs that have the metric, through its index; then, if the limit leaves room, the others.
  func runs(_ query: RunQuery, metric: String, direction: String) throws -> [Run] {
    let (sql, values) = Self.conditions(query, from: 3)
    let ranked = try run(
      """
      SELECT \(Self.columns) FROM final_metric JOIN run ON run.id = final_metric.run \(Self.joins)
      WHERE final_metric.name = $2 AND final_metric.value IS NOT NULL AND \(sql)
      ORDER BY final_metric.value \(direction), run.id LIMIT $1
      """, [query.limit, metric] + values
    ).map(Self.run)
    if ranked.count == query.limit { return ranked }
    let rest = try run(
      """
      \(Self.selection) WHERE NOT EXISTS
        (SELECT 1 FROM final_metric AS f WHERE f.run = run.id AND f.name = $2 AND f.value IS NOT NULL)
        AND \(sql) ORDER BY run.id LIMIT $1
      """, [query.limit.map { $0 - ranked.count }, metric] + values
    ).map(Self.run)
    return ranked + rest
  }

  /// The conditions of a query, with parameters from the number `first` on.
  private static func conditions(_ query: RunQuery, from first: Int = 2) -> (sql: String, values: [(any SQLValue)?]) {
    var sql = ["true"]
    var values: [(any SQLValue)?] = []
    func parameter(_ value: String) -> String {
      values.append(value)
      return "$\(first + values.count - 1)"
    }
    if let study = query.study { sql.append("study.name = \(parameter(study))") }
    if let states = query.states {
      let words = Run.State.allCases.filter(states.contains).map { "'\($0.rawValue)'" }
      sql.append(words.isEmpty ? "false" : "run.state IN (\(words.joined(separator: ", ")))")
    }
    for tag in query.tags {
      sql.append("EXISTS (SELECT 1 FROM tag WHERE tag.run = run.id AND tag.tag = \(parameter(tag)))")
    }
    if query.standAloneOnly { sql.append("run.cell IS NULL") }
    return (sql.joined(separator: " AND "), values)
  }

  // MARK: Rows

  static func run(_ row: inout PostgreSQLResult.Row) -> Run {
    let (id, cell, study, position) = (row.integer() ?? 0, row.integer(), row.text(), row.integer())
    let (attempt, state) = (Int(row.integer() ?? 1), SQLiteRunStore.runState(row.text() ?? ""))
    let (configuration, seed) = (row.text() ?? "{}", UInt64(bitPattern: row.integer() ?? 0))
    let worker = Worker(
      host: row.text() ?? "", process: Int(row.integer() ?? 0), toolVersion: row.text() ?? "", gitCommit: row.text(),
      processor: row.text() ?? "", instructionSet: row.text() ?? "", threads: Int(row.integer() ?? 1),
      dataSHA256: row.text(), leaseSeconds: max(row.number() ?? 60, .leastNormalMagnitude))
    let (started, heartbeat) = (row.number() ?? 0, row.number() ?? 0)
    let finished = row.number().map(Date.init(timeIntervalSince1970:))
    var usage: RunUsage?
    let (wall, cpu, peak) = (row.number(), row.number(), row.integer())
    if let wall, let cpu, let peak { usage = RunUsage(wallSeconds: wall, cpuSeconds: cpu, peakMemoryBytes: peak) }
    return Run(
      id: id, cell: cell, study: study, cellIndex: position.map { Int($0) }, attempt: attempt, state: state,
      configuration: configuration, seed: seed, worker: worker, startedAt: Date(timeIntervalSince1970: started),
      heartbeatAt: Date(timeIntervalSince1970: heartbeat), finishedAt: finished, usage: usage, message: row.text(),
      checkpoint: checkpoint(&row), metrics: [:], tags: [])
  }

  static func artifact(_ row: inout PostgreSQLResult.Row) -> Artifact {
    Artifact(
      name: row.text() ?? "", path: row.text() ?? "", bytes: row.integer() ?? 0, sha256: row.text() ?? "")
  }

  /// Adds final metrics and tags, with one query each.
  func complete(_ runs: [Run]) throws -> [Run] {
    guard !runs.isEmpty else { return [] }
    let numbers = SQLNumbers(numbers: runs.map(\.id))
    let positions = Dictionary(runs.indices.map { (runs[$0].id, $0) }) { first, _ in first }
    var runs = runs
    let metrics = try run("SELECT run, name, value FROM final_metric WHERE run = ANY ($1::bigint[])", [numbers])
    for index in 0..<metrics.count {
      var row = metrics[index]
      guard let position = positions[row.integer() ?? 0], let name = row.text() else { continue }
      runs[position].metrics[name] = row.number() ?? .nan
    }
    let tags = try run("SELECT run, tag FROM tag WHERE run = ANY ($1::bigint[]) ORDER BY run, tag", [numbers])
    for index in 0..<tags.count {
      var row = tags[index]
      guard let position = positions[row.integer() ?? 0], let tag = row.text() else { continue }
      runs[position].tags.append(tag)
    }
    return runs
  }
}
