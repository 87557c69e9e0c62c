import Dispatch
import FledgeRunStore
import Foundation
import Synchronization
import TestSupport
import Testing

/// A clock that only tests move.
final class TestClock: Sendable {
  private let seconds = Mutex(1_000_000.0)

  var now: @Sendable () -> Date { { [self] in Date(timeIntervalSince1970: seconds.withLock { $0 }) } }

  func advance(_ bySeconds: Double) { seconds.withLock { $0 += bySeconds } }
}

/// Every implementation of `RunStore`; a new one is tested by adding it here.
enum StoreKind: CaseIterable {
  case sqlite
  case memory
  case postgresql

  /// Those that can be tested here; a server that is not installed is named once.
  static let allCases: [StoreKind] = {
    guard let missing = PostgreSQLServer.missing else { return [.sqlite, .memory, .postgresql] }
    FileHandle.standardError.write(Data("skipped: the PostgreSQL run store, \(missing)\n".utf8))
    return [.sqlite, .memory]
  }()
}

/// A store in a schema of its own on the tests' server.
func postgreSQLStore(
  _ namespace: String = "t\(UInt64.random(in: 0 ... .max))", clock: (@Sendable () -> Date)? = nil
) throws -> PostgreSQLRunStore {
  let address = try PostgreSQLAddress(PostgreSQLServer.shared.get().address)
  return try PostgreSQLRunStore(address, namespace: namespace, clock: clock)
}

func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

func withStore(_ kind: StoreKind, _ body: (any RunStore, TestClock) throws -> Void) throws {
  let clock = TestClock()
  switch kind {
  case .postgresql: try body(postgreSQLStore(clock: clock.now), clock)
  case .memory: try body(InMemoryRunStore(clock: clock.now), clock)
  case .sqlite:
    try withTemporaryFolder { folder in
      try body(try SQLiteRunStore(path: folder + "/fledge.db", clock: clock.now), clock)
    }
  }
}

func worker(process: Int = 1, lease: Double = 60) -> Worker {
  Worker(
    host: "here", process: process, toolVersion: "1.0", processor: "Some CPU", instructionSet: "AVX2", threads: 1,
    dataSHA256: "d0", leaseSeconds: lease)
}

/// A study over learning rates, one cell for each; the hash of a cell is its configuration.
func ratesStudy(_ rates: [String], name: String = "rates", seed: UInt64 = 1) -> StudyDefinition {
  StudyDefinition(
    name: name, source: "grid: {learning-rate: \(rates)}", definition: #"{"study":"\#(name)"}"#,
    cells: rates.map { rate in
      let configuration = #"{"layers":[64,32],"optimizer":{"learning-rate":\#(rate)}}"#
      return StudyRunDefinition(configuration: configuration, hash: configuration, seed: seed)
    })
}

extension RunStore {
  /// Takes a cell that must be there.
  func lease(_ study: Study, _ by: Worker = worker()) throws -> Lease {
    try #require(try leaseNextRun(study: study.id, worker: by))
  }

  /// Adds a finished training on its own.
  func addRun(_ metrics: [String: Double]) throws -> Run.ID {
    let run = try startRun(configuration: "{}", seed: 0, worker: worker())
    _ = try finish(run: run, result: RunResult(metrics: metrics))
    return run
  }
}

/// Runs `body` on threads of their own, all at once, and throws the first error of any.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) throws {
  let failures = Mutex<[any Error]>([])
  let group = DispatchGroup()
  for index in 0..<count {
    group.enter()
    Thread.detachNewThread {
      do { try body(index) } catch { failures.withLock { $0.append(error) } }
      group.leave()
    }
  }
  group.wait()
  if let failure = failures.withLock({ $0.first }) { throw failure }
}

/// The error that `body` throws.
func runStoreError(_ body: () throws -> Void) throws -> RunStoreError {
  try #require(throws: RunStoreError.self) { try body() }
}

func writeFile(_ text: String, _ path: String) throws { try Data(text.utf8).write(to: URL(fileURLWithPath: path)) }

func readFile(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }
