import FledgeFormats
import FledgePages
import Foundation
import TestSupport
import Testing

/// `items.json` against the schema in `docs/items.schema.json`.
@Suite struct ItemsSchemaTests {
  private func schema() throws -> JSONSchemaCheck {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path = root.appendingPathComponent("docs/items.schema.json").path
    return JSONSchemaCheck(try JSONValue(parsing: Array(try #require(FileManager.default.contents(atPath: path)))))
  }

  @Test func `the items of a smoke run fit the schema`() throws {
    let path = try SmokeReports.shared().pages + "/items.json"
    let value = try JSONValue(parsing: Array(try #require(FileManager.default.contents(atPath: path))))
    #expect(try schema().errors(in: value) == [])
    let items = value["reports"]?.arrayValue?.flatMap { $0["items"]?.arrayValue ?? [] } ?? []
    #expect(items.count > 200)
    let numbers = items.filter { $0["kind"]?.stringValue == "number" }
    #expect(numbers.count == 158)
    for item in items {
      guard let ours = item["ours"], let values = ours["values"]?.arrayValue?.compactMap(\.numberValue) else {
        continue
      }
      #expect(values.count == ours["n"]?.integerValue)
      guard let ends = ours["interval"]?.arrayValue?.compactMap(\.numberValue) else { continue }
      #expect(ends.count == 2 && ends[0] <= ends[1])
      // Nothing that a report gives as a number is below 0, and a share stays a share.
      if item["kind"]?.stringValue == "number" { #expect(ends[0] >= 0, "\(item["id"] ?? .null)") }
    }
  }

  @Test func `what does not fit is found`() throws {
    let check = try schema()
    let item: JSONObject = [
      "id": "a.b", "kind": "number", "title": "t", "verdict": "fine", "reading": .null, "published": 1, "ours": .null,
      "margin": .null, "rule": "2", "outcome": "",
    ]
    let page: (JSONObject) -> JSONValue = { item in
      [
        "reports": [
          [
            "report": "a", "title": "t", "page": "p", "scale": "full", "data": "MNIST",
            "items": .array([.object(item)]),
          ]
        ]
      ]
    }
    #expect(check.errors(in: page(item)).count == 1)
    var other = item
    other["verdict"] = "too-noisy"
    #expect(check.errors(in: page(other)) == [])
    other["ours"] = ["values": [1], "mean": 1, "sd": .null, "n": 1, "interval": [1], "estimator": 1]
    #expect(check.errors(in: page(other)).count == 1)
    other["ours"] = ["values": [1, 2], "mean": 1.5, "sd": 0.7, "n": 2, "interval": [1, 2], "estimator": 1.5]
    #expect(check.errors(in: page(other)) == [])
    other["rule"] = nil
    #expect(check.errors(in: page(other)).count == 1)
  }
}
