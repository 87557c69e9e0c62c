import Foundation

extension InMemoryRunStore {
  public func tag(_ runs: [Run.ID], _ tag: String) throws(RunStoreError) {
    try access { contents throws(RunStoreError) in
      for id in runs { _ = try contents.requireRun(id) }
      for id in runs {
        let tags = Set(contents.runs[id]?.tags ?? []).union([tag])
        contents.runs[id]?.tags = tags.sorted(by: String.byBytes)
      }
    }
  }

  public func untag(_ runs: [Run.ID], _ tag: String) throws(RunStoreError) {
    try access { contents throws(RunStoreError) in
      for id in runs { _ = try contents.requireRun(id) }
      for id in runs { contents.runs[id]?.tags.removeAll { $0 == tag } }
    }
  }

  public func deleteRuns(_ runs: [Run.ID]) throws(RunStoreError) {
    let now = clock()
    try access { contents throws(RunStoreError) in
      let runs = Set(runs).sorted()
      for id in runs {
        let run = try contents.requireRun(id)
        if run.state == .running && !run.isAbandoned(at: now) { throw .runInUse(id) }
      }
      for id in runs {
        let run = try contents.requireRun(id)
        if let cell = run.cell, run.state == .running || run.state == .finished {
          contents.cells[cell]?.state = .queued
        }
        contents.deleteRun(id)
      }
    }
  }

  public func check() throws(RunStoreError) -> [CheckFinding] {
    let now = clock()
    let folder = FileManager.default.currentDirectoryPath
    return try access { contents in
      let runs = contents.runs.values.sorted { $0.id < $1.id }
      let lost = runs.flatMap { run in
        (contents.artifacts[run.id] ?? [:]).values.sorted { String.byBytes($0.name, $1.name) }
          .compactMap { CheckFinding.compare($0, of: run.id, folder: folder) }
      }
      let abandoned = runs.filter { $0.isAbandoned(at: now) }
        .map { CheckFinding.abandoned($0.id, host: $0.worker.host, process: $0.worker.process) }
      let ahead = runs.compactMap { run in
        run.secondsAhead(of: now).map {
          CheckFinding.ahead(run.id, host: run.worker.host, process: run.worker.process, seconds: $0)
        }
      }
      return lost + abandoned + ahead
    }
  }
}
