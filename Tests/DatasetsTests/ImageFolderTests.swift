import FledgeDatasets
import FledgeFormats
import FledgeTensors
import Foundation
import TestSupport
import Testing

struct ImageFolderTests {
  /// Writes one picture into `folder/name/file`.
  private func writePicture(_ pixels: [UInt8], width: Int, to folder: String, _ name: String, _ file: String) throws {
    try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    let image = GrayImage(width: width, height: pixels.count / width, pixels: pixels)
    try write(PNG.encode(image), to: "\(folder)/\(name)/\(file)")
  }

  @Test func `sub-folders are classes, in the order of their numbers`() throws {
    try withTemporaryFolder { folder in
      try writePicture([1, 2], width: 2, to: folder, "10", "b.png")
      try writePicture([3, 4], width: 2, to: folder, "10", "a.PNG")
      try writePicture([5, 6], width: 2, to: folder, "9", "a.png")
      try FileManager.default.createDirectory(atPath: folder + "/11", withIntermediateDirectories: false)
      let dataset = try ImageFolder.read(folder)
      #expect(dataset.classNames == ["9", "10"])
      #expect(dataset.labels == [0, 1, 1])
      #expect(dataset.featureShape == [1, 2])
      #expect((0..<3).map { dataset.greyLevels(of: $0) } == [[5, 6], [3, 4], [1, 2]])
      #expect(dataset.provenance.files.count == 3)
    }
  }

  @Test func `pictures of two sizes, damaged ones and empty folders are refused`() throws {
    try withTemporaryFolder { folder in
      #expect(datasetError { _ = try ImageFolder.read(folder + "/none") }?.exitCode == 66)
      #expect(datasetError { _ = try ImageFolder.read(folder) }?.exitCode == 65)
      try writePicture([1, 2], width: 2, to: folder, "cat", "a.png")
      try writePicture([1, 2], width: 1, to: folder, "dog", "a.png")
      let sizes = datasetError { _ = try ImageFolder.read(folder) }
      #expect(sizes?.exitCode == 65)
      #expect(
        sizes?.description.contains("dog/a.png: expected 2×1 pixels as in \(folder)/cat/a.png, found 1×2") == true)
      try write(Array("no picture".utf8), to: folder + "/dog/a.png")
      #expect(datasetError { _ = try ImageFolder.read(folder) }?.exitCode == 65)
    }
  }
}
