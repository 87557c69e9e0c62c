import Fledge
import Foundation
import Testing

@Suite struct PredictTests {
  /// The class and the probabilities of each example, as `fledge predict --json` gives them.
  private func answers(_ arguments: String, in shell: Shell) throws -> [(predicted: String, probabilities: [Double])] {
    let outcome = try shell.run("fledge predict run \(arguments) --json --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try #require(try JSONValue(parsing: outcome.output).arrayValue).map { example in
      let byName = try #require(example["probabilities"]?.objectValue)
      #expect(byName.keys == (0...9).map { String($0) })
      let predicted = try #require(example["predicted"]?.stringValue)
      #expect(example["index"]?.integerValue == Int(predicted))
      return (predicted, byName.members.compactMap(\.value.numberValue))
    }
  }

  /// A picture three times as large with some paper around it, dark ink on light paper.
  private func inverted(_ pixels: [UInt8]) -> GrayImage {
    let (side, margin) = (28 * 3, 10)
    let width = side + 2 * margin
    return GrayImage(
      width: width, height: width,
      pixels: (0..<width * width).map { position in
        let (row, column) = (position / width - margin, position % width - margin)
        guard (0..<side).contains(row), (0..<side).contains(column) else { return 255 }
        return 255 - pixels[row / 3 * 28 + column / 3]
      })
  }

  @Test func `a picture file of a test image is answered like the image, inverted and larger too`() throws {
    let shell = try Shell()
    try shell.makeMNIST(training: 1000, test: 8)
    let settings = "--layers 32 --epochs 12 --learning-rate 0.005 --batch-size 50"
    #expect(try shell.run("fledge train \(settings) --output run --quiet").status == 0)
    let file = try Data(contentsOf: URL(fileURLWithPath: shell.folder + "/data/t10k-images-idx3-ubyte"))
    for index in 0..<8 {
      let start = 16 + index * 784
      let pixels = Array(file[start..<start + 784])
      try shell.write(try PNG.encode(GrayImage(width: 28, height: 28, pixels: pixels)), to: "plain-\(index).png")
      try shell.write(try PNG.encode(inverted(pixels)), to: "large-\(index).png")
    }
    let images = try answers("--indices 0,1,2,3,4,5,6,7", in: shell)
    let plain = try answers("plain-*.png", in: shell)
    let large = try answers("large-*.png", in: shell)
    #expect(images.count == 8)
    for (image, plain) in zip(images, plain) {
      #expect(plain.predicted == image.predicted)
      #expect(plain.probabilities == image.probabilities)
      let sum: Double = plain.probabilities.reduce(0, +)
      #expect(abs(sum - 1) < 1e-5)
    }
    // Generated digits are not centred by their mass as MNIST is, which a larger picture is: one may change sides.
    #expect(zip(images, large).count { $0.predicted == $1.predicted } >= 7)
  }

  @Test func `a drawing without paper is seen on the background on which its strokes show`() throws {
    let shell = try Shell()
    #expect(try shell.run("fledge train \(tiny) --output run --quiet").status == 0)
    let ink = (0..<1600).map { (10..<30).contains($0 / 40) && (16..<22).contains($0 % 40) }
    try shell.write(
      try PNG.encode(GrayImage(width: 40, height: 40, pixels: ink.map { $0 ? 0 : 255 })), to: "paper.png")
    // Grey with alpha: colour type 4, white strokes that cover fully.
    var rows: [UInt8] = []
    for row in 0..<40 { rows += [0] + (0..<40).flatMap { [255, ink[row * 40 + $0] ? 255 : 0] as [UInt8] } }
    func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
      let checked = Array(name.utf8) + data
      func bytes(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) } }
      return bytes(UInt32(data.count)) + checked + bytes(CRC32.checksum(checked))
    }
    let header: [UInt8] = [0, 0, 0, 40, 0, 0, 0, 40, 8, 4, 0, 0, 0]
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    let data = try Gzip.deflate(rows, .zlib, level: 9)
    try shell.write(signature + chunk("IHDR", header) + chunk("IDAT", data) + chunk("IEND", []), to: "clear.png")
    let paper = try answers("paper.png", in: shell)
    #expect(paper.count == 1)
    #expect(try answers("clear.png", in: shell).map(\.probabilities) == paper.map(\.probabilities))
  }

  @Test func `predictions stand beside the drawing`() throws {
    let shell = try Shell()
    #expect(try shell.run("fledge train \(tiny) --output run --quiet").status == 0)
    let outcome = try shell.run("fledge predict run --indices 0,1")
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("test image 0  (label "))
    #expect(outcome.output.contains("█"))
    #expect(outcome.output.contains(" %"))
  }
}
