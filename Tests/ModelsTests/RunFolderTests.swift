import FledgeFormats
import FledgeModels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Foundation
import TestSupport
import Testing

@Suite struct RunFolderTests {
  private func train(_ change: (inout TrainingSettings) -> Void) throws -> (Experiment, ExperimentResult) {
    var settings = TrainingSettings()
    settings.dataset = "moons"
    settings.examples = 60
    settings.testExamples = 40
    settings.layers = [6]
    settings.epochs = 2
    settings.batchSize = 10
    settings.threads = 1
    change(&settings)
    let experiment = try Experiment(settings)
    return (experiment, try experiment.run())
  }

  @Test func `a run that is read again predicts the same bits`() throws {
    try withTemporaryFolder { folder in
      for norm in Norm.allCases {
        let (experiment, result) = try train { settings in
          settings.norm = norm
          settings.dropout = 0.2
        }
        let run = try RunFolder(creating: "\(folder)/\(norm)")
        let record = experiment.record(result, writer: "test")
        try run.write(result, settings: experiment.settings, record: record)

        let trained = try RunFolder(existing: run.path).load()
        #expect(trained.parameters == result.parameters)
        #expect(trained.statistics == result.statistics)
        #expect(trained.settings.values == experiment.settings.values)
        #expect(weightsDigest(trained.parameters, trained.statistics) == record.weightsSha256)
        var points = Tensor(shape: [2, 2])
        var span = points.mutableSpan
        for index in 0..<4 { span[index] = Float(index) / 2 - 0.5 }
        let before = Predictor(
          network: result.network, parameters: result.parameters, statistics: result.statistics)
        #expect(try trained.predictor.output(for: points).elements == before.output(for: points).elements)
      }
    }
  }

  @Test func `weights stand under PyTorch's names in PyTorch's shapes`() throws {
    try withTemporaryFolder { folder in
      let (experiment, result) = try train { settings in
        settings.layers = [5, 3]
        settings.dropout = 0.1
        settings.norm = .batch
      }
      let run = try RunFolder(creating: folder + "/run")
      try run.write(result, settings: experiment.settings, record: experiment.record(result, writer: "test"))
      let file = try SafeTensors(contentsOf: run.modelPath)
      let shapes: [(String, TensorShape)] = [
        ("0.weight", [5, 2]), ("0.bias", [5]), ("1.weight", [5]), ("1.bias", [5]), ("1.running_mean", [5]),
        ("1.running_var", [5]), ("4.weight", [3, 5]), ("4.bias", [3]), ("5.weight", [3]), ("5.bias", [3]),
        ("5.running_mean", [3]), ("5.running_var", [3]), ("8.weight", [2, 3]), ("8.bias", [2]),
      ]
      for (name, shape) in shapes { #expect(try file.tensor(name).shape == shape, "\(name)") }
      #expect(file.metadata["features"] == "2")
      #expect(file.metadata["outputs"] == "2")
    }
  }

  @Test func `the history has one line for each epoch`() throws {
    let (_, result) = try train { $0.epochs = 3 }
    let lines = RunFolder.csv(result.history).split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[3].hasPrefix("3,18,0.001,"))
  }

  @Test func `folders that were made are taken back, others stay`() throws {
    try withTemporaryFolder { folder in
      let run = try RunFolder(creating: folder + "/a/b/c")
      #expect(FileManager.default.fileExists(atPath: folder + "/a/b/c"))
      run.discardIfEmpty()
      #expect(!FileManager.default.fileExists(atPath: folder + "/a"))

      try FileManager.default.createDirectory(atPath: folder + "/mine", withIntermediateDirectories: false)
      try RunFolder(creating: folder + "/mine").discardIfEmpty()
      #expect(FileManager.default.fileExists(atPath: folder + "/mine"))

      let full = try RunFolder(creating: folder + "/full")
      try AtomicFile.write([1], to: folder + "/full/file")
      full.discardIfEmpty()
      #expect(FileManager.default.fileExists(atPath: folder + "/full/file"))
    }
  }

  @Test func `a folder that holds something else is refused and left alone`() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write([1], to: folder + "/letter.txt")
      #expect(throws: RunFolderError.self) { try RunFolder(creating: folder) }
      #expect(throws: RunFolderError.self) { try RunFolder(creating: folder + "/letter.txt") }
      #expect(throws: RunFolderError.self) { try RunFolder(creating: folder + "/letter.txt/deeper") }
      #expect(throws: RunFolderError.self) { try RunFolder(creating: "") }
      #expect(throws: RunFolderError.self) { try RunFolder(existing: folder) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["letter.txt"])
    }
  }

  @Test func `a model of other sizes than the settings is refused`() throws {
    try withTemporaryFolder { folder in
      let (experiment, result) = try train { _ in }
      let run = try RunFolder(creating: folder + "/run")
      try run.write(result, settings: experiment.settings, record: experiment.record(result, writer: "test"))
      var other = experiment.settings
      for layers in [[7], [6, 6]] {
        other.layers = layers
        try run.writeConfiguration(other)
        #expect(throws: FormatError.self) { try run.load() }
        // As a run of an earlier version, which has no record to compare with.
        try FileManager.default.moveItem(atPath: run.recordPath, toPath: run.path + "/aside")
        #expect(throws: (any Error).self) { try run.load() }
        try FileManager.default.moveItem(atPath: run.path + "/aside", toPath: run.recordPath)
      }
    }
  }
}
