import Fledge
import Foundation
import Testing

@Suite struct PredictTests {
  /// The probabilities and class that `fledge predict --json` gives for one example.
  private func answer(_ arguments: String, in shell: Shell) throws -> (predicted: Int, probabilities: [Double]) {
    let outcome = try shell.run("fledge predict run \(arguments) --json --quiet")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let first = try #require(try JSONValue(parsing: outcome.output).arrayValue?.first)
    let probabilities = try #require(first["probabilities"]?.arrayValue).compactMap(\.numberValue)
    return (try #require(first["predicted"]?.integerValue), probabilities)
  }

  /// A picture three times as large with some paper around it, dark ink on light paper.
  private func inverted(_ pixels: [UInt8]) -> GrayImage {
    let (side, margin) = (28 * 3, 10)
    let width = side + 2 * margin
    return GrayImage(
      width: width, height: width,
      pixels: (0..<width * width).map { place in
        let (row, column) = (place / width - margin, place % width - margin)
        guard (0..<side).contains(row), (0..<side).contains(column) else { return 255 }
        return 255 - pixels[row / 3 * 28 + column / 3]
      })
  }

  @Test func `a picture file of a test image is answered like the image, inverted and larger too`() throws {
    let shell = try Shell()
    let settings = "--dataset digits --examples 4000 --test-examples 20 --layers 32 --epochs 6 --learning-rate 0.005"
    #expect(try shell.run("fledge train \(settings) --output run --quiet").status == 0)
    let test = PenDigits.pair(training: 4000, test: 20, seed: 0).test
    var agreeing = 0
    for index in 0..<8 {
      var features = [Float](repeating: 0, count: 784)
      var span = features.mutableSpan
      try #require(test).subset(index..<index + 1).readFeatures(of: [0].span, into: &span, draw: nil, team: .single)
      let pixels = features.map { UInt8(($0 * 255).rounded()) }
      try shell.write(try PNG.encode(GrayImage(width: 28, height: 28, pixels: pixels)), to: "plain.png")
      try shell.write(try PNG.encode(inverted(pixels)), to: "large.png")
      let image = try answer("--indices \(index)", in: shell)
      let plain = try answer("plain.png", in: shell)
      #expect(plain.predicted == image.predicted)
      #expect(plain.probabilities == image.probabilities)
      #expect(abs(plain.probabilities.reduce(0, +) - 1) < 1e-5)
      if try answer("large.png", in: shell).predicted == image.predicted { agreeing += 1 }
    }
    #expect(agreeing >= 7, "\(agreeing) of 8 larger pictures have the class of the small one")
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
