public import Foundation
import Synchronization

/// A run store in memory, for tests and for trainings that need not be kept.
///
/// It follows the same rules as ``SQLiteRunStore``, within one process.
public final class InMemoryRunStore: RunStore {
  let clock: @Sendable () -> Date
  private let contents = Mutex(Contents())

  public init(clock: @escaping @Sendable () -> Date = Date.init) { self.clock = clock }

  public var location: StoreLocation { .memory }

  public func currentTime() -> Date { clock() }

  func access<Value: Sendable>(
    _ body: (inout Contents) throws(RunStoreError) -> Value
  ) throws(RunStoreError) -> Value {
    try contents.withLock { contents throws(RunStoreError) in try body(&contents) }
  }

  /// All rows, keyed by number.
  struct Contents: Sendable {
    var studies: [Study.ID: Study] = [:]
    var cells: [StudyRun.ID: StudyRun] = [:]
    var runs: [Run.ID: Run] = [:]
    var curves: [Run.ID: [CurveKey: [Int: Double]]] = [:]
    var artifacts: [Run.ID: [String: Artifact]] = [:]
    var records: [Run.ID: String] = [:]
    private var lastNumber: Int64 = 0

    struct CurveKey: Hashable {
      let name: String
      let axis: MetricAxis
    }

    mutating func nextNumber() -> Int64 {
      lastNumber += 1
      return lastNumber
    }

    func requireStudy(_ id: Study.ID) throws(RunStoreError) {
      if studies[id] == nil { throw .unknownStudy(id) }
    }

    func requireRun(_ id: Run.ID) throws(RunStoreError) -> Run {
      guard let run = runs[id] else { throw .unknownRun(id) }
      return run
    }

    func cells(of study: Study.ID) -> [StudyRun] {
      cells.values.filter { $0.study == study }.sorted { $0.index < $1.index }
    }

    mutating func deleteRun(_ id: Run.ID) {
      runs[id] = nil
      curves[id] = nil
      artifacts[id] = nil
      records[id] = nil
    }
  }
}
