import FledgeDatasets
import FledgeFormats
import FledgeTensors
import Testing

struct PenDigitsTests {
  @Test func `a digit is a function of the seed and its index alone`() {
    let long = PenDigits.generate(count: 12, seed: 3)
    let later = PenDigits.generate(count: 5, seed: 3, first: 7)
    for index in 0..<5 {
      #expect(later.greyLevels(of: index) == long.greyLevels(of: index + 7))
      #expect(later.labels[index] == long.labels[index + 7])
    }
    #expect(PenDigits.generate(count: 1, seed: 4).greyLevels(of: 0) != long.greyLevels(of: 0))
  }

  /// The same bits in debug and release, on every processor: a change of this digest is a change of every result.
  @Test func `the first hundred digits of seed 0 are these`() {
    let digits = PenDigits.generate(count: 100, seed: 0)
    let bytes = (0..<100).flatMap { digits.greyLevels(of: $0)! }
    #expect(
      SHA256.hash(bytes + digits.labels.map { UInt8($0) }).hex
        == "b44537c7ec7821236928499d34db47cc54701329b7fa70769dd66bbd8a3286de")
  }

  @Test func `a set says that it is generated and no MNIST`() {
    let digits = PenDigits.generate(count: 1, seed: 3)
    #expect(digits.provenance.isGenerated)
    #expect(!digits.provenance.isMNIST)
    #expect(digits.featureShape == [28, 28])
    #expect(digits.targetKind == .labels(classes: 10))
  }

  @Test func `every class comes about equally often`() {
    let counts = PenDigits.generate(count: 500, seed: 11).classCounts
    // 50 each are expected; five standard deviations of the binomial are 34.
    #expect(counts.allSatisfy { abs($0 - 50) < 34 })
  }

  @Test func `every picture has ink, dark strokes, and a clean border`() throws {
    let digits = PenDigits.generate(count: 200, seed: 5)
    for index in 0..<digits.count {
      let picture = try #require(digits.greyLevels(of: index))
      let inked = picture.count { $0 > 0 }
      #expect(inked > 30 && inked < 450)
      #expect(picture.max()! > 100)
    }
    let corners = (0..<digits.count).count { index in
      let picture = digits.greyLevels(of: index)!
      return picture[0] > 0 || picture[27] > 0 || picture[756] > 0 || picture[783] > 0
    }
    #expect(corners < 4)
  }

  /// A nearest-mean classifier is far above chance and far below 100 %.
  @Test func `the classes can be told apart, and not by their mean pictures alone`() {
    let training = PenDigits.generate(count: 1000, seed: 1)
    let test = PenDigits.generate(count: 300, seed: 1, first: 1000)
    var means = [[Float]](repeating: Array(repeating: 0, count: 784), count: 10)
    let counts = training.classCounts
    for (index, label) in training.labels.enumerated() {
      for (pixel, value) in training.read([Int32(index)]).enumerated() {
        means[Int(label)][pixel] += value / Float(counts[Int(label)])
      }
    }
    var right = 0
    for (index, label) in test.labels.enumerated() {
      let picture = test.read([Int32(index)])
      let distances = means.map { mean in zip(mean, picture).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
      if distances.firstIndex(of: distances.min()!)! == Int(label) { right += 1 }
    }
    #expect(right > 150 && right < 285)
  }
}
