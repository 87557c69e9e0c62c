import GRDB

/// The tables, by version; a released version is never edited, every change is a new migration.
package enum Schema {
  /// “Fldg” in ASCII, in the header of every store.
  static let applicationID = 0x466C_6467

  /// The version that this code writes.
  package static let version = 3

  /// The oldest version that is read where nothing can be written; it has no records.
  static let oldestReadable = 2

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 studies, cells, runs", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: version1)
      try database.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = 1")
    }
    migrator.registerMigration("2 tags", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: version2)
      try database.execute(sql: "PRAGMA user_version = 2")
    }
    migrator.registerMigration("3 records", foreignKeyChecks: .immediate) { database in
      try database.execute(sql: version3)
      try database.execute(sql: "PRAGMA user_version = 3")
    }
    return migrator
  }

  // SQLite stores "not a number" as NULL, so metric values may be NULL. Run numbers are never reused (AUTOINCREMENT): a
  // late worker must not write to another's run. The partial indices enforce one worker and one result for each cell in
  // the file itself.
  private static let version1 = """
    CREATE TABLE study (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      source TEXT NOT NULL,
      definition TEXT NOT NULL,
      created REAL NOT NULL
    );
    CREATE TABLE cell (
      id INTEGER PRIMARY KEY,
      study INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      configuration TEXT NOT NULL,
      hash TEXT NOT NULL,
      seed INTEGER NOT NULL,
      state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'finished', 'failed')),
      attempts INTEGER NOT NULL DEFAULT 0,
      message TEXT,
      UNIQUE (study, position)
    );
    CREATE INDEX cell_by_state ON cell (study, state, position);
    CREATE TABLE run (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      cell INTEGER REFERENCES cell (id) ON DELETE CASCADE,
      attempt INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'failed', 'interrupted')),
      configuration TEXT,
      seed INTEGER,
      host TEXT NOT NULL,
      process INTEGER NOT NULL,
      tool_version TEXT NOT NULL,
      git_commit TEXT,
      processor TEXT NOT NULL,
      instruction_set TEXT NOT NULL,
      threads INTEGER NOT NULL,
      data_sha256 TEXT,
      lease REAL NOT NULL,
      started REAL NOT NULL,
      heartbeat REAL NOT NULL,
      finished REAL,
      wall_seconds REAL,
      cpu_seconds REAL,
      peak_memory INTEGER,
      message TEXT,
      checkpoint_path TEXT,
      checkpoint_epoch INTEGER,
      checkpoint_step INTEGER
    );
    CREATE INDEX run_by_cell ON run (cell, attempt);
    CREATE UNIQUE INDEX one_worker_to_a_cell ON run (cell) WHERE state = 'running';
    CREATE UNIQUE INDEX one_result_to_a_cell ON run (cell) WHERE state = 'finished';
    CREATE INDEX run_running ON run (heartbeat) WHERE state = 'running';
    CREATE TABLE metric (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      axis INTEGER NOT NULL,
      position INTEGER NOT NULL,
      value REAL,
      PRIMARY KEY (run, name, axis, position)
    ) WITHOUT ROWID;
    CREATE TABLE final_metric (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      value REAL,
      PRIMARY KEY (run, name)
    ) WITHOUT ROWID;
    CREATE INDEX final_metric_by_value ON final_metric (name, value, run);
    CREATE TABLE artifact (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      path TEXT NOT NULL,
      bytes INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      PRIMARY KEY (run, name)
    ) WITHOUT ROWID;
    """

  private static let version2 = """
    CREATE TABLE tag (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      tag TEXT NOT NULL,
      PRIMARY KEY (run, tag)
    ) WITHOUT ROWID;
    CREATE INDEX tag_by_name ON tag (tag, run);
    """

  private static let version3 = """
    CREATE TABLE record (
      run INTEGER PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
      text TEXT NOT NULL
    );
    """
}
