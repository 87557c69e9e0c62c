import FledgeDatasets
import FledgeFormats
import FledgeModels
import Foundation
import TestSupport
import Testing

/// What the page asks about a trained network.
@Suite struct InsideTests {
  private func json(_ server: TestServer, _ path: String) throws -> JSONValue {
    let answer = try server.send("GET", path)
    #expect(answer.status == 200, "\(path): \(answer.body)")
    return try JSONValue(parsing: answer.body)
  }

  private func floats(_ value: JSONValue?) -> [Float] {
    let data = Data(base64Encoded: value?.stringValue ?? "") ?? Data()
    return stride(from: 0, to: data.count, by: 4).map { start in
      var pattern: UInt32 = 0
      for byte in data[start..<start + 4].reversed() { pattern = pattern << 8 | UInt32(byte) }
      return Float(bitPattern: pattern)
    }
  }

  @Test func `a network of digits tells of its layers, units, mistakes and steps`() throws {
    try withTemporaryFolder { folder in
      try RunFixture.train(folder + "/a") { _ in }
      let server = try TestServer(folder)
      let layers = try #require(json(server, "/api/runs/a/layers")["layers"]?.arrayValue)
      #expect(layers.map { $0["path"]?.stringValue } == ["input", "0", "1", "2"])
      #expect(layers.map { $0["units"]?.integerValue } == [784, 6, 6, 10])

      let units = try json(server, "/api/runs/a/units?layer=1&from=4&count=9")
      #expect(units["total"]?.integerValue == 6 && units["units"]?.arrayValue?.count == 2)
      #expect(floats(units["units"]?.arrayValue?[0]["weights"]).count == 784)

      let unit = try json(server, "/api/runs/a/unit?layer=1&unit=5")
      let counts = (unit["counts"]?.arrayValue ?? []).compactMap(\.integerValue)
      #expect(counts.reduce(0, +) == 30 && unit["strongest"]?.arrayValue?.count == 16)

      let changed = try json(server, "/api/runs/a/ablation?layer=1&unit=5")
      #expect(changed["before"]?["all"]?["count"]?.integerValue == 30)
      #expect(changed["before"]?["classes"]?.arrayValue?.count == 10)

      let mistakes = try json(server, "/api/runs/a/examples?only=mistakes&count=500")
      let accuracy = try #require(changed["before"]?["all"]?["accuracy"]?.numberValue)
      #expect(mistakes["count"]?.integerValue == 30 - Int((accuracy * 30).rounded()))

      let steps = try json(server, "/api/runs/a/steps?example=3&layer=1&unit=5")
      #expect(steps["values"]?.arrayValue?.map { floats($0).count } == [784, 6, 6, 10])
      #expect(floats(steps["input_gradient"]).count == 784 && steps["without"]?.arrayValue?.count == 10)
      let shares = (steps["example"]?["outputs"]?.arrayValue ?? []).compactMap(\.numberValue)
      #expect(abs(shares.reduce(0, +) - 1) < 1e-5)
    }
  }

  @Test func `a training image is its own nearest`() throws {
    try withTemporaryFolder { folder in
      try RunFixture.train(folder + "/a") { _ in }
      let server = try TestServer(folder)
      let examples = try json(server, "/api/runs/a/examples?set=training&from=7&count=1")
      let pixels = Data(base64Encoded: examples["examples"]?.arrayValue?[0]["pixels"]?.stringValue ?? "") ?? Data()
      let values = pixels.map { "\(Float($0) / 255)" }.joined(separator: ",")
      let found = try server.post("/api/runs/a/nearest", "{\"values\": [\(values)], \"count\": 3}")
      let nearest = try #require(JSONValue(parsing: found.body)["nearest"]?.arrayValue)
      #expect(nearest.count == 3 && nearest[0]["index"]?.integerValue == 7)
      #expect((nearest[0]["distance"]?.numberValue ?? 9) < 1e-3)
      #expect(try server.send("POST", "/api/runs/a/nearest", body: "{}").status == 403)
      #expect(try server.post("/api/runs/a/nearest", "{\"values\": [1]}").status == 400)
    }
  }

  @Test func `an autoencoder has a map of codes, other networks have none`() throws {
    try withTemporaryFolder { folder in
      try RunFixture.train(folder + "/codes") { $0.autoencoder = [8, 3] }
      try RunFixture.train(folder + "/plain") { _ in }
      let server = try TestServer(folder)
      let found = try json(server, "/api/runs/codes/latent")
      #expect(found["width"]?.integerValue == 3 && floats(found["codes"]).count == 90)
      #expect(floats(found["positions"]).count == 60 && found["directions"]?.arrayValue?.count == 2)
      #expect(try json(server, "/api/runs/codes/latent?x=2&y=0")["axes"]?.arrayValue?[0] == "number 3 of the code")
      // Another set has other codes.
      let training = try json(server, "/api/runs/codes/latent?set=training")
      #expect(training["set"] == "training" && floats(training["codes"]).count == 3 * 72)
      for query in ["x=1&y=1", "x=3&y=0"] {
        #expect(try server.send("GET", "/api/runs/codes/latent?\(query)").status == 400)
      }
      #expect(try server.send("GET", "/api/runs/plain/latent").status == 409)
      #expect(try json(server, "/api/runs/codes/ablation?layer=encoder.2&unit=0")["kind"] == "reconstruction")
    }
  }

  @Test func `what cannot be answered says why in one line`() throws {
    try withTemporaryFolder { folder in
      try RunFixture.train(folder + "/a") { $0.validation = .count(0) }
      let server = try TestServer(folder)
      for (path, status) in [
        ("layers?", 200), ("units?layer=9", 409), ("units", 400), ("unit?layer=1&unit=6", 409),
        ("unit?layer=1&unit=-1", 400), ("examples?set=none", 400), ("examples?set=validation", 404),
        ("examples?indices=1,30", 400), ("examples?only=mistakes&indices=1", 400), ("steps?example=30", 400),
        ("steps?output=10", 400), ("model", 200), ("page", 200),
      ] {
        let answer = try server.send("GET", "/api/runs/a/\(path)")
        #expect(answer.status == status, "\(path): \(answer.status) \(answer.body.prefix(200))")
        if status != 200 { #expect(try JSONValue(parsing: answer.body)["error"]?.stringValue?.contains("\n") == false) }
      }
      try RunFixture.write("", to: folder + "/a/model.safetensors")
      #expect(try server.send("GET", "/api/runs/a/layers").status == 409)
    }
  }
}
