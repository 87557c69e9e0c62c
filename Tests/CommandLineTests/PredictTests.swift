import Fledge
import Foundation
import Testing

@Suite struct PredictTests {
  /// The class and the probabilities of each example, as `fledge predict --json` gives them.
  private func answers(_ arguments: String, in shell: Shell) throws -> [(predicted: Int, probabilities: [Double])] {
    let outcome = try shell.run("fledge predict run \(arguments) --json --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try #require(try JSONValue(parsing: outcome.output).arrayValue).map { example in
      let probabilities = try #require(example["probabilities"]?.arrayValue).compactMap(\.numberValue)
      return (try #require(example["predicted"]?.integerValue), probabilities)
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
