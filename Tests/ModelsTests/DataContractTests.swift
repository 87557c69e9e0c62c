import FledgeDatasets
import FledgeFormats
import FledgeKernels
import FledgeModels
import FledgeNetworks
import FledgeTensors
import FledgeTraining
import Foundation
import TestSupport
import Testing

/// The contract that a training makes and a run keeps.
@Suite struct DataContractTests {
  private func settings(_ assignments: String...) throws -> TrainingSettings {
    var settings = TrainingSettings()
    for assignment in ["layers=4", "epochs=2", "threads=1"] + assignments {
      let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
      try settings.set(parts[0], to: SettingValue(flag: parts[1], of: parts[0]))
    }
    return settings
  }

  /// A table of two kinds that its first column tells apart.
  private func writeTrees(to path: String, rows: Int = 40) throws {
    let lines = (0..<rows).map { "\($0 % 2 * 5).\($0 % 7),\(1000 + $0 % 3),\($0 % 2 == 0 ? "oak" : "elm")\n" }
    try Data(("height,year,kind\n" + lines.joined()).utf8).write(to: URL(fileURLWithPath: path))
  }

  @Test func `a contract survives its file to the last bit`() throws {
    try withTemporaryFolder { folder in
      try writeTrees(to: folder + "/trees.csv")
      let experiment = try Experiment(
        settings("dataset=csv", "data=\(folder)/trees.csv", "label=kind", "validation=0.25"))
      let contract = try #require(experiment.data.contract)
      let run = try RunFolder(creating: folder + "/run")
      try run.begin(experiment.settings)
      try run.writeContract(contract)
      #expect(try run.contract() == contract)
      #expect(contract.table?.columns.map(\.name) == ["height", "year"])
      #expect(contract.table?.columns[1].minimum == 1000 && contract.table?.columns[1].maximum == 1002)
      #expect(contract.classNames == ["elm", "oak"])
      #expect(contract.split.validationCount == 10 && contract.split.trainingCount == 30)
      #expect(contract.files.count == 1 && contract.files[0].sha256.count == 64)
      // Tables are standardised by default, and the run says so.
      #expect(contract.scaling.rule == .perFeature && experiment.settings.scaling == .perFeature)
      #expect(contract.normalization == experiment.data.training.normalization)
    }
  }

  @Test func `scaling is auto for tables and stays unit in the identity of all else`() throws {
    #expect(TrainingSettings().values["scaling"] == "unit")
    #expect(TrainingSettings().identity["scaling"] == "unit")
    #expect(try settings("dataset=csv", "data=x.csv").identity["scaling"] == "auto")
    let later = ["label", "features", "id", "test", "task", "missing", "header", "delimiter", "class-names"]
    for key in later + ["label-file", "image-size"] {
      #expect(TrainingSettings().identity[key] == nil, "\(key)")
    }
    #expect(try settings("label=kind").identity["label"] == "kind")
    #expect(try Experiment(settings("dataset=moons", "examples=20")).settings.scaling == .unit)
  }

  @Test func `an autoencoder of a table has a linear output, one of pictures keeps its sigmoid`() throws {
    try withTemporaryFolder { folder in
      try writeTrees(to: folder + "/trees.csv")
      let table = try settings("dataset=csv", "data=\(folder)/trees.csv", "label=kind", "autoencoder=1")
      #expect(try Experiment(table).network.nodes.last?.name == "linear")
      let digits = try settings("dataset=digits", "examples=20", "test-examples=5", "autoencoder=2")
      #expect(try Experiment(digits).network.nodes.last?.name == "sigmoid")
      var outside = table
      try outside.set("loss", to: .scalar("sigmoid-binary-cross-entropy"))
      let error = #expect(throws: SettingError.self) { try Experiment(outside) }
      #expect(error?.description.contains("0…1") == true)
    }
  }

  @Test func `warnings name what the data lack`() throws {
    try withTemporaryFolder { folder in
      let rows = (0..<30).map { "\($0 % 4),7,\($0 < 20 ? "oak" : "elm")\n" }.joined()
      try Data(("a,same,kind\n" + rows).utf8).write(to: URL(fileURLWithPath: folder + "/t.csv"))
      let all = ["dataset=csv", "data=\(folder)/t.csv", "label=kind", "validation=0"]
      func warnings(_ more: String...) throws -> [String] {
        var settings = TrainingSettings()
        for assignment in all + more {
          let parts = assignment.split(separator: "=", maxSplits: 1).map(String.init)
          try settings.set(parts[0], to: SettingValue(flag: parts[1], of: parts[0]))
        }
        return try Experiment(settings).warnings
      }
      #expect(try warnings().count == 1)
      #expect(try warnings()[0].contains("(same)"))
      #expect(try warnings("features=a").isEmpty)
      #expect(try warnings("features=a", "examples=10")[0].contains("only 1 of 2 classes"))
      #expect(try warnings("features=a", "norm=batch", "batch-size=1")[0].contains("batch"))
      #expect(try warnings("features=a", "norm=batch", "batch-size=29")[0].contains("--drop-last"))
    }
  }

  @Test func `the mean of missing values comes from the training rows alone`() throws {
    try withTemporaryFolder { folder in
      let rows = (0..<40).map { "\($0 == 7 ? "" : String($0)),\($0 % 2 == 0 ? "oak" : "elm")\n" }.joined()
      try Data(("a,kind\n" + rows).utf8).write(to: URL(fileURLWithPath: folder + "/t.csv"))
      let data = try ExperimentData(
        settings("dataset=csv", "data=\(folder)/t.csv", "label=kind", "missing=mean", "validation=0.5", "scaling=none"))
      let fill = try #require(data.contract?.fill?.first)
      let validation = try #require(data.validation)
      var values: [Float] = []
      for part in [data.training, validation] {
        var row = [Float](repeating: 0, count: part.count)
        var span = row.mutableSpan
        part.readFeatures(of: Array(0..<Int32(part.count)).span, into: &span, key: nil, threads: .serial)
        values += row
      }
      #expect(values.allSatisfy { $0.isFinite })
      let known = values.prefix(data.training.count).map { Double($0) }.filter { $0 != Double(Float(fill)) }
      #expect(abs(known.reduce(0, +) / Double(known.count) - fill) < 1e-9)
    }
  }
}
