import FledgeFormats
import FledgeModels
import FledgeNetworks
import FledgeTraining
import Foundation
import Testing

@Suite struct RunRecordTests {
  private func withRun(_ body: (RunFolder, Experiment, ExperimentResult) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "fledge-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var settings = TrainingSettings()
    for (key, value) in ["dataset": "moons", "examples": "40", "test-examples": "20", "layers": "3", "epochs": "2"] {
      try settings.set(key, to: SettingValue(flag: value))
    }
    let run = try RunFolder(creating: folder)
    try run.begin(settings)
    let experiment = try Experiment(settings)
    let result = try experiment.run()
    try run.checkpoints.save(experiment.checkpoint(writer: "test"))
    try run.write(
      result, settings: settings, record: experiment.record(result, writer: "test"),
      keptCheckpoint: experiment.trainer.state.step)
    try body(run, experiment, result)
  }

  @Test func `a record that is read again is the same, and names every file with its digest`() throws {
    try withRun { run, experiment, result in
      let record = try #require(try run.record())
      #expect(record.history == result.history)
      #expect(record.testAccuracy == result.test?.accuracy)
      #expect(record.classification == result.report)
      #expect(record.weightsSha256 == weightsDigest(result.parameters, result.statistics))
      #expect(
        record.files.keys.sorted() == [
          "checkpoint-\(experiment.trainer.state.step).safetensors", "config.yaml", "history.csv", "model.safetensors",
        ])
      for name in record.files.keys { try run.verify(name, by: record) }
      let text = String(decoding: try FileBytes.read(run.recordPath), as: UTF8.self)
      for key in ["format", "numerics", "test_accuracy", "weights_sha256", "architecture_sha256", "training_examples"] {
        #expect(text.contains("\"\(key)\": "), "\(key)")
      }
    }
  }

  @Test func `the numerics version of a run is found beside its settings`() throws {
    try withRun { run, experiment, result in
      #expect(RunRecord.numerics(besideSettings: run.configurationPath) == RunRecord.currentNumerics)
      #expect(try run.checkpoints.newest { _ in }?.numerics == RunRecord.currentNumerics)
      var record = experiment.record(result, writer: "test")
      record.numerics = 7
      try run.write(result, settings: experiment.settings, record: record)
      #expect(RunRecord.numerics(besideSettings: run.configurationPath) == 7)
      #expect(RunRecord.numerics(besideSettings: "config.yaml") == nil)
    }
  }

  @Test func `numbers that are not finite survive`() throws {
    try withRun { run, experiment, result in
      var record = experiment.record(result, writer: "test")
      record.testLoss = .nan
      record.divergence = "the loss of step 3 is infinite"
      record.history.epochs[0].validationLoss = -.infinity
      try run.write(result, settings: experiment.settings, record: record)
      let read = try #require(try run.record())
      #expect(read.testLoss?.isNaN == true && read.history.epochs[0].validationLoss == -.infinity)
      #expect(read.divergence == record.divergence)
    }
  }

  @Test func `every flipped byte of the record is found`() throws {
    try withRun { run, _, _ in
      let bytes = try FileBytes.read(run.recordPath)
      for index in bytes.indices {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(index % 8)
        // Not an atomic file, which waits for the disk.
        try Data(damaged).write(to: URL(filePath: run.recordPath))
        #expect(throws: FormatError.self, "byte \(index)") { try run.record() }
      }
    }
  }

  @Test func `a flipped byte of weights or settings is named when the run is loaded`() throws {
    try withRun { run, _, _ in
      for path in [run.modelPath, run.configurationPath] {
        let bytes = try FileBytes.read(path)
        for index in stride(from: 0, to: bytes.count, by: 7) {
          var damaged = bytes
          damaged[index] ^= 0x10
          try Data(damaged).write(to: URL(filePath: path))
          #expect(throws: (any Error).self, "\(path), byte \(index)") { try run.load() }
        }
        try AtomicFile.write(bytes, to: path)
      }
      _ = try run.load()
    }
  }

  @Test func `a run of an earlier version is read, and its weights are compared with its digest`() throws {
    try withRun { run, experiment, result in
      try FileManager.default.removeItem(atPath: run.recordPath)
      let digest = weightsDigest(result.parameters, result.statistics)
      try AtomicFile.write(text: "{\"epochs\": 2, \"weights_sha256\": \"\(digest)\"}", to: run.path + "/metrics.json")
      #expect(run.isFinished)
      #expect(try run.load().parameters == result.parameters)
      #expect(try run.summary()["epochs"] == .integer(2))
      var bytes = try FileBytes.read(run.modelPath)
      bytes[bytes.count - 3] ^= 0x40
      try AtomicFile.write(bytes, to: run.modelPath)
      #expect(throws: FormatError.self) { try run.load() }
    }
  }

  @Test func `a record of a later format is refused, and says so`() throws {
    try withRun { run, experiment, result in
      var record = experiment.record(result, writer: "test")
      record.format += 1
      try run.write(result, settings: experiment.settings, record: record)
      let error = #expect(throws: FormatError.self) { try run.record() }
      #expect(error?.kind == .unsupported)
    }
  }
}
