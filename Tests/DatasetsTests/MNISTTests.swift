import FledgeDatasets
import FledgeFormats
import FledgeTensors
import Foundation
import TestSupport
import Testing

/// The folder with the official files, searched from this checkout upwards.
private let officialFolder: String? = {
  let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  return try? DataSearch(workingFolder: checkout).mnistFolder()
}()

struct MNISTTests {
  /// Writes four small files: five training and two test images of 2×3 pixels.
  private func writeSmallFiles(to folder: String, gzipped: Bool = true) throws {
    let files: [(String, [UInt8])] = [
      ("train-images-idx3-ubyte", idxBytes([5, 2, 3], (0..<30).map { UInt8($0) })),
      ("train-labels-idx1-ubyte", idxBytes([5], [3, 1, 4, 1, 5])),
      ("t10k-images-idx3-ubyte", idxBytes([2, 2, 3], (100..<112).map { UInt8($0) })),
      ("t10k-labels-idx1-ubyte", idxBytes([2], [9, 2])),
    ]
    for (name, bytes) in files {
      try write(gzipped ? Gzip.deflate(bytes) : bytes, to: folder + "/" + name + (gzipped ? ".gz" : ""))
    }
  }

  @Test(arguments: [true, false])
  func `four small files become a training and a test set`(gzipped: Bool) throws {
    try withTemporaryFolder { folder in
      try writeSmallFiles(to: folder, gzipped: gzipped)
      let pair = try MNIST.load(folder: folder)
      #expect(pair.training.featureShape == [2, 3])
      #expect(pair.training.labels == [3, 1, 4, 1, 5])
      #expect(pair.training.greyLevels(of: 4) == [24, 25, 26, 27, 28, 29])
      #expect(pair.test?.labels == [9, 2])
      #expect(pair.test?.greyLevels(of: 1) == [106, 107, 108, 109, 110, 111])
      #expect(!pair.training.provenance.isMNIST)
      #expect(pair.training.provenance.files.count == 2)
    }
  }

  @Test func `names with a dot and folders as Kaggle unpacks them are found`() throws {
    try withTemporaryFolder { folder in
      try writeSmallFiles(to: folder, gzipped: false)
      let manager = FileManager.default
      try manager.moveItem(
        atPath: folder + "/t10k-labels-idx1-ubyte", toPath: folder + "/t10k-labels.idx1-ubyte")
      try manager.moveItem(atPath: folder + "/train-images-idx3-ubyte", toPath: folder + "/moved")
      try manager.createDirectory(atPath: folder + "/train-images-idx3-ubyte", withIntermediateDirectories: false)
      try manager.moveItem(
        atPath: folder + "/moved", toPath: folder + "/train-images-idx3-ubyte/train-images-idx3-ubyte")
      #expect(try MNIST.load(folder: folder).training.count == 5)
    }
  }

  @Test func `a missing folder and a missing file are told apart from bad data`() throws {
    try withTemporaryFolder { folder in
      let noFolder = datasetError { _ = try MNIST.load(folder: folder + "/none") }
      #expect(noFolder?.exitCode == 66)
      try writeSmallFiles(to: folder)
      try FileManager.default.removeItem(atPath: folder + "/t10k-labels-idx1-ubyte.gz")
      let noFile = datasetError { _ = try MNIST.load(folder: folder) }
      #expect(noFile?.exitCode == 66)
      #expect(noFile?.description.contains("t10k-labels-idx1-ubyte") == true)
    }
  }

  @Test func `different numbers of images and labels are refused`() throws {
    try withTemporaryFolder { folder in
      try writeSmallFiles(to: folder)
      try write(Gzip.deflate(idxBytes([4], [3, 1, 4, 1])), to: folder + "/train-labels-idx1-ubyte.gz")
      let error = datasetError { _ = try MNIST.load(folder: folder) }
      #expect(error?.exitCode == 65)
      #expect(error?.description.contains("expected 5 labels") == true)
      #expect(error?.description.contains("found 4") == true)
    }
  }

  @Test func `of several damaged files the first of the training set is named`() throws {
    for damaged in [
      ["train-images", "t10k-images"], ["train-labels", "t10k-images"], ["t10k-images", "t10k-labels"],
    ] {
      try withTemporaryFolder { folder in
        try writeSmallFiles(to: folder)
        for name in damaged {
          let path = folder + "/" + name + (name.hasSuffix("images") ? "-idx3" : "-idx1") + "-ubyte.gz"
          try write([UInt8](Data(contentsOf: URL(fileURLWithPath: path)).dropLast(6)), to: path)
        }
        let error = datasetError { _ = try MNIST.load(folder: folder) }
        #expect(error?.description.contains(damaged[0]) == true)
      }
    }
  }

  @Test func `a label above nine is refused with its byte`() throws {
    try withTemporaryFolder { folder in
      try writeSmallFiles(to: folder)
      try write(Gzip.deflate(idxBytes([2], [9, 10])), to: folder + "/t10k-labels-idx1-ubyte.gz")
      let error = datasetError { _ = try MNIST.load(folder: folder) }
      #expect(error?.exitCode == 65)
      #expect(error?.description.contains("byte 9 after inflating: expected a label in 0...9, found 10") == true)
    }
  }

  @Test func `data are searched in the documented order`() {
    let search = DataSearch(
      environment: ["FLEDGE_DATA": "/named", "XDG_CACHE_HOME": "/cache", "HOME": "/home/a"], workingFolder: "/x/y")
    #expect(
      search.folders == [
        "/named", "/named/mnist", "/x/y/data", "/x/y/data/mnist", "/x/data", "/x/data/mnist", "/x/shared/data",
        "/x/shared/data/mnist", "/data", "/data/mnist", "/shared/data", "/shared/data/mnist", "/cache/fledge",
        "/cache/fledge/mnist",
      ])
    #expect(DataSearch(folder: "/given", environment: ["FLEDGE_DATA": "/n"]).folders == ["/given", "/given/mnist"])
  }

  @Test func `a search without success names every position and what an incomplete one lacks`() throws {
    try withTemporaryFolder { folder in
      try writeSmallFiles(to: folder)
      try FileManager.default.removeItem(atPath: folder + "/train-labels-idx1-ubyte.gz")
      let error = datasetError { _ = try DataSearch(folder: folder).mnistFolder() }
      #expect(error?.exitCode == 66)
      #expect(error?.description.contains("\(folder) (lacks train-labels-idx1-ubyte), \(folder)/mnist;") == true)
    }
  }

  @Test(.enabled(if: officialFolder != nil, "the official MNIST files are not on this machine"))
  func `the official files hold 60,000 and 10,000 digits`() throws {
    let pair = try MNIST.load(folder: officialFolder!)
    #expect(pair.training.count == 60000)
    #expect(pair.training.featureShape == [28, 28])
    #expect(pair.training.provenance.isMNIST)
    #expect(pair.training.classCounts == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    #expect(Array(pair.training.labels.prefix(10)) == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4])
    #expect(pair.test?.classCounts == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    #expect(pair.test?.provenance.isMNIST == true)
  }
}
