import GRDB

extension Schema {
  /// Makes SQLite doubt a file that may come from anybody: what its schema calls has no side effects, and pages are looked
  /// at before they are used.
  static func distrust(_ database: Database) throws {
    try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
  }

  /// Refuses a file whose tables are not those of this version, or that holds a view or a trigger.
  ///
  /// A view that stands where a table should, or a column that is computed, could be of any size whatever the file's.
  /// Further tables and indices are nobody's harm.
  static func check(_ database: Database, path: String) throws {
    let found = try tables(database)
    for (table, columns) in try expected.get().sorted(by: { $0.key < $1.key }) where found[table] != columns {
      let detail = "the table “\(table)” \(found[table] == nil ? "is not there" : "has other columns")"
      throw RunStoreError.damaged(path: path, detail: detail)
    }
    let other = try String.fetchOne(
      database, sql: "SELECT type || ' “' || name || '”' FROM sqlite_master WHERE type IN ('view', 'trigger') LIMIT 1")
    if let other { throw RunStoreError.damaged(path: path, detail: "the \(other) is not Fledge's") }
  }

  /// What a new store has.
  private static let expected = Result {
    let queue = try DatabaseQueue()
    try migrator.migrate(queue)
    return try queue.read(tables)
  }

  /// The columns of each table with their types, hidden and computed ones too.
  private static func tables(_ database: Database) throws -> [String: [String]] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT m.name AS name, c.name || ' ' || c.type || ' ' || c."notnull" || c.pk || c.hidden AS "column"
        FROM sqlite_master AS m JOIN pragma_table_xinfo(m.name) AS c WHERE m.type = 'table' ORDER BY m.name, c.cid
        """)
    var tables: [String: [String]] = [:]
    for row in rows { tables[try row.value("name"), default: []].append(try row.value("column")) }
    return tables
  }
}
