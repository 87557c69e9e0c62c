import FledgeDatasets
import FledgeExchange
import FledgeFormats
import FledgeModels
import FledgeTraining
import Foundation
import GRDB
import TestSupport
import Testing

@Suite struct TrackioTests {
  private func tracked(_ folder: String) throws -> TrackedRun {
    if !FileManager.default.fileExists(atPath: folder + "/run") {
      try train(tinySettings { $0.validation = .count(10) }, to: folder + "/run")
    }
    return try TrackedRun(folder: folder + "/run")
  }

  private func json(_ row: Row, _ column: String) throws -> JSONValue {
    let data: Data = row[column]
    return try JSONValue(parsing: [UInt8](data))
  }

  @Test func `runs are there with settings and a row for each epoch`() throws {
    try withTemporaryFolder { folder in
      var run = try tracked(folder)
      (run.variant, run.tags) = ("wide, \"odd\" =1", ["best"])
      let project = TrackioProject(named: "my study", in: folder + "/new/trackio")
      #expect(try project.add([run]) == TrackioProject.Outcome(added: 1, present: 0))
      #expect(project.name == "mystudy" && project.path.hasSuffix("/new/trackio/mystudy.db"))
      let queue = try DatabaseQueue(path: project.path)
      try queue.read { database in
        #expect(try Int.fetchOne(database, sql: "PRAGMA user_version") == 2)
        let config = try #require(try Row.fetchOne(database, sql: "SELECT * FROM configs"))
        let id: String = config["run_id"]
        let name: String = config["run_name"]
        #expect(id == String(run.identity.prefix(32)) && name == "run")
        let values = try json(config, "config")
        #expect(values["layers"] == [4] && values["seed"] == 0)
        #expect(values["_Group"] == "wide, \"odd\" =1" && values["fledge.tags"] == "best")
        let rows = try Row.fetchAll(database, sql: "SELECT * FROM metrics ORDER BY id")
        let epochs = run.record.history.epochs
        #expect(rows.map { $0["step"] as Int } == epochs.map(\.step))
        for (row, epoch) in zip(rows, epochs) {
          let values = try json(row, "metrics")
          let rowID: String = row["run_id"]
          #expect(values["epoch"]?.integerValue == epoch.epoch && rowID == id)
          #expect(values["validation_loss"]?.numberValue == epoch.validationLoss)
          #expect(values["training_loss"] == nil)
        }
        #expect(try json(rows[2], "metrics")["test_loss"]?.numberValue == run.record.testLoss)
        let time: String = rows[0]["timestamp"]
        #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00/) != nil)
      }
    }
  }

  @Test func `a run is added once, and another one beside it`() throws {
    try withTemporaryFolder { folder in
      let run = try tracked(folder)
      let project = TrackioProject(named: "a", in: folder)
      #expect(try project.add([run]) == TrackioProject.Outcome(added: 1, present: 0))
      var other = run
      other.record.weightsSha256 = String(repeating: "0", count: 64)
      #expect(try project.add([run, other]) == TrackioProject.Outcome(added: 1, present: 1))
    }
  }

  @Test func `numbers that JSON lacks are words, and a run without epochs has one row`() throws {
    try withTemporaryFolder { folder in
      var run = try tracked(folder)
      run.record.history.epochs = []
      (run.record.testLoss, run.record.testAccuracy) = (.nan, -.infinity)
      let project = TrackioProject(named: "a", in: folder)
      _ = try project.add([run])
      try DatabaseQueue(path: project.path).read { database in
        let row = try #require(try Row.fetchOne(database, sql: "SELECT * FROM metrics"))
        #expect(try json(row, "metrics") == ["epoch": 0, "test_loss": "NaN", "test_accuracy": "-Infinity"])
      }
    }
  }

  @Test func `a foreign file is refused and stays as it is`() throws {
    try withTemporaryFolder { folder in
      let run = try tracked(folder)
      let project = TrackioProject(named: "a", in: folder)
      var foreign: [[UInt8]] = [Array("no database at all".utf8), [0], Array("SQLite format 3\0 and rubbish".utf8)]
      for schema in [
        "CREATE TABLE other (x)", "CREATE TABLE metrics (x); CREATE TABLE configs (y)",
        "CREATE TABLE metrics (timestamp, run_name, step, metrics); CREATE TABLE configs (run_name, config, created_at)",
      ] {
        let path = folder + "/other.db"
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: schema) }
        try queue.close()
        foreign.append(try FileBytes.read(path))
        try FileManager.default.removeItem(atPath: path)
      }
      for bytes in foreign {
        try AtomicFile.write(bytes, to: project.path)
        #expect(throws: FormatError.self) { try project.add([run]) }
        #expect(try FileBytes.read(project.path) == bytes)
      }
      try FileManager.default.removeItem(atPath: project.path)
      try FileManager.default.createDirectory(atPath: project.path, withIntermediateDirectories: true)
      #expect(throws: FormatError.self) { try project.add([run]) }
      try "file".write(toFile: folder + "/plain", atomically: true, encoding: .utf8)
      #expect(throws: FormatError.self) { try TrackioProject(named: "a", in: folder + "/plain").add([run]) }
    }
  }

  @Test func `names of projects are those of Trackio's files`() {
    #expect(TrackioProject.canonicalName("my.model 1/2") == "mymodel12")
    #expect(TrackioProject.canonicalName("größe_a-b") == "größe_a-b")
    #expect(TrackioProject.canonicalName("../..") == "default")
    #expect(TrackioProject.canonicalName("x_configs") == "study-x_configs-")
    #expect(TrackioProject.canonicalName("registry-x") == "study-registry-x-")
  }
}
