import GRDB

/// Reads a damaged store around its bad pages.
///
/// Tables with row numbers are read from the front, then from the back, then number by number in between. Tables of
/// runs are read run by run, so that one bad page costs one run.
struct Salvage {
  private let source: Database
  private let target: Database
  private var report = SalvageReport()

  static func copy(from source: Database, to queue: DatabaseQueue) throws -> SalvageReport {
    try queue.writeWithoutTransaction { target in
      try target.execute(sql: "PRAGMA foreign_keys = OFF")
      var salvage = Salvage(source: source, target: target)
      try target.inTransaction(.immediate) {
        try salvage.copyAll()
        return .commit
      }
      try target.execute(sql: "PRAGMA foreign_keys = ON")
      return salvage.report
    }
  }

  private init(source: Database, target: Database) {
    self.source = source
    self.target = target
  }

  private mutating func copyAll() throws {
    report.studies = try copyNumbered("study").count
    report.cells = try copyNumbered("cell").count
    let runs = try copyNumbered("run")
    report.runs = runs.count
    let curves = try copyParts("metric", of: runs, order: "name DESC, axis DESC, position DESC")
    let finals = try copyParts("final_metric", of: runs, order: "name DESC")
    report.metricValues = curves.count + finals.count
    report.artifacts = try copyParts("artifact", of: runs, order: "name DESC").count
    _ = try copyParts("record", of: runs, order: "run")
    report.tags = try copyParts("tag", of: runs, order: "tag DESC").count
    for run in finals.incomplete {
      try target.execute(
        sql: "UPDATE run SET state = 'interrupted', message = 'its result was damaged' WHERE id = ?",
        arguments: [run])
      try target.execute(sql: "DELETE FROM final_metric WHERE run = ?", arguments: [run])
    }
    try dropOrphans()
    try target.execute(
      sql: """
        UPDATE cell SET state = 'queued' WHERE state IN ('running', 'finished')
          AND NOT EXISTS (SELECT 1 FROM run WHERE run.cell = cell.id AND run.state = cell.state)
        """)
  }

  /// Copies a table with row numbers; returns the numbers that were read.
  private mutating func copyNumbered(_ table: String) throws -> [Int64] {
    guard let columns = try columns(of: table) else { return [] }
    let insert = try insertion(into: table, columns)
    let list = columns.joined(separator: ", ")
    var numbers: Set<Int64> = []
    func take(_ row: Row) throws {
      if try store(row, insert) { numbers.insert(try row.value("id")) }
    }
    let forward = try read("SELECT \(list) FROM \(table) ORDER BY id", take)
    if forward { return numbers.sorted() }
    // Numbers start at 1, but a damaged file may hold any.
    let front = max(0, numbers.max() ?? 0)
    guard front < .max else { return numbers.sorted() }
    _ = try read("SELECT \(list) FROM \(table) ORDER BY id DESC", take)
    let back = numbers.filter { $0 > front }.min()
    var number = front + 1
    var misses = 0
    // Without a readable end the largest number is unknown: 1000 misses in a row count as the end. With one, a damaged
    // number may be so large that counting to it would never finish.
    while number < back ?? .max, misses < (back == nil ? 1000 : 100_000) {
      let before = numbers.count
      _ = try read("SELECT \(list) FROM \(table) WHERE id = \(number)", take)
      misses = numbers.count == before ? misses + 1 : 0
      number += 1
    }
    report.losses.append("the table “\(table)” has unreadable parts")
    return numbers.sorted()
  }

  /// Copies the rows of some runs; returns how many, and the runs with unreadable rows.
  private mutating func copyParts(
    _ table: String, of runs: [Int64], order: String
  ) throws -> (count: Int, incomplete: [Int64]) {
    guard let columns = try columns(of: table) else { return (0, []) }
    let insert = try insertion(into: table, columns)
    let list = columns.joined(separator: ", ")
    var count = 0
    var incomplete: [Int64] = []
    func take(_ row: Row) throws {
      if try store(row, insert) { count += 1 }
    }
    for run in runs {
      let query = "SELECT \(list) FROM \(table) WHERE run = \(run)"
      if try read(query, take) { continue }
      incomplete.append(run)
      _ = try read(query + " ORDER BY " + order, take)
    }
    if !incomplete.isEmpty {
      report.losses.append("\(Self.name(table)) of \(incomplete.count) runs (\(Self.list(incomplete))) are not whole")
    }
    return (count, incomplete)
  }

  /// Removes rows whose owner could not be read.
  private mutating func dropOrphans() throws {
    let owners = [
      ("cell", "study", "study"), ("run", "cell", "cell"), ("metric", "run", "run"), ("final_metric", "run", "run"),
      ("artifact", "run", "run"), ("tag", "run", "run"), ("record", "run", "run"),
    ]
    for (table, column, owner) in owners {
      try target.execute(
        sql: """
          DELETE FROM \(table) WHERE \(column) IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM \(owner) WHERE \(owner).id = \(table).\(column))
          """)
      let count = target.changesCount
      if count > 0 { report.losses.append("\(count) \(Self.name(table)) left out, since their \(owner) is lost") }
    }
  }

  /// Reads until the end or the first damage.
  /// - Returns: Whether the end was reached.
  private func read(_ sql: String, _ take: (Row) throws -> Void) throws -> Bool {
    do {
      let rows = try Row.fetchCursor(source, sql: sql)
      while let row = try rows.next() { try take(row) }
      return true
    } catch let error as DatabaseError where error.isDamage {
      return false
    }
  }

  /// The columns that both files have; nil where the damaged one lacks the table.
  private func columns(of table: String) throws -> [String]? {
    let known = try String.fetchAll(target, sql: "SELECT name FROM pragma_table_info('\(table)')")
    // A view of that name could return rows without end.
    let found = try Set(
      String.fetchAll(
        source,
        sql: """
          SELECT c.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
          WHERE m.type = 'table' AND m.name = '\(table)'
          """))
    return found.isEmpty ? nil : known.filter(found.contains)
  }

  private func insertion(into table: String, _ columns: [String]) throws -> Statement {
    let positions = columns.map { _ in "?" }.joined(separator: ", ")
    return try target.makeStatement(
      sql: "INSERT OR IGNORE INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(positions))")
  }

  /// Writes one row; a row that violates the schema counts as damage and is skipped.
  private func store(_ row: Row, _ insert: Statement) throws -> Bool {
    try insert.execute(arguments: StatementArguments(Array(row.databaseValues)))
    return target.changesCount == 1
  }

  private static func name(_ table: String) -> String {
    switch table {
    case "metric": "curves"
    case "final_metric": "final metrics"
    default: table + "s"
    }
  }

  private static func list(_ runs: [Int64]) -> String {
    runs.prefix(10).map { "\($0)" }.joined(separator: ", ") + (runs.count > 10 ? ", …" : "")
  }
}

extension DatabaseError {
  fileprivate var isDamage: Bool {
    [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_IOERR].contains(resultCode)
  }
}
