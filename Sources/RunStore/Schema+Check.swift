import GRDB

extension Schema {
  /// Hardens the connection against a file of unknown origin: functions that its schema calls have no side effects, and
  /// pages are checked before use.
  static func distrust(_ database: Database) throws {
    try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
  }

  /// Refuses a file whose tables are not those of this version, or that holds a view or a trigger.
  ///
  /// A view in place of a table, or a computed column, can be of any size, whatever the size of the file. Extra tables
  /// and indices are harmless.
  static func check(_ database: Database, path: String, version: Int = Schema.version) throws {
    let found = try tables(database)
    for (table, columns) in try expected.get().sorted(by: { $0.key < $1.key }) where found[table] != columns {
      if table == "record", version < 3 { continue }
      let detail = "the table “\(table)” \(found[table] == nil ? "is not there" : "has other columns")"
      throw RunStoreError.damaged(path: path, detail: detail)
    }
    let other = try String.fetchOne(
      database, sql: "SELECT type || ' “' || name || '”' FROM sqlite_master WHERE type IN ('view', 'trigger') LIMIT 1")
    if let other { throw RunStoreError.damaged(path: path, detail: "the \(other) is not Fledge's") }
  }

  /// The tables of a new store.
  private static let expected = Result {
    let queue = try DatabaseQueue()
    try migrator.migrate(queue)
    return try queue.read(tables)
  }

  /// The columns of each table with their types, hidden and computed ones included.
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
