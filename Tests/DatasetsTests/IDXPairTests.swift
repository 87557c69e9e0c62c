import FledgeDatasets
import FledgeFormats
import FledgeTensors
import TestSupport
import Testing

struct IDXPairTests {
  /// Three training and two test images of 2×3 pixels with labels 1 to 26.
  private func writeLetters(to folder: String, prefix: String = "emnist-letters-", test: String = "test") throws {
    try write(
      Gzip.deflate(idxBytes([3, 2, 3], (0..<18).map { UInt8($0) })), to: "\(folder)/\(prefix)train-images-idx3-ubyte.gz"
    )
    try write(idxBytes([3], [26, 1, 7]), to: "\(folder)/\(prefix)train-labels-idx1-ubyte")
    try write(
      idxBytes([2, 2, 3], [UInt8](repeating: 9, count: 12)), to: "\(folder)/\(prefix)\(test)-images-idx3-ubyte")
    try write(Gzip.deflate(idxBytes([2], [7, 26])), to: "\(folder)/\(prefix)\(test)-labels-idx1-ubyte.gz")
  }

  private func load(_ path: String, _ change: (inout DatasetOptions) -> Void = { _ in }) throws -> DatasetPair {
    var options = DatasetOptions()
    options.file = path
    change(&options)
    return try DatasetCatalogue.entry(named: "idx").load(options)
  }

  @Test func `labels and test set are found by name, packed or not, and classes are the labels that occur`() throws {
    try withTemporaryFolder { folder in
      try writeLetters(to: folder)
      for path in [folder, "\(folder)/emnist-letters-train-images-idx3-ubyte.gz"] {
        let pair = try load(path)
        #expect(pair.training.classNames == ["1", "7", "26"])
        #expect(pair.training.labels == [2, 0, 1])
        #expect(pair.training.featureShape == [2, 3])
        #expect(pair.test?.labels == [1, 2])
        #expect(pair.notes.count == 1 && pair.notes[0].contains("3 images of 3×2 pixels"))
        #expect(pair.notes[0].contains("train-labels-idx1-ubyte, 3 classes (1…26)"))
        #expect(pair.labels == nil)
      }
    }
  }

  @Test func `classes take other names, and the labels of the files are kept`() throws {
    try withTemporaryFolder { folder in
      try writeLetters(to: folder)
      let pair = try load(folder) { $0.classNames = ["a", "g, or G", "z"] }
      #expect(pair.training.classNames == ["a", "g, or G", "z"] && pair.test?.classNames == pair.training.classNames)
      #expect(pair.labels == ["1", "7", "26"])
      let two = datasetError { _ = try load(folder) { $0.classNames = ["a", "b"] } }
      #expect(two?.description.contains("expected 3 different names for the classes 1, 7, 26, found 2") == true)
      let same = datasetError { _ = try load(folder) { $0.classNames = ["a", "b", "b"] } }
      #expect(same?.description.contains("with one twice") == true)
    }
  }

  @Test func `folders of torchvision and of EMNIST are searched, several sets in one are refused`() throws {
    try withTemporaryFolder { folder in
      for inner in ["KMNIST/raw", "gzip"] {
        try makeFolder("\(folder)/\(inner)")
        try writeLetters(to: "\(folder)/\(inner)", prefix: "", test: "t10k")
        let found = try load(inner == "gzip" ? folder : "\(folder)/KMNIST")
        #expect(found.training.count == 3 && found.test?.count == 2)
      }
      try writeLetters(to: folder)
      try writeLetters(to: folder, prefix: "emnist-digits-")
      let error = datasetError { _ = try load(folder) }
      #expect(error?.exitCode == 65)
      #expect(error?.description.contains("found 2: emnist-digits-train") == true)
    }
  }

  @Test func `files under other names are named by flags`() throws {
    try withTemporaryFolder { folder in
      try write(idxBytes([2, 1, 1], [3, 4]), to: folder + "/a, b.idx")
      try write(idxBytes([2], [0, 5]), to: folder + "/other")
      let missing = datasetError { _ = try load(folder + "/a, b.idx") }
      #expect(missing?.exitCode == 66 && missing?.description.contains("--label-file") == true)
      #expect(try load(folder + "/a, b.idx") { $0.labelFile = folder + "/other" }.training.labels == [0, 1])
      try write(idxBytes([2, 1, 1], [3, 4]), to: folder + "/images")
      try write(idxBytes([2], [5, 0]), to: folder + "/labels")
      let pair = try load(folder + "/a, b.idx") {
        ($0.labelFile, $0.testFile) = (folder + "/other", folder + "/images")
      }
      #expect(pair.test?.labels == [1, 0])
    }
  }

  @Test func `bad pairs are refused with the file and what was expected`() throws {
    try withTemporaryFolder { folder in
      let (images, labels) = ("\(folder)/x-images-idx3-ubyte", "\(folder)/x-labels-idx1-ubyte")
      func refusal(_ imageBytes: [UInt8], _ labelBytes: [UInt8], path: String? = nil) throws -> String {
        try write(imageBytes, to: images)
        try write(labelBytes, to: labels)
        return datasetError { _ = try load(path ?? images) }?.description ?? "no error"
      }
      let good = idxBytes([2, 1, 1], [1, 2])
      #expect(try refusal(good, idxBytes([3], [1, 2, 3])).contains("expected 2 labels"))
      #expect(try refusal(Array(good.dropLast()), idxBytes([2], [1, 2])).contains("cut off"))
      #expect(
        try refusal([0, 0, 9, 3] + good.dropFirst(4), idxBytes([2], [1, 2])).contains("byte 0: expected the IDX magic"))
      #expect(try refusal(good, good).contains("swapped"))
      #expect(try refusal(good, idxBytes([2], [1, 2]), path: labels).contains("found that of labels"))
      #expect(try refusal([], idxBytes([2], [1, 2])).contains("empty file"))
      #expect(try refusal(idxBytes([0, 1, 1], []), idxBytes([0], [])).contains("at least one image"))
      #expect(datasetError { _ = try load(folder + "/none") }?.exitCode == 66)
      #expect(try refusal(good, Array("PAR1".utf8)).contains("IDX"))
      try makeFolder(folder + "/empty")
      #expect(datasetError { _ = try load(folder + "/empty") }?.description.contains("found none") == true)
    }
  }

  @Test func `test images of another size and labels that are no class are refused`() throws {
    try withTemporaryFolder { folder in
      try writeLetters(to: folder)
      try write(idxBytes([2], [7, 8]), to: folder + "/emnist-letters-test-labels-idx1-ubyte")
      try removeFile(folder + "/emnist-letters-test-labels-idx1-ubyte.gz")
      let label = datasetError { _ = try load(folder) }
      #expect(label?.description.contains("(1, 7, 26), found 8 at example 1") == true)
      try write(
        idxBytes([2, 3, 2], [UInt8](repeating: 9, count: 12)), to: folder + "/emnist-letters-test-images-idx3-ubyte")
      #expect(datasetError { _ = try load(folder) }?.description.contains("do not belong together") == true)
    }
  }

  @Test func `a published set of other files says so, and takes its class names`() throws {
    try withTemporaryFolder { folder in
      for name in ["fashion-mnist", "FashionMNIST/raw"] {
        let root = folder + (name == "fashion-mnist" ? "/1" : "/2")
        try makeFolder("\(root)/\(name)")
        let all = (0..<10).map { UInt8($0) }
        for part in ["train", "t10k"] {
          try write(idxBytes([10, 1, 1], all), to: "\(root)/\(name)/\(part)-images-idx3-ubyte")
          try write(idxBytes([10], all), to: "\(root)/\(name)/\(part)-labels-idx1-ubyte")
        }
        var options = DatasetOptions()
        options.folder = root
        let pair = try DatasetCatalogue.entry(named: "fashion-mnist").load(options)
        #expect(pair.training.classNames.first == "T-shirt/top" && pair.training.classNames.count == 10)
        #expect(pair.training.provenance.name.hasPrefix("IDX files of"))
        #expect(pair.notes.contains { $0.contains("none that are known of fashion-mnist") })
      }
      var options = DatasetOptions()
      options.folder = folder
      #expect(datasetError { _ = try DatasetCatalogue.entry(named: "kmnist").load(options) }?.exitCode == 66)
    }
  }

  @Test func `packed and unpacked files of a published set are the same`() {
    let plain = MNIST.File.allCases.map(\.plainDigest)
    let packed = MNIST.File.allCases.map(\.gzipDigest)
    #expect(Provenance.areSame(plain, packed))
    #expect(!Provenance.areSame(plain, packed.reversed()))
    #expect(!Provenance.areSame(plain, Array(packed.dropLast())) && !Provenance.areSame(["a"], ["b"]))
  }
}
