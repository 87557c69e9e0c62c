import FledgeDatasets
import FledgeFormats
import FledgeTensors
import TestSupport
import Testing

struct ArrayDatasetTests {
  private func load(
    _ name: String, _ path: String, _ change: (inout DatasetOptions) -> Void = { _ in }
  ) throws -> DatasetPair {
    var options = DatasetOptions()
    options.file = path
    change(&options)
    return try DatasetCatalogue.entry(named: name).load(options)
  }

  private func bytes(_ values: [UInt8], _ shape: TensorShape) -> Npy { Npy(type: .uint8, shape: shape, bytes: values) }

  private func doubles(_ values: [Double], _ shape: TensorShape) -> Npy {
    Npy(
      type: .float64, shape: shape,
      bytes: values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt64($0))) } }
    )
  }

  private let pictures = (0..<12).map { UInt8($0 * 20) }

  @Test(arguments: [true, false])
  func `Keras' names lead to a training and a test set`(compressed: Bool) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/mnist.npz"
      try write(
        Npz.encode(
          [
            ("x_test", bytes(pictures, [2, 2, 3])), ("x_train", bytes(pictures, [2, 2, 3])),
            ("y_train", Npy(labels: [5, 3])), ("y_test", bytes([3, 3], [2])), ("extra", bytes([1], [1])),
          ], compressed: compressed), to: path)
      let pair = try load("npz", path)
      #expect(pair.training.featureShape == [2, 3] && pair.training.classNames == ["3", "5"])
      #expect(pair.training.labels == [1, 0] && pair.test?.labels == [0, 0])
      #expect(pair.training.greyLevels(of: 1) == Array(pictures[6...]))
      #expect(pair.training.normalization == .unitRange && !pair.areNumbers)
      #expect(pair.training.provenance.files.count == 1)
      #expect(pair.notes.contains { $0.contains("other arrays are ignored: extra") })
    }
  }

  @Test func `arrays under other names are named, and unknown ones are listed`() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.npz"
      try write(Npz.encode([("p", bytes(pictures, [2, 6])), ("q", Npy(labels: [0, 1]))]), to: path)
      let error = datasetError { _ = try load("npz", path) }
      #expect(error?.description.contains("found p, q; name them with --features and --label") == true)
      let pair = try load("npz", path) { ($0.table.features, $0.table.label) = (["p"], "q") }
      #expect(pair.training.featureShape == [6] && pair.areNumbers)
      let wrong = datasetError { _ = try load("npz", path) { ($0.table.features, $0.table.label) = (["p"], "z") } }
      #expect(wrong?.description.contains("expected an array named z, found p, q; correct --label") == true)
    }
  }

  @Test func `files beside each other pair by name, in any type and order`() throws {
    try withTemporaryFolder { folder in
      try write(doubles([0.5, 1, 16_777_217, 2], [2, 2]).encoded(), to: folder + "/x_train.npy")
      try write(doubles([1, 0], [2, 1]).encoded(), to: folder + "/y_train.npy")
      try write(Npy(Tensor(shape: [1, 2], elements: [7, 8])).encoded(), to: folder + "/x_test.npy")
      try write(bytes([1], [1]).encoded(), to: folder + "/y_test.npy")
      let pair = try load("npy", folder + "/x_train.npy")
      #expect(pair.areNumbers && pair.range == 0.5...16_777_217)
      #expect(pair.training.labels == [1, 0] && pair.test?.labels == [1])
      #expect(pair.test?.allFeatures == [7, 8])
      #expect(pair.notes[0].contains("2 examples of shape [2] (float64)"))
      // First axis fastest: the values of 1 2 / 3 4 / 5 6 by columns.
      let fortran = Array(doubles([1, 3, 5, 2, 4, 6], [3, 2]).encoded())
      let text = String(decoding: fortran[10..<128], as: UTF8.self).replacing("False", with: "True ")
      try write(Array(fortran[..<10]) + Array(text.utf8) + fortran[128...], to: folder + "/x.npy")
      try write(Npy(labels: [0, 1, 0]).encoded(), to: folder + "/y.npy")
      #expect(try load("npy", folder + "/x.npy").training.allFeatures == [1, 2, 3, 4, 5, 6])
    }
  }

  @Test func `channels stand first in the dataset, wherever the file has them`() throws {
    try withTemporaryFolder { folder in
      try write(Npy(labels: [0, 1]).encoded(), to: folder + "/y.npy")
      let values = (0..<24).map { UInt8($0) }
      for (shape, expected): (TensorShape, [UInt8]) in [
        ([2, 2, 2, 3], [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]), ([2, 3, 2, 2], (0..<12).map { UInt8($0) }),
      ] {
        try write(bytes(values, shape).encoded(), to: folder + "/x.npy")
        let pair = try load("npy", folder + "/x.npy")
        #expect(pair.training.featureShape == [3, 2, 2])
        #expect(pair.training.greyLevels(of: 0) == expected)
        #expect(pair.notes.contains { $0.contains("axis of") && $0.contains("channels") })
      }
      try write(Npy(labels: [0, 1, 1, 0]).encoded(), to: folder + "/y.npy")
      try write(bytes(values, [4, 2, 3, 1]).encoded(), to: folder + "/x.npy")
      #expect(try load("npy", folder + "/x.npy").training.featureShape == [2, 3])
    }
  }

  @Test func `real values need a task, labels are whole numbers`() throws {
    try withTemporaryFolder { folder in
      try write(doubles([1, 2, 3, 4], [4, 1]).encoded(), to: folder + "/x.npy")
      try write(doubles([1.5, 2, 3, 4], [4]).encoded(), to: folder + "/y.npy")
      let half = datasetError { _ = try load("npy", folder + "/x.npy") }
      #expect(half?.description.contains("found 1.5 at example 0; choose --task regression") == true)
      try write(doubles([1, 2, 3, 4], [4]).encoded(), to: folder + "/y.npy")
      #expect(
        datasetError { _ = try load("npy", folder + "/x.npy") }?.description.contains("4 distinct numbers") == true)
      #expect(try load("npy", folder + "/x.npy") { $0.table.task = .classification }.training.classCount == 4)
      let pair = try load("npy", folder + "/x.npy") { $0.table.task = .regression }
      #expect(pair.training.targetKind == .values([1]) && pair.training.targetValues == [1, 2, 3, 4])
    }
  }

  @Test func `bad arrays are refused with the file and what was expected`() throws {
    try withTemporaryFolder { folder in
      let (x, y) = (folder + "/x.npy", folder + "/y.npy")
      func refusal(_ features: [UInt8], _ labels: [UInt8]?) throws -> String {
        try write(features, to: x)
        if let labels { try write(labels, to: y) } else { try? removeFile(y) }
        return datasetError { _ = try load("npy", x) }?.description ?? "no error"
      }
      let good = bytes(pictures, [2, 6]).encoded()
      let labels = Npy(labels: [0, 1]).encoded()
      #expect(try refusal(good, nil).contains("expected its labels beside it as y.npy"))
      #expect(try refusal(good, Npy(labels: [0, 1, 1]).encoded()).contains("expected 2 labels"))
      #expect(try refusal(good, bytes([0, 1, 1, 0], [2, 2]).encoded()).contains("argmax"))
      #expect(try refusal(bytes([1, 2], [2]).encoded(), labels).contains("reshape it"))
      #expect(try refusal(bytes([], [0, 6]).encoded(), labels).contains("at least one example"))
      #expect(try refusal(doubles([1, .nan], [2, 1]).encoded(), labels).contains("found nan in example 1, feature 0"))
      #expect(try refusal(Array(good.dropLast()), labels).contains("cut off"))
      #expect(try refusal([], labels).contains("empty file"))
      #expect(try refusal([0x80, 4, 0x95], labels).contains("a Python pickle"))
      let object = good.map { $0 }
      let header = String(decoding: object[10..<128], as: UTF8.self).replacing("|u1", with: "|O1")
      #expect(
        try refusal(Array(object[..<10]) + Array(header.utf8) + object[128...], labels).contains("Python objects"))
      #expect(datasetError { _ = try load("npy", folder) }?.exitCode == 66)
      try write(Npz.encode([("x", bytes(pictures, [2, 6])), ("y", Npy(labels: [0, 1]))]), to: folder + "/a.npz")
      #expect(datasetError { _ = try load("npy", folder + "/a.npz") }?.description.contains("--dataset npz") == true)
      try write(good, to: x)
      #expect(datasetError { _ = try load("npz", x) }?.description.contains("--dataset npy") == true)
      try write(Array("PK\u{3}\u{4}cut".utf8), to: folder + "/b.npz")
      #expect(datasetError { _ = try load("npz", folder + "/b.npz") }?.exitCode == 65)
    }
  }

  @Test func `a test set of another shape or of shares instead of grey levels is refused`() throws {
    try withTemporaryFolder { folder in
      let (x, y) = (folder + "/x_train.npy", folder + "/x_test.npy")
      try write(bytes(pictures, [2, 2, 3]).encoded(), to: x)
      try write(Npy(labels: [0, 1]).encoded(), to: folder + "/y_train.npy")
      try write(Npy(labels: [0, 1]).encoded(), to: folder + "/y_test.npy")
      try write(bytes(pictures, [2, 3, 2]).encoded(), to: y)
      #expect(
        datasetError { _ = try load("npy", x) }?.description.contains("expected examples of shape [2, 3]") == true)
      try write(Npy(Tensor(shape: [2, 2, 3], elements: pictures.map { Float($0) / 255 })).encoded(), to: y)
      #expect(
        datasetError { _ = try load("npy", x) }?.description.contains("multiply shares within 0…1 by 255") == true)
      try write(Npy(Tensor(shape: [2, 2, 3], elements: pictures.map { Float($0) })).encoded(), to: y)
      #expect(try load("npy", x).test?.greyLevels(of: 0) == Array(pictures[..<6]))
    }
  }
}
