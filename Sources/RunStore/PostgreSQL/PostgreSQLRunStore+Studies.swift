import FledgeFormats
import Foundation

extension PostgreSQLRunStore {
  public func createStudy(_ definition: StudyDefinition) throws(RunStoreError) -> Study {
    try definition.checkConfigurations()
    return try perform { session in
      try session.transaction {
        // Workers that start together add one study.
        try session.run("SELECT pg_advisory_xact_lock(hashtext($1))", ["\(namespace) study \(definition.name)"])
        if let study = try session.study(named: definition.name) {
          // A worker that ends a cell meanwhile waits.
          let cells = try session.cells(of: study.id, locking: true)
          if let change = try StudyExtension(of: cells, by: definition) { try session.apply(change, to: study.id) }
          if study.source != definition.source || study.definition != definition.definition {
            try session.run(
              "UPDATE study SET source = $2, definition = $3 WHERE id = $1",
              [study.id, definition.source, definition.definition])
          }
        } else {
          var row = try session.row(
            "INSERT INTO study (name, source, definition, created) VALUES ($1, $2, $3, \(session.now)) RETURNING id",
            [definition.name, definition.source, definition.definition])
          if let id = row?.integer(), let change = try StudyExtension(of: [], by: definition) {
            try session.apply(change, to: id)
          }
        }
        guard let study = try session.study(named: definition.name) else {
          throw RunStoreError.server(name: address.name, detail: "a study just written cannot be read")
        }
        return study
      }
    }
  }

  public func studies() throws(RunStoreError) -> [Study] {
    try perform { session in
      try session.run("SELECT \(PostgreSQLSession.studyColumns) FROM study ORDER BY name").map(PostgreSQLSession.study)
    }
  }

  public func study(named name: String) throws(RunStoreError) -> Study? {
    try perform { session in try session.study(named: name) }
  }

  public func progress(of study: Study.ID) throws(RunStoreError) -> StudyProgress {
    try perform { session in
      try session.requireStudy(study)
      var progress = StudyProgress()
      for (state, count) in try session.run(
        "SELECT state, count(*) FROM cell WHERE study = $1 GROUP BY state", [study]
      ).map({ row in (row.text() ?? "", Int(row.integer() ?? 0)) }) {
        progress.add(count, to: SQLiteRunStore.studyRunState(state))
      }
      return progress
    }
  }

  public func cells(of study: Study.ID) throws(RunStoreError) -> [StudyRun] {
    try perform { session in
      try session.requireStudy(study)
      return try session.cells(of: study)
    }
  }

  public func cell(_ id: StudyRun.ID) throws(RunStoreError) -> StudyRun {
    try perform { session in
      let found = try session.run("SELECT \(PostgreSQLSession.cellColumns) FROM cell WHERE id = $1", [id])
      guard let cell = found.map(PostgreSQLSession.cell).first else { throw RunStoreError.unknownStudyRun(id) }
      return cell
    }
  }

  public func retryFailed(study: Study.ID) throws(RunStoreError) -> Int {
    try perform { session in
      try session.requireStudy(study)
      return try session.transaction {
        let failed = "SELECT id FROM cell WHERE study = $1 AND state = 'failed'"
        try session.run(
          """
          UPDATE run SET checkpoint_path = NULL, checkpoint_epoch = NULL, checkpoint_step = NULL
          WHERE cell IN (\(failed)) AND checkpoint_path IS NOT NULL
          """, [study])
        try session.run("DELETE FROM checkpoint WHERE cell IN (\(failed))", [study])
        return try session.run(
          "UPDATE cell SET state = 'queued', message = NULL WHERE study = $1 AND state = 'failed' RETURNING id", [study]
        ).count
      }
    }
  }

  public func deleteStudy(_ study: Study.ID) throws(RunStoreError) {
    try perform { session in
      try session.transaction {
        guard try session.exists("study", id: study) else {
          if session.isRetry { return }
          throw RunStoreError.unknownStudy(study)
        }
        var inUse = try session.row(
          """
          SELECT run.id FROM run JOIN cell ON cell.id = run.cell
          WHERE cell.study = $1 AND run.state = 'running' AND run.heartbeat + run.lease >= \(session.now)
          ORDER BY run.id LIMIT 1
          """, [study])
        if let run = inUse?.integer() { throw RunStoreError.runInUse(run) }
        try session.run("DELETE FROM study WHERE id = $1", [study])
      }
    }
  }
}

extension PostgreSQLSession {
  static let studyColumns = "id, name, source, definition, created"
  static let cellColumns = "id, study, position, configuration, hash, seed, state, attempts, message"
  // The cells of a variant share one configuration, which is read once.
  private static let lightColumns = cellColumns.replacing("configuration", with: "''")

  static func study(_ row: inout PostgreSQLResult.Row) -> Study {
    Study(
      id: row.integer() ?? 0, name: row.text() ?? "", source: row.text() ?? "", definition: row.text() ?? "",
      createdAt: Date(timeIntervalSince1970: row.number() ?? 0))
  }

  static func cell(_ row: inout PostgreSQLResult.Row) -> StudyRun {
    StudyRun(
      id: row.integer() ?? 0, study: row.integer() ?? 0, index: Int(row.integer() ?? 0),
      configuration: row.text() ?? "{}", hash: row.text() ?? "", seed: UInt64(bitPattern: row.integer() ?? 0),
      state: SQLiteRunStore.studyRunState(row.text() ?? ""), attempts: Int(row.integer() ?? 0), message: row.text())
  }

  func study(named name: String) throws -> Study? {
    try run("SELECT \(Self.studyColumns) FROM study WHERE name = $1", [name]).map(Self.study).first
  }

  func cells(of study: Study.ID, locking: Bool = false) throws -> [StudyRun] {
    let end = locking ? " FOR UPDATE" : ""
    let cells = try run("SELECT \(Self.lightColumns) FROM cell WHERE study = $1 ORDER BY position\(end)", [study])
      .map(Self.cell)
    let texts = try configurations(in: study)
    return cells.map { cell in
      var cell = cell
      cell.configuration = texts[cell.hash] ?? "{}"
      return cell
    }
  }

  /// The configurations of a study by their hash.
  func configurations(in study: Study.ID) throws -> [String: String] {
    let found = try run(
      "SELECT hash, min(configuration COLLATE \"C\") FROM cell WHERE study = $1 GROUP BY hash", [study]
    ).map { row in (row.text() ?? "", row.text() ?? "{}") }
    return Dictionary(found) { first, _ in first }
  }

  func apply(_ change: StudyExtension, to study: Study.ID) throws {
    if !change.dropped.isEmpty {
      try run("DELETE FROM cell WHERE id = ANY ($1::bigint[])", [SQLNumbers(numbers: change.dropped)])
    }
    // Positions are unique at every moment.
    try run("UPDATE cell SET position = -1 - position WHERE study = $1", [study])
    var moved: [JSONObject] = []
    var added: [JSONObject] = []
    for (index, row) in change.rows.enumerated() {
      switch row {
      case .stored(let cell): moved.append(["id": .integer(Int(cell)), "position": .integer(index)])
      case .new(let cell):
        added.append([
          "position": .integer(index), "configuration": .string(cell.configuration), "hash": .string(cell.hash),
          "seed": .integer(Int(Int64(bitPattern: cell.seed))),
        ])
      }
    }
    if !moved.isEmpty {
      try run(
        """
        UPDATE cell SET position = v.position FROM json_to_recordset($1::json) AS v (id bigint, position bigint)
        WHERE cell.id = v.id
        """, [SQLRows(rows: moved)])
    }
    if !added.isEmpty {
      try run(
        """
        INSERT INTO cell (study, position, configuration, hash, seed)
        SELECT $1, v.position, v.configuration, v.hash, v.seed
        FROM json_to_recordset($2::json) AS v (position bigint, configuration text, hash text, seed bigint)
        ORDER BY v.position
        """, [study, SQLRows(rows: added)])
    }
  }
}
