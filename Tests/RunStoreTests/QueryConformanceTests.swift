import FledgeRunStore
import Foundation
import TestSupport
import Testing

/// What every run store answers about its runs.
@Suite struct QueryConformanceTests {
  @Test(arguments: StoreKind.allCases)
  func `runs are ranked by a metric, those without a number last`(kind: StoreKind) throws {
    try withStore(kind) { store, _ in
      let runs = try [0.5, 0.9, .nan, 0.7, .infinity, 0.9].map { try store.addRun(["score": $0]) }
      let without = try store.addRun(["other": 1])
      func order(_ query: RunQuery) throws -> [Int?] {
        try store.runs(matching: query).map { runs.firstIndex(of: $0.id) }
      }
      #expect(try order(RunQuery(order: .highest("score"))) == [4, 1, 5, 3, 0, 2, nil])
      #expect(try order(RunQuery(order: .lowest("score"))) == [0, 3, 1, 5, 4, 2, nil])
      #expect(try order(RunQuery(order: .lowest("score"), limit: 2)) == [0, 3])
      #expect(try order(RunQuery(order: .lowest("score"), limit: 6)) == [0, 3, 1, 5, 4, 2])
      #expect(try order(RunQuery(order: .newestFirst, limit: 2)) == [nil, 5])
      #expect(try order(RunQuery(order: .oldestFirst, limit: 2)) == [0, 1])
      #expect(try order(RunQuery(limit: 0)).isEmpty)
      let best = try store.bestRuns(10, by: .highest("score")).map(\.id)
      #expect(best == [4, 1, 5, 3, 0].map { runs[$0] })
      #expect(try store.run(runs[2]).metrics["score"]?.isNaN == true)
      #expect(try store.run(runs[4]).metrics == ["score": .infinity])
      #expect(try store.run(without).metrics == ["other": 1])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `runs are filtered by study, state and tag`(kind: StoreKind) throws {
    try withStore(kind) { store, _ in
      let study = try store.createStudy(ratesStudy(["0.1"]))
      let lease = try store.lease(study)
      let (first, second) = (try store.addRun([:]), try store.addRun([:]))
      try store.tag([first, second], "paper")
      try store.tag([second], "good")
      try store.tag([second], "good")
      func numbers(_ query: RunQuery) throws -> [Run.ID] { try store.runs(matching: query).map(\.id) }
      #expect(try numbers(RunQuery(study: "rates")) == [lease.run])
      #expect(try numbers(RunQuery(study: "none")).isEmpty)
      #expect(try numbers(RunQuery(states: [.running])) == [lease.run])
      #expect(try numbers(RunQuery(states: [])).isEmpty)
      #expect(try numbers(RunQuery(standAloneOnly: true)) == [second, first])
      #expect(try numbers(RunQuery(tags: ["paper"])) == [second, first])
      #expect(try numbers(RunQuery(tags: ["paper", "good"])) == [second])
      #expect(try store.run(second).tags == ["good", "paper"])
      try store.untag([second], "paper")
      #expect(try numbers(RunQuery(tags: ["paper"])) == [first])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `curves come by run, name and rising epoch, and a second value replaces the first`(kind: StoreKind) throws {
    try withStore(kind) { store, _ in
      let first = try store.startRun(configuration: "{}", seed: 1, worker: worker())
      let second = try store.startRun(configuration: "{}", seed: 2, worker: worker())
      for epoch in [2, 1, 10] {
        _ = try store.record([MetricValue("loss", epoch: epoch, Double(epoch))], run: first)
      }
      _ = try store.record([MetricValue("loss", epoch: 1, .nan), MetricValue("a", epoch: 1, 0)], run: second)
      _ = try store.record([MetricValue("loss", epoch: 2, 5)], run: first)
      let curves = try store.curves(of: [second, first], names: nil)
      #expect(curves.map(\.run) == [second, second, first])
      #expect(curves.map(\.name) == ["a", "loss", "loss"])
      #expect(curves[1].values.count == 1 && curves[1].values[0].isNaN)
      #expect(curves[2].positions == [1, 2, 10] && curves[2].values == [1, 5, 10])
      #expect(try store.curves(of: [first, second], names: ["a"]).map(\.run) == [second])
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a deleted result queues its cell again`(kind: StoreKind) throws {
    try withStore(kind) { store, clock in
      let study = try store.createStudy(ratesStudy(["0.1", "0.2"]))
      let (first, second) = (try store.lease(study), try store.lease(study))
      _ = try store.finish(run: first.run, result: RunResult(metrics: ["loss": 1]))
      #expect(throws: RunStoreError.runInUse(second.run)) { try store.deleteRuns([first.run, second.run]) }
      #expect(try store.run(first.run).state == .finished)
      clock.advance(61)
      try store.deleteRuns([first.run, second.run])
      #expect(try store.progress(of: study.id) == StudyProgress(queued: 2))
      #expect(throws: RunStoreError.unknownRun(first.run)) { try store.run(first.run) }
      // The late worker finds no run, not another one with its number.
      let again = try store.lease(study)
      #expect(again.run > second.run && again.attempt == 2)
      #expect(throws: RunStoreError.unknownRun(second.run)) { try store.heartbeat(run: second.run) }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `unknown numbers are errors`(kind: StoreKind) throws {
    try withStore(kind) { store, _ in
      #expect(throws: RunStoreError.unknownRun(7)) { try store.heartbeat(run: 7) }
      #expect(throws: RunStoreError.unknownRun(7)) { try store.finish(run: 7, result: RunResult(metrics: [:])) }
      #expect(throws: RunStoreError.unknownRun(7)) { try store.tag([7], "x") }
      #expect(throws: RunStoreError.unknownRun(7)) { try store.deleteRuns([7]) }
      #expect(throws: RunStoreError.unknownStudy(7)) { try store.leaseNextRun(study: 7, worker: worker()) }
      #expect(throws: RunStoreError.unknownStudy(7)) { try store.progress(of: 7) }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `check names the files that are gone or changed`(kind: StoreKind) throws {
    try withStore(kind) { store, _ in
      try withTemporaryFolder { folder in
        let run = try store.addRun([:])
        try writeFile("12345", folder + "/whole")
        try writeFile("123", folder + "/cut")
        for name in ["whole", "cut", "gone"] {
          let artifact = Artifact(name: name, path: folder + "/" + name, bytes: 5, sha256: "5e")
          #expect(try store.addArtifact(artifact, run: run) == .accepted)
        }
        #expect(try store.artifacts(of: run).map(\.name) == ["cut", "gone", "whole"])
        let findings = try store.check()
        #expect(findings.map(\.kind) == [.changedArtifact, .missingArtifact])
        #expect(findings.first?.message.contains("has 3 bytes, it was written with 5") == true)
      }
    }
  }

  @Test(arguments: StoreKind.allCases)
  func `a run remembers when it was and what it cost`(kind: StoreKind) throws {
    try withStore(kind) { store, clock in
      let run = try store.startRun(configuration: #"{"epochs":2}"#, seed: 3, worker: worker())
      clock.advance(12)
      let usage = RunUsage(wallSeconds: 12, cpuSeconds: 20.5, peakMemoryBytes: 1 << 33)
      _ = try store.finish(run: run, result: RunResult(metrics: [:], usage: usage))
      let read = try store.run(run)
      #expect(read.usage == usage && read.configuration == #"{"epochs":2}"# && read.attempt == 1)
      #expect(read.startedAt.timeIntervalSince1970 == 1_000_000)
      #expect(read.finishedAt?.timeIntervalSince1970 == 1_000_012)
    }
  }
}
