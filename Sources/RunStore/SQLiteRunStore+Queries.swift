import Foundation
import GRDB

extension SQLiteRunStore {
  public func runs(matching query: RunQuery) throws(RunStoreError) -> [Run] {
    try read { database in
      let rows: [Row]
      switch query.order {
      case .newestFirst: rows = try Self.rows(query, order: "run.id DESC", database)
      case .oldestFirst: rows = try Self.rows(query, order: "run.id", database)
      case .highest(let metric): rows = try Self.rows(query, metric: metric, direction: "DESC", database)
      case .lowest(let metric): rows = try Self.rows(query, metric: metric, direction: "ASC", database)
      }
      return try Self.complete(rows.map(Self.run), database)
    }
  }

  public func run(_ id: Run.ID) throws(RunStoreError) -> Run {
    try read { database in
      let row = try Row.fetchOne(database, sql: Self.selection + " WHERE run.id = ?", arguments: [id])
      guard let row, let run = try Self.complete([Self.run(row)], database).first else {
        throw RunStoreError.unknownRun(id)
      }
      return run
    }
  }

  public func curves(of runs: [Run.ID], names: [String]?) throws(RunStoreError) -> [Curve] {
    try read { database in
      var curves: [Curve] = []
      let statement = try database.makeStatement(
        sql: "SELECT name, axis, position, value FROM metric WHERE run = ? ORDER BY name, axis, position")
      for run in runs {
        let rows = try Row.fetchCursor(statement, arguments: [run])
        while let row = try rows.next() {
          let name: String = try row.value("name")
          if let names, !names.contains(name) { continue }
          let axis = MetricAxis(rawValue: try row.value("axis")) ?? .step
          if curves.last.map({ $0.run != run || $0.name != name || $0.axis != axis }) ?? true {
            curves.append(Curve(run: run, name: name, axis: axis, positions: [], values: []))
          }
          let value: Double? = try row.value("value")
          curves[curves.count - 1].positions.append(try row.value("position"))
          curves[curves.count - 1].values.append(value ?? .nan)
        }
      }
      return curves
    }
  }

  public func record(of run: Run.ID) throws(RunStoreError) -> String? {
    try read { database in
      // A store of version 2 that is opened for reading only has no records.
      guard try database.tableExists("record") else { return nil }
      return try String.fetchOne(database, sql: "SELECT text FROM record WHERE run = ?", arguments: [run])
    }
  }

  public func artifacts(of run: Run.ID) throws(RunStoreError) -> [Artifact] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM artifact WHERE run = ? ORDER BY name", arguments: [run])
        .map(Self.artifact)
    }
  }

  // MARK: Building the query

  private static let columns = """
    run.*, coalesce(run.configuration, cell.configuration) AS full_configuration,
    coalesce(run.seed, cell.seed) AS full_seed, cell.position AS cell_position, study.name AS study_name
    """
  private static let joins = "LEFT JOIN cell ON cell.id = run.cell LEFT JOIN study ON study.id = cell.study"
  private static let selection = "SELECT \(columns) FROM run \(joins)"

  private static func rows(
    _ query: RunQuery, order: String, also condition: (sql: String, arguments: StatementArguments)? = nil,
    limit: Int? = nil, _ database: Database
  ) throws -> [Row] {
    var (sql, arguments) = conditions(query)
    if let condition {
      sql += " AND " + condition.sql
      arguments += condition.arguments
    }
    return try Row.fetchAll(
      database, sql: "\(selection) WHERE \(sql) ORDER BY \(order) LIMIT \(limit ?? query.limit ?? -1)",
      arguments: arguments)
  }

  /// First the runs that have the metric, through its index; then, if the limit leaves room, the others.
  private static func rows(
    _ query: RunQuery, metric: String, direction: String, _ database: Database
  ) throws -> [Row] {
    let (sql, arguments) = conditions(query)
    let ranked = try Row.fetchAll(
      database,
      sql: """
        SELECT \(columns) FROM final_metric CROSS JOIN run ON run.id = final_metric.run \(joins)
        WHERE final_metric.name = ? AND final_metric.value IS NOT NULL AND \(sql)
        ORDER BY final_metric.value \(direction), run.id LIMIT \(query.limit ?? -1)
        """, arguments: [metric] + arguments)
    if ranked.count == query.limit { return ranked }
    let absent: (sql: String, arguments: StatementArguments) = (
      "NOT EXISTS (SELECT 1 FROM final_metric AS f WHERE f.run = run.id AND f.name = ? AND f.value IS NOT NULL)",
      [metric]
    )
    let remaining = query.limit.map { $0 - ranked.count }
    return try ranked + rows(query, order: "run.id", also: absent, limit: remaining, database)
  }

  private static func conditions(_ query: RunQuery) -> (sql: String, arguments: StatementArguments) {
    var sql = ["1"]
    var arguments: StatementArguments = []
    if let study = query.study {
      sql.append("study.name = ?")
      arguments += [study]
    }
    if let states = query.states {
      let words = Run.State.allCases.filter(states.contains).map { "'\($0.rawValue)'" }
      sql.append("run.state IN (\(words.joined(separator: ", ")))")
    }
    for tag in query.tags {
      sql.append("EXISTS (SELECT 1 FROM tag WHERE tag.run = run.id AND tag.tag = ?)")
      arguments += [tag]
    }
    if query.standAloneOnly { sql.append("run.cell IS NULL") }
    return (sql.joined(separator: " AND "), arguments)
  }
}
