import Foundation

extension InMemoryRunStore {
  public func createStudy(_ definition: StudyDefinition) throws(RunStoreError) -> Study {
    try definition.checkConfigurations()
    let now = clock()
    return try access { contents throws(RunStoreError) in
      let existing = contents.studies.values.first { $0.name == definition.name }
      var stored: [StudyRun] = []
      if let existing { stored = contents.cells(of: existing.id) }
      let change = try StudyExtension(of: stored, by: definition)
      let study = Study(
        id: existing?.id ?? contents.nextNumber(), name: definition.name, source: definition.source,
        definition: definition.definition, createdAt: existing?.createdAt ?? now)
      contents.studies[study.id] = study
      if let change { contents.apply(change, to: study.id) }
      return study
    }
  }

  public func studies() throws(RunStoreError) -> [Study] {
    try access { contents in contents.studies.values.sorted { String.byBytes($0.name, $1.name) } }
  }

  public func study(named name: String) throws(RunStoreError) -> Study? {
    try access { contents in contents.studies.values.first { $0.name == name } }
  }

  public func progress(of study: Study.ID) throws(RunStoreError) -> StudyProgress {
    try access { contents throws(RunStoreError) in
      try contents.requireStudy(study)
      var progress = StudyProgress()
      for cell in contents.cells(of: study) { progress.add(1, to: cell.state) }
      return progress
    }
  }

  public func cells(of study: Study.ID) throws(RunStoreError) -> [StudyRun] {
    try access { contents throws(RunStoreError) in
      try contents.requireStudy(study)
      return contents.cells(of: study)
    }
  }

  public func retryFailed(study: Study.ID) throws(RunStoreError) -> Int {
    try access { contents throws(RunStoreError) in
      try contents.requireStudy(study)
      let failed = contents.cells(of: study).filter { $0.state == .failed }
      for cell in failed {
        contents.cells[cell.id]?.state = .queued
        contents.cells[cell.id]?.message = nil
        for run in contents.runs.values where run.cell == cell.id { contents.runs[run.id]?.checkpoint = nil }
      }
      return failed.count
    }
  }

  public func deleteStudy(_ study: Study.ID) throws(RunStoreError) {
    let now = clock()
    try access { contents throws(RunStoreError) in
      try contents.requireStudy(study)
      let cells = contents.cells(of: study).map(\.id)
      let runs = contents.runs.values.filter { $0.cell.map(cells.contains) ?? false }.sorted { $0.id < $1.id }
      if let inUse = runs.first(where: { $0.state == .running && !$0.isAbandoned(at: now) }) {
        throw .runInUse(inUse.id)
      }
      for run in runs { contents.deleteRun(run.id) }
      for cell in cells { contents.cells[cell] = nil }
      contents.studies[study] = nil
    }
  }
}

extension InMemoryRunStore.Contents {
  mutating func apply(_ change: StudyExtension, to study: Study.ID) {
    for cell in change.dropped {
      for run in runs.values where run.cell == cell { deleteRun(run.id) }
      cells[cell] = nil
    }
    for (index, row) in change.rows.enumerated() {
      switch row {
      case .stored(let id):
        cells[id]?.index = index
        for run in runs.values where run.cell == id { runs[run.id]?.cellIndex = index }
      case .new(let cell):
        let id = nextNumber()
        cells[id] = StudyRun(
          id: id, study: study, index: index, configuration: cell.configuration, hash: cell.hash, seed: cell.seed,
          state: .queued, attempts: 0, message: nil)
      }
    }
  }
}
