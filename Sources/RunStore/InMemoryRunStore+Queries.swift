import Foundation

extension InMemoryRunStore {
  public func runs(matching query: RunQuery) throws(RunStoreError) -> [Run] {
    let runs = try access { contents in contents.runs.values.filter(query.admits) }
    return Array(runs.sorted(by: query.precedes).prefix(query.limit ?? .max))
  }

  public func run(_ id: Run.ID) throws(RunStoreError) -> Run {
    try access { contents throws(RunStoreError) in try contents.requireRun(id) }
  }

  public func curves(of runs: [Run.ID], names: [String]?) throws(RunStoreError) -> [Curve] {
    try access { contents in
      runs.flatMap { run in
        (contents.curves[run] ?? [:]).filter { names?.contains($0.key.name) ?? true }
          .sorted { left, right in
            left.key.name == right.key.name
              ? left.key.axis.rawValue < right.key.axis.rawValue : String.byBytes(left.key.name, right.key.name)
          }
          .map { key, values in
            let points = values.sorted { $0.key < $1.key }
            return Curve(
              run: run, name: key.name, axis: key.axis, positions: points.map(\.key), values: points.map(\.value))
          }
      }
    }
  }

  public func record(of run: Run.ID) throws(RunStoreError) -> String? {
    try access { contents throws(RunStoreError) in
      _ = try contents.requireRun(run)
      return contents.records[run]
    }
  }

  public func artifacts(of run: Run.ID) throws(RunStoreError) -> [Artifact] {
    try access { contents in (contents.artifacts[run] ?? [:]).values.sorted { String.byBytes($0.name, $1.name) } }
  }
}

extension RunQuery {
  fileprivate func admits(_ run: Run) -> Bool {
    (study == nil || run.study == study) && (states?.contains(run.state) ?? true)
      && tags.allSatisfy(run.tags.contains) && !(standAloneOnly && run.cell != nil)
  }

  fileprivate func precedes(_ left: Run, _ right: Run) -> Bool {
    let metric: String
    let sign: Double
    switch order {
    case .newestFirst: return left.id > right.id
    case .oldestFirst: return left.id < right.id
    case .highest(let name): (metric, sign) = (name, -1)
    case .lowest(let name): (metric, sign) = (name, 1)
    }
    func rank(_ run: Run) -> Double? { run.metrics[metric].flatMap { $0.isNaN ? nil : sign * $0 } }
    switch (rank(left), rank(right)) {
    case (let left?, let right?) where left != right: return left < right
    case (_?, nil): return true
    case (nil, _?): return false
    default: return left.id < right.id
    }
  }
}
