import FledgeDatasets
import FledgeKernels
import FledgeTensors
import Testing

struct AugmentationTests {
  private let key = RandomKey(seed: 9, stream: .augment, step: 3)

  /// Pictures as floats, so that any value can be placed.
  private func pictures(_ values: [Float], rows: Int, columns: Int) throws -> Dataset {
    let count = values.count / (rows * columns)
    return try Dataset(
      shape: [rows, columns], floats: values, labels: Array(repeating: 0, count: count), classNames: ["only"],
      provenance: Provenance(name: "made", origin: .generated(seed: 0)))
  }

  @Test func `without a draw nothing changes`() throws {
    var dataset = try countingDataset(labels: [0, 0, 0], classes: 1)
    let plain = dataset.allFeatures
    dataset.augmentations = [InputNoise(standardDeviation: 1)]
    #expect(dataset.allFeatures == plain)
  }

  @Test func `a change depends on the draw and the example, not on the batch around it`() throws {
    var digits = PenDigits.generate(count: 6, seed: 1)
    digits.augmentations = [
      RandomAffine(shift: 2, degrees: 10, scale: 0.9...1.1), ElasticDistortion(), InputNoise(standardDeviation: 0.1),
    ]
    let batch = digits.read([5, 2, 5], key: key)
    #expect(Array(batch[0..<784]) == digits.read([5], key: key))
    #expect(Array(batch[784..<1568]) == digits.read([2], key: key))
    #expect(Array(batch[1568...]) == Array(batch[0..<784]))
    #expect(digits.read([5, 2, 5], key: key, threads: 2) == batch)
    #expect(digits.read([], key: key, threads: 2).isEmpty)
    #expect(digits.read([5], key: RandomKey(seed: 9, stream: .augment, step: 4)) != digits.read([5], key: key))
  }

  @Test func `equal augmentations in one list draw different numbers`() throws {
    var once = try pictures([0, 0, 0, 0], rows: 2, columns: 2)
    var twice = once
    once.augmentations = [InputNoise(standardDeviation: 1)]
    twice.augmentations = [InputNoise(standardDeviation: 1), InputNoise(standardDeviation: 1)]
    let first = once.read([0], key: key)
    #expect(zip(twice.read([0], key: key), first).allSatisfy { abs($0 - 2 * $1) > 1e-4 })
  }

  @Test func `noise has the standardDeviation asked for, mean zero, and stays in its range`() throws {
    var dataset = try pictures(Array(repeating: 0.5, count: 10000), rows: 100, columns: 100)
    dataset.augmentations = [InputNoise(standardDeviation: 0.2)]
    let noise = dataset.read([0], key: key).map { $0 - 0.5 }
    let mean = noise.reduce(0, +) / 10000
    let variance = noise.map { $0 * $0 }.reduce(0, +) / 10000
    let fourth = noise.map { $0 * $0 * $0 * $0 }.reduce(0, +) / 10000
    #expect(abs(mean) < 0.01)
    #expect(abs(variance - 0.04) < 0.002)
    // A normal distribution has kurtosis 3, a sum of sixteen uniform numbers 2.925.
    #expect(abs(fourth / (variance * variance) - 2.925) < 0.25)
    dataset.augmentations = [InputNoise(standardDeviation: 0.5, clipping: 0...1)]
    let clipped = dataset.read([0], key: key)
    #expect(clipped.min() == 0)
    #expect(clipped.max() == 1)
  }

  @Test func `noise comes before normalisation`() throws {
    var dataset = try countingDataset(labels: [0, 0], classes: 1)
    dataset.augmentations = [InputNoise(standardDeviation: 0.1)]
    let unit = dataset.read([1], key: key)
    dataset.normalization = .none
    #expect(dataset.read([1], key: key) == unit.map { $0 * 255 })
    dataset.normalization = .perExample
    let values = dataset.read([1], key: key)
    #expect(abs(values[0] + values[1]) < 1e-6 && abs(abs(values[0]) - 1) < 1e-6)
  }

  @Test func `no shift, turn or bend leaves a picture as it is`() throws {
    var digits = PenDigits.generate(count: 1, seed: 1)
    let plain = digits.allFeatures
    digits.augmentations = [RandomAffine(), ElasticDistortion(strength: 0)]
    #expect(digits.read([0], key: key) == plain)
  }

  @Test func `half the size moves the outer ring to the inner one`() throws {
    // 5×5: 1 in the middle, 2 around it, 3 on the border; at half size each ring takes the value at twice the distance.
    let distances = (0..<25).map { (position: Int) -> Int in max(abs(position / 5 - 2), abs(position % 5 - 2)) }
    let ring = distances.map { Float($0 + 1) }
    var dataset = try pictures(ring, rows: 5, columns: 5)
    dataset.augmentations = [RandomAffine(scale: 0.5...0.5)]
    let expected = distances.map { (distance: Int) -> Float in distance == 0 ? 1 : distance == 1 ? 3 : 0 }
    #expect(dataset.read([0], key: key) == expected)
  }

  @Test func `shifting and turning keep a blob's mass, and move its middle as far as allowed`() throws {
    var blob = [Float](repeating: 0, count: 21 * 21)
    for row in -3...3 {
      for column in -3...3 { blob[(10 + row) * 21 + 10 + column] = Float(16 - row * row - column * column).magnitude }
    }
    var dataset = try pictures(blob, rows: 21, columns: 21)
    dataset.augmentations = [RandomAffine(shift: 3, degrees: 45)]
    let mass = blob.reduce(0, +)
    var farthest: Float = 0
    for step in 0..<40 {
      let moved = dataset.read([0], key: RandomKey(seed: 1, stream: .augment, step: step))
      let total = moved.reduce(0, +)
      #expect(abs(total / mass - 1) < 0.03)
      let row = moved.enumerated().map { Float($0.offset / 21) * $0.element }.reduce(0, +) / total - 10
      let column = moved.enumerated().map { Float($0.offset % 21) * $0.element }.reduce(0, +) / total - 10
      #expect(abs(row) < 3.1 && abs(column) < 3.1)
      farthest = max(farthest, abs(row), abs(column))
    }
    #expect(farthest > 2)
  }

  @Test func `an elastic bend moves pixels by about one and smoothly`() throws {
    // On a ramp along the columns the value shows the displacement of each pixel.
    let ramp: [Float] = (0..<28 * 28).map { Float($0 % 28) }
    var dataset = try pictures(ramp, rows: 28, columns: 28)
    dataset.augmentations = [ElasticDistortion(strength: 34, smoothness: 4)]
    var squares: Float = 0
    var steps: Float = 0
    for step in 0..<10 {
      let bent = dataset.read([0], key: RandomKey(seed: 1, stream: .augment, step: step))
      for row in 8..<20 {
        for column in 8..<20 {
          let shift = bent[row * 28 + column] - Float(column)
          let next = bent[row * 28 + column + 1] - Float(column + 1)
          squares += shift * shift / 1440
          steps += (next - shift) * (next - shift) / 1440
        }
      }
    }
    // Uniform in −1...1 smoothed by a Gaussian has standard deviation 1 / (√3 · 2σ√π) = 0.0407, times 34 is 1.4.
    #expect(squares.squareRoot() > 0.9 && squares.squareRoot() < 1.9)
    #expect(steps.squareRoot() < 0.4)
  }
}
