/// A store as version 1 wrote it: one finished cell, one queued cell, one training on its own.
///
/// Never edited: it represents users' files of that version.
enum StoreVersion1 {
  static let sql = """
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES('1 studies, cells, runs');
    CREATE TABLE study (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, source TEXT NOT NULL, definition TEXT NOT NULL,
      created REAL NOT NULL
    );
    INSERT INTO study VALUES(1,'rates','grid: …','{}',1000000.0);
    CREATE TABLE cell (
      id INTEGER PRIMARY KEY, study INTEGER NOT NULL REFERENCES study (id) ON DELETE CASCADE,
      position INTEGER NOT NULL, configuration TEXT NOT NULL, hash TEXT NOT NULL, seed INTEGER NOT NULL,
      state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'finished', 'failed')),
      attempts INTEGER NOT NULL DEFAULT 0, message TEXT, UNIQUE (study, position)
    );
    INSERT INTO cell VALUES(1,1,0,'{"epochs":1}','h0',1,'finished',1,NULL);
    INSERT INTO cell VALUES(2,1,1,'{"epochs":2}','h1',1,'queued',0,NULL);
    CREATE INDEX cell_by_state ON cell (study, state, position);
    CREATE TABLE run (
      id INTEGER PRIMARY KEY AUTOINCREMENT, cell INTEGER REFERENCES cell (id) ON DELETE CASCADE,
      attempt INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'failed', 'interrupted')),
      configuration TEXT, seed INTEGER, host TEXT NOT NULL, process INTEGER NOT NULL, tool_version TEXT NOT NULL,
      git_commit TEXT, processor TEXT NOT NULL, instruction_set TEXT NOT NULL, threads INTEGER NOT NULL,
      data_sha256 TEXT, lease REAL NOT NULL, started REAL NOT NULL, heartbeat REAL NOT NULL, finished REAL,
      wall_seconds REAL, cpu_seconds REAL, peak_memory INTEGER, message TEXT, checkpoint_path TEXT,
      checkpoint_epoch INTEGER, checkpoint_step INTEGER
    );
    INSERT INTO run VALUES(1,1,1,'finished',NULL,NULL,'here',1,'1.0',NULL,'Some CPU','AVX2',1,'d0',60.0,1000000.0,
      1000001.0,1000002.0,2.0,2.0,4096,NULL,NULL,NULL,NULL);
    INSERT INTO run VALUES(2,NULL,1,'failed','{"epochs":3}',7,'here',1,'1.0','abc','Some CPU','AVX2',1,'d0',60.0,
      1000000.0,1000001.0,1000002.0,NULL,NULL,NULL,'loss is not finite',NULL,NULL,NULL);
    CREATE INDEX run_by_cell ON run (cell, attempt);
    CREATE UNIQUE INDEX one_worker_to_a_cell ON run (cell) WHERE state = 'running';
    CREATE UNIQUE INDEX one_result_to_a_cell ON run (cell) WHERE state = 'finished';
    CREATE INDEX run_running ON run (heartbeat) WHERE state = 'running';
    CREATE TABLE metric (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE, name TEXT NOT NULL, axis INTEGER NOT NULL,
      position INTEGER NOT NULL, value REAL, PRIMARY KEY (run, name, axis, position)
    ) WITHOUT ROWID;
    INSERT INTO metric VALUES(1,'loss',0,1,0.5);
    CREATE TABLE final_metric (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE, name TEXT NOT NULL, value REAL,
      PRIMARY KEY (run, name)
    ) WITHOUT ROWID;
    INSERT INTO final_metric VALUES(1,'loss',0.25);
    CREATE INDEX final_metric_by_value ON final_metric (name, value, run);
    CREATE TABLE artifact (
      run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE, name TEXT NOT NULL, path TEXT NOT NULL,
      bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (run, name)
    ) WITHOUT ROWID;
    PRAGMA application_id = 1181508711;
    PRAGMA user_version = 1;
    """
}
