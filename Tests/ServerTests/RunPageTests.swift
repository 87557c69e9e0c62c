import FledgeFormats
import Foundation
import TestSupport
import Testing

/// What the page reads of runs.
@Suite struct RunPageTests {
  private func json(_ server: TestServer, _ path: String) throws -> JSONValue {
    let answer = try server.send("GET", path)
    #expect(answer.status == 200, "\(path): \(answer.body)")
    return try JSONValue(parsing: answer.body)
  }

  @Test func `whole, empty and damaged runs are listed as such`() throws {
    try withTemporaryFolder { folder in
      try RunFixture.finished(folder + "/a")
      try RunFixture.finished(folder + "/deep/er/b")
      for (name, record) in [("cut", "{\"test_acc"), ("none", "")] {
        try RunFixture.finished(folder + "/" + name)
        try RunFixture.write(record, to: "\(folder)/\(name)/record.json")
      }
      try FileManager.default.createDirectory(atPath: folder + "/zero", withIntermediateDirectories: true)
      try RunFixture.write("", to: folder + "/zero/config.yaml")
      try FileManager.default.createDirectory(atPath: folder + "/half", withIntermediateDirectories: true)
      try RunFixture.write("layers: [8]\nepochs: 5\n", to: folder + "/half/config.yaml")
      let server = try TestServer(folder)
      let runs = try #require(json(server, "/api/runs?sort=name")["runs"]?.arrayValue)
      var states: [String: String] = [:]
      for run in runs { states[run["id"]?.stringValue ?? ""] = run["state"]?.stringValue }
      #expect(
        states == [
          "a": "finished", "deep/er/b": "finished", "cut": "damaged", "none": "damaged", "zero": "empty",
          "half": "unfinished",
        ])
      for run in runs where ["damaged", "empty"].contains(run["state"]?.stringValue) {
        #expect(run["problem"]?.stringValue?.isEmpty == false)
      }
      #expect(try json(server, "/api/runs/deep%2Fer%2Fb")["history"]?["rows"]?.arrayValue?.count == 2)
      #expect(try json(server, "/api/runs/cut")["state"]?.stringValue == "damaged")
      #expect(try json(server, "/api/runs?query=deep%20moons")["total"]?.integerValue == 1)
    }
  }

  @Test func `a run that is removed under the page is said to be gone`() throws {
    try withTemporaryFolder { folder in
      try RunFixture.finished(folder + "/a")
      let server = try TestServer(folder)
      #expect(try json(server, "/api/runs")["total"]?.integerValue == 1)
      try FileManager.default.removeItem(atPath: folder + "/a")
      for path in ["/api/runs/a", "/api/runs/a/history", "/api/compare?runs=a"] {
        let answer = try server.send("GET", path)
        #expect(answer.status == 404 && answer.body.contains("may have been removed"), "\(path): \(answer.body)")
      }
    }
  }

  @Test func `a line that is still being written is no epoch`() throws {
    try withTemporaryFolder { folder in
      try RunFixture.finished(folder + "/a")
      try RunFixture.write("epoch,step,validation_loss\n1,10,0.5\n2,20,0.", to: folder + "/a/history.csv")
      let server = try TestServer(folder)
      #expect(try json(server, "/api/runs/a/history")["rows"]?.arrayValue?.count == 1)
      #expect(try json(server, "/api/runs/a/history?from=1")["rows"]?.arrayValue?.isEmpty == true)
    }
  }

  @Test func `runs are grouped over seeds and compared in words`() throws {
    try withTemporaryFolder { folder in
      for seed in 0..<5 {
        try RunFixture.finished(folder + "/s\(seed)", seed: seed, layers: "[8]", accuracy: 0.80 + 0.001 * Double(seed))
        try RunFixture.finished(
          folder + "/l\(seed)", seed: seed, layers: "[64]", accuracy: 0.90 + 0.001 * Double(seed % 2))
      }
      let server = try TestServer(folder)
      let ids = (0..<5).flatMap { ["s\($0)", "l\($0)"] }.joined(separator: ",")
      let found = try json(server, "/api/compare?runs=\(ids)")
      #expect(found["differing"] == ["layers"])
      let groups = try #require(found["groups"]?.arrayValue)
      #expect(groups.count == 2 && groups[0]["seeds"]?.arrayValue?.count == 5)
      #expect(groups[0]["metrics"]?["test_accuracy"]?["median"]?.numberValue == 0.802)
      let band = try #require(groups[0]["curves"]?["validation_loss"])
      #expect(band["x"] == [1, 2] && band["median"] == [0.6, 0.4])
      let texts = (found["comparisons"]?.arrayValue ?? []).compactMap { $0["text"]?.stringValue }
      #expect(texts.contains { $0.contains("layers [64]") })
    }
  }

  @Test func `a thousand runs list within a second`() throws {
    try withTemporaryFolder { folder in
      for index in 0..<1000 {
        let path = "\(folder)/group\(index / 50)/run\(index)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try RunFixture.write("layers: [8]\nepochs: 1\nseed: \(index)\n", to: path + "/config.yaml")
      }
      let server = try TestServer(folder)
      let clock = ContinuousClock()
      let start = clock.now
      #expect(try json(server, "/api/runs?limit=100")["total"]?.integerValue == 1000)
      let seconds = (clock.now - start) / .seconds(1)
      #expect(seconds < 1)
    }
  }
}
