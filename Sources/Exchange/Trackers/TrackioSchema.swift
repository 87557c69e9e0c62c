import GRDB

/// The tables of a project's database as Trackio 0.24 and later make them (schema version 2).
///
/// Tables that it needs beside these it makes when it opens the file. Source: trackio 0.43.0, `sqlite_storage.py`.
enum TrackioSchema {
  static let version = 2

  /// The columns that a database must have so that runs can be added.
  static let needed = [
    "metrics": ["run_id", "timestamp", "run_name", "step", "metrics"],
    "configs": ["run_id", "run_name", "config", "created_at"],
  ]

  static func create(_ database: Database) throws {
    for statement in statements { try database.execute(sql: statement) }
    try database.execute(sql: "PRAGMA user_version = \(version)")
  }

  private static let statements = [
    """
    CREATE TABLE metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, timestamp TEXT NOT NULL, \
    run_name TEXT NOT NULL, step INTEGER NOT NULL, metrics TEXT NOT NULL, log_id TEXT, space_id TEXT)
    """,
    "CREATE INDEX idx_metrics_run_step ON metrics(run_id, step)",
    "CREATE INDEX idx_metrics_run_timestamp ON metrics(run_id, timestamp)",
    "CREATE UNIQUE INDEX idx_metrics_log_id ON metrics(log_id) WHERE log_id IS NOT NULL",
    "CREATE INDEX idx_metrics_pending ON metrics(space_id) WHERE space_id IS NOT NULL",
    """
    CREATE TABLE configs (id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, run_name TEXT NOT NULL, \
    config TEXT NOT NULL, created_at TEXT NOT NULL, UNIQUE(run_id))
    """,
    "CREATE INDEX idx_configs_run_name ON configs(run_name)",
    """
    CREATE TABLE system_metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, timestamp TEXT NOT NULL, \
    run_name TEXT NOT NULL, metrics TEXT NOT NULL, log_id TEXT, space_id TEXT)
    """,
    "CREATE INDEX idx_system_metrics_run_timestamp ON system_metrics(run_id, timestamp)",
    "CREATE UNIQUE INDEX idx_system_metrics_log_id ON system_metrics(log_id) WHERE log_id IS NOT NULL",
    "CREATE INDEX idx_system_metrics_pending ON system_metrics(space_id) WHERE space_id IS NOT NULL",
    """
    CREATE TABLE alerts (id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, timestamp TEXT NOT NULL, \
    run_name TEXT NOT NULL, title TEXT NOT NULL, text TEXT, level TEXT NOT NULL DEFAULT 'warn', step INTEGER, \
    alert_id TEXT)
    """,
    "CREATE INDEX idx_alerts_run ON alerts(run_id)",
    "CREATE INDEX idx_alerts_timestamp ON alerts(timestamp)",
    "CREATE UNIQUE INDEX idx_alerts_alert_id ON alerts(alert_id) WHERE alert_id IS NOT NULL",
  ]
}
