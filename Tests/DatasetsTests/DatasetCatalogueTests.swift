import FledgeDatasets
import FledgeFormats
import FledgeTensors
import Foundation
import TestSupport
import Testing

struct DatasetCatalogueTests {
  /// The datasets that need no file.
  private static let generated = DatasetCatalogue.entries.map(\.name).prefix { $0 != "csv" }.dropFirst()

  @Test func `the catalogue names every dataset once, each with one line`() {
    let names = DatasetCatalogue.entries.map(\.name)
    #expect(
      names == [
        "mnist", "digits", "line", "clouds", "xor", "circles", "moons", "spirals", "mnist-1d", "csv", "fashion-mnist",
        "kmnist", "idx", "images", "npz", "npy",
      ])
    #expect(DatasetCatalogue.entries.allSatisfy { !$0.summary.isEmpty && !$0.summary.contains("\n") })
  }

  @Test(arguments: generated)
  func `a generated set keeps the contract of a dataset`(name: String) throws {
    var options = DatasetOptions()
    options.trainingCount = 30
    options.testCount = 20
    options.seed = 5
    let pair = try DatasetCatalogue.entry(named: name).load(options)
    let test = try #require(pair.test)
    #expect(pair.training.count == 30)
    #expect(test.count == 20)
    #expect(pair.training.provenance.origin == .generated(seed: 5))
    #expect(pair.training.featureShape == test.featureShape)
    #expect(pair.training.targetKind == test.targetKind)
    let again = try DatasetCatalogue.entry(named: name).load(options)
    #expect(again.training.allFeatures == pair.training.allFeatures)
    #expect(again.test?.allFeatures == test.allFeatures)
    // No test example is a training example.
    let width = test.featureShape.count
    let training = pair.training.allFeatures
    for example in 0..<test.count {
      let values = test.read([Int32(example)])
      let isShared = (0..<30).contains { training[$0 * width..<($0 + 1) * width].elementsEqual(values) }
      #expect(!isShared)
    }
    // Rows in any order are the rows of the whole.
    let rows: [Int32] = [7, 3, 7]
    #expect(pair.training.read(rows) == rows.flatMap { pair.training.read([$0]) })
    options.seed = 6
    #expect(try DatasetCatalogue.entry(named: name).load(options).training.allFeatures != training)
  }

  @Test func `csv takes a training and a test file with the same classes`() throws {
    try withTemporaryFolder { folder in
      try write(Array("a,class\n1,cat\n2,dog\n3,owl\n".utf8), to: folder + "/train.csv")
      try write(Array("a,class\n4,owl\n".utf8), to: folder + "/test.csv")
      var options = DatasetOptions()
      options.file = folder + "/train.csv"
      options.testFile = folder + "/test.csv"
      let pair = try DatasetCatalogue.entry(named: "csv").load(options)
      #expect(pair.training.labels == [0, 1, 2])
      #expect(pair.test?.labels == [2])
      #expect(pair.test?.classNames == ["cat", "dog", "owl"])
    }
  }

  @Test func `mnist looks only into the folder that was named`() throws {
    try withTemporaryFolder { folder in
      var options = DatasetOptions()
      options.folder = folder
      let error = datasetError { _ = try DatasetCatalogue.entry(named: "mnist").load(options) }
      #expect(error?.exitCode == 66)
    }
  }

  @Test func `unknown names and senseless counts are refused`() throws {
    #expect(throws: DatasetError.self) { try DatasetCatalogue.entry(named: "minst") }
    var options = DatasetOptions()
    options.trainingCount = 0
    #expect(throws: DatasetError.self) { try DatasetCatalogue.entry(named: "moons").load(options) }
    options.trainingCount = 5
    options.noise = -1
    #expect(throws: DatasetError.self) { try DatasetCatalogue.entry(named: "moons").load(options) }
  }
}
