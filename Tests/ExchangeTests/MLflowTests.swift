import FledgeExchange
import FledgeFormats
import FledgeModels
import FledgeTraining
import Foundation
import TestSupport
import Testing

@Suite struct MLflowTests {
  /// An MLflow server that knows an experiment and no runs.
  private static func answer(_ request: ScriptedServer.Request) -> ScriptedServer.Answer? {
    switch request.path.split(separator: "?")[0].split(separator: "/").suffix(2).joined(separator: "/") {
    case "experiments/get-by-name": (404, #"{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "none"}"#)
    case "experiments/create": (200, #"{"experiment_id": "7"}"#)
    case "runs/search": (200, "{}")
    case "runs/create": (200, #"{"run": {"info": {"run_id": "r1"}}}"#)
    default: (200, "{}")
    }
  }

  private func tracked(epochs: Int = 3, _ body: (TrackedRuns) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try train(tinySettings(), to: folder + "/run")
      var runs = try TrackedRuns(folder: folder + "/run")
      let first = runs.runs[0].record.history.epochs[0]
      runs.runs[0].record.history.epochs = (1...epochs).map { index in
        var epoch = first
        (epoch.epoch, epoch.step) = (index, 10 * index)
        return epoch
      }
      runs.name = "study ü +&#1"
      try body(runs)
    }
  }

  @Test func `a run is sent with settings, tags and metrics by step, in pieces that the server takes`() throws {
    let server = try ScriptedServer(MLflowTests.answer)
    defer { server.stop() }
    try tracked(epochs: 450) { runs in
      let outcome = try MLflowExport(MLflowServer(server.address + "/")).send(runs)
      #expect(outcome == MLflowExport.Outcome(sent: 1))
      let requests = server.requests
      #expect(requests[0].path == "/api/2.0/mlflow/experiments/get-by-name?experiment_name=study%20%C3%BC%20%2B%26%231")
      #expect(requests[1].body["name"] == "study ü +&#1")
      let made = try #require(requests.first { $0.path.hasSuffix("runs/create") }).body
      let run = runs.runs[0]
      #expect(made["experiment_id"] == "7" && made["run_name"] == "run")
      #expect(made["tags"]?.arrayValue?.contains(["key": "fledge.run", "value": .string(run.identity)]) == true)
      let batches = requests.filter { $0.path.hasSuffix("runs/log-batch") }.map(\.body)
      let params = batches.flatMap { $0["params"]?.arrayValue ?? [] }
      #expect(params.count == run.parameters.count && params.contains(["key": "layers", "value": "[4]"]))
      #expect(batches.allSatisfy { ($0["params"]?.arrayValue?.count ?? 0) <= 100 })
      let pieces = batches.compactMap { $0["metrics"]?.arrayValue }
      let metrics = pieces.flatMap { $0 }
      // Epoch, rate, running loss and accuracy, validation loss and accuracy, seconds; then test loss and accuracy.
      #expect(metrics.count == 450 * 7 + 2)
      #expect(pieces.map(\.count) == [1000, 1000, 1000, 152])
      #expect(metrics[0]["key"] == "epoch" && metrics[0]["step"] == 10)
      #expect(metrics.last?["step"] == 4500 && metrics.last?["key"] == "test_accuracy")
      #expect(requests.last?.body["status"] == "FINISHED")
    }
  }

  @Test func `what is complete is not sent again, and what an interrupted export left is replaced`() throws {
    for (status, expected) in [("FINISHED", 0), ("FAILED", 0), ("RUNNING", 1)] {
      let server = try ScriptedServer { request in
        guard request.path.hasSuffix("runs/search") else { return MLflowTests.answer(request) }
        return (200, #"{"runs": [{"info": {"run_id": "old", "status": "\#(status)"}}]}"#)
      }
      defer { server.stop() }
      try tracked { runs in
        let outcome = try MLflowExport(MLflowServer(server.address)).send(runs)
        #expect(outcome.sent == expected && outcome.present == 1 - expected)
        let deleted = server.requests.filter { $0.path.hasSuffix("runs/delete") }.map(\.body)
        #expect(deleted == (expected == 1 ? [["run_id": "old"]] : []))
        let search = try #require(server.requests.first { $0.path.hasSuffix("runs/search") })
        #expect(search.body["filter"]?.stringValue == "tags.`fledge.run` = '\(runs.runs[0].identity)'")
      }
    }
  }

  @Test(arguments: [
    (200, "<!DOCTYPE html>"), (200, "[]"), (200, ""), (404, "nothing here"), (500, "{}"), (200, "{\"experiment\": 3}"),
    (400, #"{"error_code": "INVALID_PARAMETER_VALUE", "message": "two\nlines"}"#), (302, ""), (204, ""),
  ])
  func `a server that answers something else gives one clear error`(status: Int, body: String) throws {
    let server = try ScriptedServer { _ in (status, body) }
    defer { server.stop() }
    try tracked { runs in
      let error = #expect(throws: MLflowError.self) { try MLflowExport(MLflowServer(server.address)).send(runs) }
      #expect(error?.description.contains(server.address) == true)
    }
  }

  @Test func `what was sent before a failure is said`() throws {
    let server = try ScriptedServer { request in
      let isSecond = request.path.hasSuffix("runs/create") && request.body["run_name"] == "second"
      return isSecond ? (500, "broken") : MLflowTests.answer(request)
    }
    defer { server.stop() }
    try tracked { runs in
      var runs = runs
      runs.runs.append(runs.runs[0])
      runs.runs[1].name = "second"
      let error = #expect(throws: MLflowError.self) { try MLflowExport(MLflowServer(server.address)).send(runs) }
      #expect(error?.description.contains("HTTP 500") == true)
      #expect(error?.description.contains("1 of 2 runs were sent before") == true)
    }
  }

  @Test func `a silent server, a closed port and a closed connection give one clear error`() throws {
    let silent = try ScriptedServer { _ in
      Thread.sleep(forTimeInterval: 3)
      return nil
    }
    let closing = try ScriptedServer { _ in nil }
    let closed = try ScriptedServer { _ in nil }
    closed.stop()
    defer {
      silent.stop()
      closing.stop()
    }
    try tracked { runs in
      for server in [silent, closing, closed] {
        let export = MLflowExport(try MLflowServer(server.address, timeout: 0.5))
        let error = #expect(throws: MLflowError.self) { try export.send(runs) }
        #expect(error?.description.hasPrefix("\(server.address): expected an MLflow server, found ") == true)
      }
    }
  }

  @Test(arguments: [
    "", "127.0.0.1:5000", "ftp://host", "file:///tmp", "http://", "http://user:secret@host", "http://host/?a=b",
    "http://host#a", "http://a b",
  ])
  func `what is no address is refused without repeating a password`(text: String) {
    let error = #expect(throws: MLflowError.self) { try MLflowServer(text) }
    #expect(error?.description.hasPrefix("--mlflow: expected an address") == true)
    #expect(error?.description.contains("secret") == false)
  }
}
