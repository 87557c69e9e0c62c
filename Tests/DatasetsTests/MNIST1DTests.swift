import FledgeDatasets
import FledgeTensors
import Testing

/// The generated curves of MNIST-1D.
@Suite struct MNIST1DTests {
  private func rows(_ set: Dataset) -> [Float] { set.read((0..<Int32(set.count)).map { $0 }) }

  @Test func `examples are centred, balanced and the same for one seed`() {
    let (training, test) = MNIST1D.pair(training: 400, test: 100, seed: 3)
    #expect(training.count == 400 && test.count == 100)
    #expect(training.featureShape == [40])
    let values = (rows(training) + rows(test)).map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    #expect(abs(mean) < 1e-5)
    #expect(abs(variance - 1) < 1e-4)
    for digit in 0..<10 { #expect(training.labels.count { $0 == digit } == 40) }
    #expect(rows(MNIST1D.pair(training: 400, test: 100, seed: 3).training) == rows(training))
    #expect(rows(MNIST1D.pair(training: 400, test: 100, seed: 4).training) != rows(training))
  }

  /// Templates that are moved keep their shape: examples of one digit agree with each other at their best shift more than with
  /// those of another digit.
  @Test func `a digit's curves are alike under a shift`() {
    let (training, _) = MNIST1D.pair(training: 200, test: 0, seed: 1)
    let rows = (0..<200).map { training.read([Int32($0)]) }
    func distance(_ a: [Float], _ b: [Float]) -> Float {
      (0..<40).map { shift in
        (0..<40).reduce(0) { sum, index in
          let difference = a[index] - b[(index + shift) % 40]
          return sum + difference * difference
        }
      }.min() ?? 0
    }
    var correct = 0
    for index in 100..<200 {
      let nearest = (0..<100).min { distance(rows[index], rows[$0]) < distance(rows[index], rows[$1]) } ?? 0
      if nearest % 10 == index % 10 { correct += 1 }
    }
    // Chance gives 10 of 100; without the shift the neighbours of so few examples are hardly better.
    #expect(correct >= 30, "\(correct) of 100")
  }
}
