import Foundation
import GRDB

extension SQLiteRunStore {
  // MARK: Studies

  public func createStudy(_ definition: StudyDefinition) throws(RunStoreError) -> Study {
    try definition.checkConfigurations()
    return try write { database in
      if let study = try Self.study(named: definition.name, database) {
        if let change = try StudyExtension(of: Self.cells(of: study.id, database), by: definition) {
          try apply(change, to: study.id, database)
        }
        try database.execute(
          sql: "UPDATE study SET source = ?, definition = ? WHERE id = ?",
          arguments: [definition.source, definition.definition, study.id])
      } else {
        try database.execute(
          sql: "INSERT INTO study (name, source, definition, created) VALUES (?, ?, ?, ?)",
          arguments: [definition.name, definition.source, definition.definition, now])
        let study = database.lastInsertedRowID
        if let change = try StudyExtension(of: [], by: definition) { try apply(change, to: study, database) }
      }
      guard let study = try Self.study(named: definition.name, database) else {
        throw RunStoreError.unexpected(path: path, detail: "a study just written cannot be read")
      }
      return study
    }
  }

  private func apply(_ change: StudyExtension, to study: Study.ID, _ database: Database) throws {
    for cell in change.dropped { try database.execute(sql: "DELETE FROM cell WHERE id = ?", arguments: [cell]) }
    // Positions are unique at every moment.
    try database.execute(sql: "UPDATE cell SET position = -1 - position WHERE study = ?", arguments: [study])
    let insert = try database.makeStatement(
      sql: "INSERT INTO cell (study, position, configuration, hash, seed) VALUES (?, ?, ?, ?, ?)")
    let move = try database.makeStatement(sql: "UPDATE cell SET position = ? WHERE id = ?")
    for (index, row) in change.rows.enumerated() {
      switch row {
      case .stored(let cell): try move.execute(arguments: [index, cell])
      case .new(let cell):
        try insert.execute(arguments: [study, index, cell.configuration, cell.hash, Int64(bitPattern: cell.seed)])
      }
    }
  }

  public func studies() throws(RunStoreError) -> [Study] {
    try read { database in
      try Row.fetchAll(database, sql: "SELECT * FROM study ORDER BY name").map(Self.study)
    }
  }

  public func study(named name: String) throws(RunStoreError) -> Study? {
    try read { database in try Self.study(named: name, database) }
  }

  public func progress(of study: Study.ID) throws(RunStoreError) -> StudyProgress {
    try read { database in
      try requireStudy(study, database)
      var progress = StudyProgress()
      let counts = try Row.fetchAll(
        database, sql: "SELECT state, count(*) AS count FROM cell WHERE study = ? GROUP BY state", arguments: [study])
      for row in counts { try progress.add(row.value("count"), to: Self.studyRunState(row.value("state"))) }
      return progress
    }
  }

  public func cells(of study: Study.ID) throws(RunStoreError) -> [StudyRun] {
    try read { database in
      try requireStudy(study, database)
      return try Self.cells(of: study, database)
    }
  }

  public func retryFailed(study: Study.ID) throws(RunStoreError) -> Int {
    try write { database in
      try requireStudy(study, database)
      try database.execute(
        sql: """
          UPDATE run SET checkpoint_path = NULL, checkpoint_epoch = NULL, checkpoint_step = NULL
          WHERE cell IN (SELECT id FROM cell WHERE study = ? AND state = 'failed')
          """, arguments: [study])
      try database.execute(
        sql: "UPDATE cell SET state = 'queued', message = NULL WHERE study = ? AND state = 'failed'",
        arguments: [study])
      return database.changesCount
    }
  }

  public func deleteStudy(_ study: Study.ID) throws(RunStoreError) {
    try write { database in
      try requireStudy(study, database)
      let inUse = try Int64.fetchOne(
        database,
        sql: """
          SELECT run.id FROM run JOIN cell ON cell.id = run.cell
          WHERE cell.study = ? AND run.state = 'running' AND run.heartbeat + run.lease >= ? ORDER BY run.id
          """, arguments: [study, now])
      if let inUse { throw RunStoreError.runInUse(inUse) }
      try database.execute(sql: "DELETE FROM study WHERE id = ?", arguments: [study])
    }
  }

  // MARK: Reading rows

  func requireStudy(_ study: Study.ID, _ database: Database) throws {
    let exists = try Bool.fetchOne(
      database, sql: "SELECT EXISTS (SELECT 1 FROM study WHERE id = ?)", arguments: [study])
    if exists != true { throw RunStoreError.unknownStudy(study) }
  }

  private static func study(named name: String, _ database: Database) throws -> Study? {
    try Row.fetchOne(database, sql: "SELECT * FROM study WHERE name = ?", arguments: [name]).map(study)
  }

  private static func study(_ row: Row) throws -> Study {
    try Study(
      id: row.value("id"), name: row.value("name"), source: row.value("source"), definition: row.value("definition"),
      createdAt: date(row, "created"))
  }

  private static func cells(of study: Study.ID, _ database: Database) throws -> [StudyRun] {
    try Row.fetchAll(database, sql: "SELECT * FROM cell WHERE study = ? ORDER BY position", arguments: [study])
      .map(cell)
  }

  static func cell(_ row: Row) throws -> StudyRun {
    let seed: Int64 = try row.value("seed")
    return try StudyRun(
      id: row.value("id"), study: row.value("study"), index: row.value("position"),
      configuration: row.value("configuration"), hash: row.value("hash"), seed: UInt64(bitPattern: seed),
      state: studyRunState(row.value("state")), attempts: row.value("attempts"), message: row.value("message"))
  }

  // The schema allows only these four words.
  static func studyRunState(_ word: String) -> StudyRun.State { StudyRun.State(rawValue: word) ?? .failed }
}

extension StudyDefinition {
  /// Checks that every configuration can be read, so that later readers can rely on it.
  func checkConfigurations() throws(RunStoreError) {
    for (index, cell) in cells.enumerated() {
      _ = try Settings(configuration: cell.configuration, source: "cell \(index) of study “\(name)”")
    }
  }
}
