/// The tables in PostgreSQL, by version; a released version is never edited, every change is a new migration.
enum PostgreSQLSchema {
  /// The version that this code writes.
  static let version = migrations.count

  /// What each version adds, the first one to an empty schema.
  static let migrations = [version1]

  // NULL stands for "not a number" in metrics, as in SQLite, so that both rank them last. The number of the run that holds a
  // cell is its fencing number: `fence` names the only run that may end it, and numbers never come twice. A heartbeat
  // changes no index.
  private static let version1 = """
    CREATE TABLE study (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      name text COLLATE "C" NOT NULL UNIQUE,
      source text NOT NULL,
      definition text NOT NULL,
      created float8 NOT NULL
    );
    CREATE TABLE cell (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      study bigint NOT NULL REFERENCES study (id) ON DELETE CASCADE,
      position bigint NOT NULL,
      configuration text NOT NULL,
      hash text NOT NULL,
      seed bigint NOT NULL,
      state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'finished', 'failed')),
      attempts bigint NOT NULL DEFAULT 0,
      fence bigint,
      message text,
      UNIQUE (study, position)
    );
    CREATE INDEX cell_queued ON cell (study, position) WHERE state = 'queued';
    CREATE SEQUENCE run_number;
    CREATE TABLE run (
      id bigint PRIMARY KEY,
      cell bigint REFERENCES cell (id) ON DELETE CASCADE,
      attempt bigint NOT NULL,
      state text NOT NULL CHECK (state IN ('running', 'finished', 'failed', 'interrupted')),
      configuration text,
      seed bigint,
      host text NOT NULL,
      process bigint NOT NULL,
      tool_version text NOT NULL,
      git_commit text,
      processor text NOT NULL,
      instruction_set text NOT NULL,
      threads bigint NOT NULL,
      data_sha256 text,
      lease float8 NOT NULL CHECK (lease > 0),
      request text NOT NULL,
      started float8 NOT NULL,
      heartbeat float8 NOT NULL,
      finished float8,
      wall_seconds float8,
      cpu_seconds float8,
      peak_memory bigint,
      message text,
      checkpoint_path text,
      checkpoint_epoch bigint,
      checkpoint_step bigint
    ) WITH (fillfactor = 80);
    CREATE INDEX run_by_cell ON run (cell, attempt);
    CREATE UNIQUE INDEX one_worker_to_a_cell ON run (cell) WHERE state = 'running';
    CREATE UNIQUE INDEX one_result_to_a_cell ON run (cell) WHERE state = 'finished';
    CREATE INDEX run_running ON run (id) WHERE state = 'running';
    CREATE TABLE metric (
      run bigint NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      name text COLLATE "C" NOT NULL,
      axis bigint NOT NULL,
      position bigint NOT NULL,
      value float8,
      PRIMARY KEY (run, name, axis, position)
    );
    CREATE TABLE final_metric (
      run bigint NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      name text COLLATE "C" NOT NULL,
      value float8,
      PRIMARY KEY (run, name)
    );
    CREATE INDEX final_metric_by_value ON final_metric (name, value, run);
    CREATE TABLE artifact (
      run bigint NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      name text COLLATE "C" NOT NULL,
      path text NOT NULL,
      bytes bigint NOT NULL,
      sha256 text NOT NULL,
      PRIMARY KEY (run, name)
    );
    CREATE TABLE tag (
      run bigint NOT NULL REFERENCES run (id) ON DELETE CASCADE,
      tag text COLLATE "C" NOT NULL,
      PRIMARY KEY (run, tag)
    );
    CREATE INDEX tag_by_name ON tag (tag, run);
    CREATE TABLE record (
      run bigint PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
      text text NOT NULL
    );
    CREATE TABLE checkpoint (
      cell bigint PRIMARY KEY REFERENCES cell (id) ON DELETE CASCADE,
      run bigint NOT NULL,
      content bytea NOT NULL
    );
    CREATE TABLE late_result (
      run bigint PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
      received float8 NOT NULL,
      metrics text NOT NULL,
      record text
    );
    """
}

/// SQLSTATEs that the store treats in a way of their own.
enum PostgreSQLState {
  /// The statement can be tried again on the same connection.
  static let retried = ["40001", "40P01"]
  /// The session ends, or the server has no room for one: it is tried again later.
  static let ending = ["57P01", "57P02", "57P03", "53300", "53200"]
  static let diskFull = ["53100", "58030"]
  static let readOnly = ["25006"]
  static let denied = ["42501"]
}
