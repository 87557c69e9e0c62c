import Foundation

extension PostgreSQLRunStore {
  public func tag(_ runs: [Run.ID], _ tag: String) throws(RunStoreError) {
    try perform { session in
      try session.transaction {
        for run in runs {
          try session.requireRun(run)
          try session.run("INSERT INTO tag (run, tag) VALUES ($1, $2) ON CONFLICT DO NOTHING", [run, tag])
        }
      }
    }
  }

  public func untag(_ runs: [Run.ID], _ tag: String) throws(RunStoreError) {
    try perform { session in
      try session.transaction {
        for run in runs {
          try session.requireRun(run)
          try session.run("DELETE FROM tag WHERE run = $1 AND tag = $2", [run, tag])
        }
      }
    }
  }

  public func deleteRuns(_ runs: [Run.ID]) throws(RunStoreError) {
    try perform { session in
      try session.transaction {
        for run in Set(runs).sorted() {
          if session.isRetry, try !session.exists("run", id: run) { continue }
          try session.requireRun(run)
          let isInUse = try session.run(
            "SELECT 1 FROM run WHERE id = $1 AND state = 'running' AND heartbeat + lease >= \(session.now) FOR UPDATE",
            [run])
          if isInUse.count > 0 { throw RunStoreError.runInUse(run) }
          try session.run(
            """
            UPDATE cell SET state = 'queued' WHERE id =
              (SELECT cell FROM run WHERE id = $1 AND state IN ('running', 'finished'))
            """, [run])
          try session.run("DELETE FROM run WHERE id = $1", [run])
        }
      }
    }
  }

  public func check() throws(RunStoreError) -> [CheckFinding] {
    let late = try lateResults(of: nil)
    return try perform { session in
      try session.contradictions() + late.compactMap(CheckFinding.otherResult) + session.lostFiles()
        + session.abandoned()
    }
  }

  // MARK: Results of runs that lost their lease

  /// Keeps a result that came after the lease was lost, to be compared with the accepted one.
  func keepLate(_ result: RunResult, of run: Run.ID) throws(RunStoreError) {
    try perform { session -> Void in
      try session.run(
        """
        INSERT INTO late_result (run, received, metrics, record)
        SELECT id, \(session.now), $2::text, $3::text FROM run
        WHERE id = $1 AND cell IS NOT NULL AND state = 'interrupted' ON CONFLICT DO NOTHING
        """, [run, LateResult.text(result.metrics), result.record])
    }
  }

  public func lateResults(of study: Study.ID?) throws(RunStoreError) -> [LateResult] {
    let found = try perform { session in
      try session.run(
        """
        SELECT late.run, late.metrics, late.record, first.id, record.text FROM late_result AS late
        JOIN run AS second ON second.id = late.run JOIN cell ON cell.id = second.cell
        JOIN run AS first ON first.cell = cell.id AND first.state = 'finished'
        LEFT JOIN record ON record.run = first.id
        WHERE $1::bigint IS NULL OR cell.study = $1::bigint ORDER BY cell.study, cell.position, late.run
        """, [study]
      ).map { row in
        (row.integer() ?? 0, row.text() ?? "{}", row.text(), row.integer() ?? 0, row.text())
      }
    }
    var results: [LateResult] = []
    for (late, metrics, lateRecord, accepted, record) in found {
      let first = try run(accepted)
      results.append(
        LateResult(
          accepted: first, late: try run(late), acceptedResult: RunResult(metrics: first.metrics, record: record),
          lateResult: RunResult(metrics: LateResult.metrics(metrics), record: lateRecord)))
    }
    return results
  }
}

extension PostgreSQLSession {
  func contradictions() throws -> [CheckFinding] {
    try run(
      """
      SELECT study.name, cell.position, cell.state FROM cell JOIN study ON study.id = cell.study
      WHERE (cell.state = 'finished') <> EXISTS (SELECT 1 FROM run WHERE run.cell = cell.id AND run.state = 'finished')
        OR (cell.state = 'running') <> EXISTS (SELECT 1 FROM run WHERE run.cell = cell.id AND run.state = 'running')
      ORDER BY study.name, cell.position
      """
    ).map { row in
      let (study, position, state) = (row.text() ?? "", row.integer() ?? 0, row.text() ?? "")
      return CheckFinding(
        kind: .contradiction, message: "cell \(position) of study “\(study)” is \(state), its runs say otherwise")
    }
  }

  /// Files that other stores' runs have left where this one was filled from them.
  func lostFiles() throws -> [CheckFinding] {
    let folder = FileManager.default.currentDirectoryPath
    return try run("SELECT run, name, path, bytes, sha256 FROM artifact ORDER BY run, name").map { row in
      let run = row.integer() ?? 0
      return CheckFinding.compare(Self.artifact(&row), of: run, folder: folder)
    }.compactMap(\.self)
  }

  func abandoned() throws -> [CheckFinding] {
    try run(
      "SELECT id, host, process FROM run WHERE state = 'running' AND heartbeat + lease < \(now) ORDER BY id"
    ).map { row in
      CheckFinding.abandoned(row.integer() ?? 0, host: row.text() ?? "", process: Int(row.integer() ?? 0))
    }
  }
}
