extension PostgreSQLSession {
  /// Makes the tables, or brings them up to date; other processes may do the same at the same time.
  ///
  /// - Throws: `RunStoreError.newerVersion`, `RunStoreError.missing` where there is no store and none is to be made.
  func prepare(_ name: String, namespace: String, creates: Bool) throws {
    var found = try version(name, namespace: namespace)
    guard found < PostgreSQLSchema.version else { return }
    guard creates || found > 0 else { throw RunStoreError.missing(path: name) }
    // Before the transaction: within one, the server's caches would not show the tables that another process has made.
    try run("SELECT pg_advisory_lock(hashtext($1))", ["fledge \(namespace)"])
    defer { _ = try? run("SELECT pg_advisory_unlock(hashtext($1))", ["fledge \(namespace)"]) }
    try transaction {
      found = try version(name, namespace: namespace)
      if found == 0 {
        try run("CREATE SCHEMA IF NOT EXISTS \(namespace)")
        try run("CREATE TABLE \(namespace).version (number bigint NOT NULL, written_by text NOT NULL)")
        try run("INSERT INTO version VALUES (0, 'fledge')")
      }
      for number in found..<PostgreSQLSchema.version {
        // libpq takes one statement at a time; none of these has a semicolon inside.
        for statement in PostgreSQLSchema.migrations[number].split(separator: ";\n") { try run(String(statement)) }
        try run("UPDATE version SET number = \(number + 1)")
      }
    }
  }

  /// The version of the tables; 0 where there are none.
  private func version(_ name: String, namespace: String) throws -> Int {
    var tables = try row(
      "SELECT to_regclass($1) IS NOT NULL, to_regclass($2) IS NOT NULL",
      [
        "\(namespace).version", "\(namespace).run",
      ])
    let (hasVersion, hasRuns) = (tables?.flag() ?? false, tables?.flag() ?? false)
    guard hasVersion else {
      guard !hasRuns else {
        throw RunStoreError.server(name: name, detail: "the schema “\(namespace)” holds tables of another program")
      }
      return 0
    }
    var first = try row("SELECT number FROM \(namespace).version")
    let found = Int(first?.integer() ?? 0)
    guard found <= PostgreSQLSchema.version else {
      throw RunStoreError.newerVersion(path: name, found: found, supported: PostgreSQLSchema.version)
    }
    return found
  }
}
