import FledgeFormats
import FledgeModels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Foundation
import TestSupport
import Testing

/// Trainings by `training.js`, run by Node: weights with the bits of the library.
@Suite struct BrowserTrainingTests {
  static let node = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/node" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Settings of the command, and the same for `training.js`.
  static let cases: [(flags: [String: String], script: String)] = [
    (
      [
        "dataset": "moons", "examples": "200", "layers": "6,4", "batch-size": "33", "epochs": "5",
        "learning-rate": "0.01",
      ],
      #"{"toy": "moons", "count": 200}, "layers": [6, 4], "batchSize": 33, "epochs": 5, "learningRate": 0.01"#
    ),
    (
      [
        "dataset": "circles", "examples": "150", "layers": "17", "batch-size": "150", "epochs": "9",
        "activation": "tanh",
        "optimizer": "momentum", "learning-rate": "0.1", "dropout": "0.25", "noise": "0.1", "weight-decay": "0.01",
        "seed": "9007199254740993",
      ],
      #"""
      {"toy": "circles", "count": 150}, "layers": [17], "batchSize": 150, "epochs": 9, "activation": "tanh",
      "optimizer": "momentum", "learningRate": 0.1, "dropout": 0.25, "noise": 0.1, "weightDecay": 0.01,
      "seed": "9007199254740993"
      """#
    ),
    (
      ["dataset": "line", "examples": "90", "layers": "", "batch-size": "16", "epochs": "4", "optimizer": "sgd"],
      #"{"toy": "line", "count": 90}, "layers": [], "batchSize": 16, "epochs": 4, "optimizer": "sgd""#
    ),
  ]

  @Test(.enabled(if: node != nil, "node is not on the path: trainings in browsers are not tested"))
  func `trainings in the browser's engine end with the same weights`() throws {
    let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../Scripts")
    for (flags, script) in BrowserTrainingTests.cases {
      var settings = TrainingSettings()
      for (key, value) in flags { try settings.set(key, to: key == "layers" ? list(value) : .scalar(value)) }
      settings.threads = 1
      let result = try Experiment(settings).run()
      var expected: [[UInt8]] = []
      for path in result.parameters.layout.paths {
        let elements = try result.parameters.tensor(path).elements
        expected.append(
          elements.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> ($0 * 8)) } })
      }
      try withTemporaryFolder { folder in
        try AtomicFile.write(Array(#"[{"data": \#(script), "validation": 0.1}]"#.utf8), to: "\(folder)/cases.json")
        let printed = try run(scripts.appending(path: "browser_training.js").path, "\(folder)/cases.json")
        let answer = try #require(try JSONSerialization.jsonObject(with: printed) as? [String: Any])
        let layers = try #require(answer["layers"] as? [[String: String]])
        let texts: [String] = layers.flatMap { [$0["weight"] ?? "", $0["bias"] ?? ""] }
        let found: [[UInt8]] = texts.map { text in Data(base64Encoded: text).map { [UInt8]($0) } ?? [] }
        #expect(found == expected, "\(flags["dataset"] ?? "")")
      }
    }
  }

  private func list(_ text: String) -> SettingValue { .list(text.split(separator: ",").map { String($0) }) }

  private func run(_ arguments: String...) throws -> Data {
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(fileURLWithPath: try #require(BrowserTrainingTests.node))
    process.arguments = arguments
    process.standardOutput = output
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return printed
  }
}
