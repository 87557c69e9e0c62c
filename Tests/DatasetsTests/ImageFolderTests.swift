import FledgeDatasets
import FledgeFormats
import FledgeTensors
import Foundation
import TestSupport
import Testing

struct ImageFolderTests {
  /// Writes one picture into `folder/name/file`.
  private func writePicture(_ pixels: [UInt8], width: Int, to folder: String, _ name: String, _ file: String) throws {
    try makeFolder("\(folder)/\(name)")
    let image = GrayImage(width: width, height: pixels.count / width, pixels: pixels)
    try write(PNG.encode(image), to: "\(folder)/\(name)/\(file)")
  }

  private func load(_ path: String, _ change: (inout DatasetOptions) -> Void = { _ in }) throws -> DatasetPair {
    var options = DatasetOptions()
    options.file = path
    change(&options)
    return try DatasetCatalogue.entry(named: "images").load(options)
  }

  @Test func `sub-folders are classes, in the order of their numbers`() throws {
    try withTemporaryFolder { folder in
      try writePicture([1, 2], width: 2, to: folder, "10", "b.png")
      try writePicture([3, 4], width: 2, to: folder, "10", "a.PNG")
      try writePicture([5, 6], width: 2, to: folder, "9", "a.png")
      try makeFolder(folder + "/11")
      let dataset = try ImageFolder.read(folder)
      #expect(dataset.classNames == ["9", "10"])
      #expect(dataset.labels == [0, 1, 1])
      #expect(dataset.featureShape == [1, 2])
      #expect((0..<3).map { dataset.greyLevels(of: $0) } == [[5, 6], [3, 4], [1, 2]])
      #expect(dataset.provenance.files.map(\.path) == ["\(folder)/9", "\(folder)/10"])
      #expect(try load(folder).notes.contains { $0.contains("no classes: 11") })
    }
  }

  @Test func `the digest of a class changes with a name and with a pixel, and not with the folder's place`() throws {
    try withTemporaryFolder { folder in
      for (place, name, pixel) in [("a", "x.png", 1), ("b", "x.png", 1), ("c", "y.png", 1), ("d", "x.png", 2)] {
        try writePicture([UInt8(pixel), 2], width: 2, to: "\(folder)/\(place)", "one", name)
      }
      let digests = try ["a", "b", "c", "d"].map { try ImageFolder.read("\(folder)/\($0)").provenance.files[0].sha256 }
      #expect(digests[0] == digests[1] && Set(digests).count == 3)
    }
  }

  @Test func `train and test folders are parts, their classes are found by name`() throws {
    try withTemporaryFolder { folder in
      for name in ["cat, big", "a \"dog\"", "кот"] {
        try writePicture([1, 2], width: 2, to: folder + "/train", name, "a.png")
      }
      try writePicture([7, 8], width: 2, to: folder + "/test", "кот", "a.png")
      try writePicture([7, 8], width: 2, to: folder + "/val", "кот", "a.png")
      let pair = try load(folder)
      #expect(pair.training.classNames == ["a \"dog\"", "cat, big", "кот"])
      #expect(pair.test?.labels == [2] && pair.test?.classNames == pair.training.classNames)
      #expect(pair.notes.contains { $0.contains("/val is not read") })
      let named = try load(folder) { $0.classNames = ["x", "y", "z"] }
      #expect(named.training.classNames == ["x", "y", "z"] && named.labels == pair.training.classNames)
      try writePicture([7, 8], width: 2, to: folder + "/test", "owl", "a.png")
      #expect(datasetError { _ = try load(folder) }?.description.contains("found owl") == true)
    }
  }

  @Test func `pictures are scaled to the size that most have, or to the chosen one, with a word`() throws {
    try withTemporaryFolder { folder in
      try writePicture([10, 20, 30, 40], width: 2, to: folder, "cat", "a.png")
      try writePicture([10, 20, 30, 40], width: 2, to: folder, "cat", "b.png")
      try writePicture([UInt8](repeating: 90, count: 16), width: 4, to: folder, "dog", "a.png")
      try writePicture([50, 60], width: 1, to: folder, "dog", "b.png")
      let pair = try load(folder)
      #expect(pair.training.featureShape == [2, 2])
      #expect(pair.training.greyLevels(of: 2) == [90, 90, 90, 90])
      #expect(pair.training.greyLevels(of: 3) == [50, 50, 60, 60])
      #expect(pair.notes.contains { $0.contains("2 of them scaled to 2×2 pixels, the size that most have") })
      #expect(pair.notes.contains { $0.contains("1 pictures of another aspect ratio are stretched") })
      let chosen = try load(folder) { $0.imageSize = PictureSize(width: 4, height: 1) }
      #expect(chosen.training.featureShape == [1, 4])
      // Both rows of 10 20 / 30 40 average to 20 30, and the triangle filter has 0, ¼, ¾, 1 of the way between them.
      #expect(chosen.training.greyLevels(of: 0) == [20, 23, 28, 30])
    }
  }

  @Test func `colour, palettes, alpha, 16 bits and interlaced files are read as what they show`() throws {
    try withTemporaryFolder { folder in
      try makeFolder(folder + "/a")
      let red = try pngFile(width: 1, height: 1, colorType: 2, rows: [[255, 0, 0]])
      let palette = try pngFile(
        width: 2, height: 1, depth: 1, colorType: 3, rows: [[0b0100_0000]], palette: [1, 2, 3, 4, 5, 6],
        transparency: [0])
      let deep = try pngFile(width: 1, height: 1, depth: 16, colorType: 0, rows: [[0x80, 0x80]])
      let alpha = try pngFile(width: 1, height: 1, colorType: 4, rows: [[200, 0]])
      let interlaced = try pngFile(
        width: 2, height: 2, colorType: 2, rows: [[1, 2, 3], [4, 5, 6], [7, 8, 9, 10, 11, 12]], isInterlaced: true)
      #expect(try PNG.readPicture(red).samples == [255, 0, 0])
      #expect(try PNG.readPicture(palette).samples == [0, 0, 0, 4, 5, 6])
      #expect(try PNG.readPicture(deep) == deepPicture)
      #expect(try PNG.readPicture(alpha).samples == [0])
      #expect(try PNG.readPicture(interlaced).samples == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
      try write(red, to: folder + "/a/1.png")
      try write(deep, to: folder + "/a/2.png")
      try write(alpha, to: folder + "/a/3.png")
      let pair = try load(folder)
      #expect(pair.training.featureShape == [3, 1, 1])
      #expect((0..<3).map { pair.training.greyLevels(of: $0) } == [[255, 0, 0], [128, 128, 128], [0, 0, 0]])
      for words in ["in colour", "2 grey pictures are read as colour", "1 pictures have transparency", "16 bits"] {
        #expect(pair.notes.contains { $0.contains(words) }, "\(words)")
      }
      // Pictures stored in colour that have none are grey.
      try write(try pngFile(width: 1, height: 1, colorType: 2, rows: [[9, 9, 9]]), to: folder + "/a/1.png")
      #expect(try load(folder).training.featureShape == [1, 1])
    }
  }

  private var deepPicture: Picture {
    var picture = Picture(width: 1, height: 1, channels: 1, samples: [128])
    picture.isDeep = true
    return picture
  }

  @Test func `folders without classes, other formats and damaged files are refused by name`() throws {
    try withTemporaryFolder { folder in
      #expect(datasetError { _ = try load(folder + "/none") }?.exitCode == 66)
      #expect(datasetError { _ = try load(folder) }?.exitCode == 65)
      try writePicture([1, 2], width: 2, to: folder, ".", "loose.png")
      #expect(datasetError { _ = try load(folder) }?.description.contains("lie beside each other") == true)
      #expect(datasetError { _ = try load(folder + "/loose.png") }?.description.contains("found a file") == true)
      try writePicture([1, 2], width: 2, to: folder, "dog", "a.png")
      try write([0xFF, 0xD8, 0xFF, 0xE0], to: folder + "/dog/b.JPG")
      let foreign = datasetError { _ = try load(folder) }
      #expect(foreign?.description.contains("from PIL import Image") == true)
      try removeFile(folder + "/dog/b.JPG")
      try write([0xFF, 0xD8, 0xFF] + [UInt8](repeating: 0, count: 40), to: folder + "/dog/b.png")
      #expect(
        datasetError { _ = try load(folder) }?.description.contains("dog/b.png: expected a PNG picture, found a JPEG")
          == true)
      try write(Array("no picture".utf8), to: folder + "/dog/b.png")
      #expect(datasetError { _ = try load(folder) }?.description.contains("dog/b.png") == true)
      try write(
        Array(try pngFile(width: 2, height: 1, colorType: 0, rows: [[1, 2]]).dropLast(20)), to: folder + "/dog/b.png")
      #expect(datasetError { _ = try load(folder) }?.description.contains("dog/b.png") == true)
      try write([], to: folder + "/dog/b.png")
      #expect(datasetError { _ = try load(folder) }?.exitCode == 65)
    }
  }

  @Test func `sizes are a side or width and height`() {
    #expect(PictureSize(parsing: "28") == PictureSize(width: 28, height: 28))
    #expect(PictureSize(parsing: "32x28") == PictureSize(width: 32, height: 28))
    for text in ["", "0", "x", "28x", "28x28x3", "-1", "5000", "28 x 28", "1.5"] {
      #expect(PictureSize(parsing: text) == nil, "\(text)")
    }
  }
}
