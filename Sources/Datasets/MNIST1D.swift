import FledgeKernels
import FledgeTensors

/// Digits as curves of 40 points: a template of each, padded, scaled, moved, sheared and noised.
///
/// The random numbers are Fledge's, so the examples are others than the published ones and have the same distribution.
///
/// Source: S. Greydanus, Scaling down deep learning, 2020: templates, order of steps and the numbers below.
public enum MNIST1D {
  /// The points of an example.
  public static let length = 40

  private static let templateLength = 12
  private static let padding = 36...60
  private static let scaleRange: Float = 0.4
  private static let largestShift = 48
  private static let smoothNoise: Float = 0.25
  private static let whiteNoise: Float = 0.02
  private static let shear: Float = 0.75

  /// One curve for each digit, drawn by hand from the bottom to the top.
  private static let drawings: [[Float]] = [
    [5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5],
    [5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5],
    [5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5],
    [5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5],
    [5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5],
    [5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5],
    [5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5],
    [5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5],
    [5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5],
    [5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5],
  ]

  /// The drawings with standard deviation 1/6, each beginning at 0.
  private static let templates: [[Float]] = drawings.map { drawing in
    let mean = drawing.reduce(0, +) / Float(drawing.count)
    let variance = drawing.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(drawing.count)
    return drawing.map { ($0 - drawing[0]) / variance.squareRoot() / 6 }
  }

  /// The halves of a Gaussian of standard deviation 2, cut at four of them: exp(−k² / 8) for k = 0…8.
  private static let gaussian: [Float] = [
    1, 0.8824969, 0.60653067, 0.32465246, 0.13533528, 0.04393693, 0.011108997, 0.0021874911, 0.00033546264,
  ]

  /// Training and test examples, digits in turn, with mean 0 and standard deviation 1 over all points.
  public static func pair(training: Int, test: Int, seed: UInt64) -> (training: Dataset, test: Dataset) {
    var points: [Float] = []
    points.reserveCapacity((training + test) * length)
    for example in 0..<training + test { points += curve(digit: example % 10, seed: seed, example: example) }
    let count = Double(max(1, points.count))
    let mean = points.reduce(0.0) { $0 + Double($1) } / count
    let deviation = (points.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / count).squareRoot()
    for index in points.indices { points[index] = Float((Double(points[index]) - mean) / max(deviation, 1e-9)) }
    func set(_ range: Range<Int>) -> Dataset {
      Dataset(
        featureShape: [length], targetKind: .labels(classes: 10), classNames: (0..<10).map { String($0) },
        provenance: Provenance(name: "mnist-1d", origin: .generated(seed: seed)), normalization: .none,
        features: .floats(Array(points[range.lowerBound * length..<range.upperBound * length])),
        targets: .labels(range.map { Int32($0 % 10) }))
    }
    return (set(0..<training), set(training..<training + test))
  }

  /// One example.
  private static func curve(digit: Int, seed: UInt64, example: Int) -> [Float] {
    var random = ExampleRandom(RandomKey(seed: seed, stream: .data), example: example, use: 7)
    let zeros = padding.lowerBound + random.integer(below: padding.count)
    // Not exactly 0, which marks the padding.
    let padded = templates[digit].map { $0 + 1e-8 } + [Float](repeating: 0, count: zeros)
    var points = resampled(padded, count: templateLength + padding.upperBound)
    let scale = 1 + scaleRange * (random.uniform() - 0.5)
    for index in points.indices { points[index] *= scale }
    let shift = random.integer(below: largestShift)
    points = points.indices.map { points[($0 + points.count - shift) % points.count] }
    let noise = smoothed((0..<points.count).map { _ in smoothNoise * random.normal() })
    for index in points.indices {
      if points[index] == 0 { points[index] = noise[index] }
      points[index] += whiteNoise * random.normal()
    }
    let slope = shear * (random.uniform() - 0.5)
    for index in points.indices { points[index] -= slope * (Float(index) / Float(points.count - 1) - 0.5) }
    return resampled(points, count: length)
  }

  /// Points on the straight lines between the given ones, equally far apart from the first to the last.
  private static func resampled(_ points: [Float], count: Int) -> [Float] {
    (0..<count).map { index in
      let position = Float(index) * Float(points.count - 1) / Float(count - 1)
      let left = min(Int(position), points.count - 2)
      return points[left] + (position - Float(left)) * (points[left + 1] - points[left])
    }
  }

  /// The values under a Gaussian window, mirrored at both ends.
  private static func smoothed(_ values: [Float]) -> [Float] {
    let total = gaussian[0] + 2 * gaussian.dropFirst().reduce(0, +)
    return values.indices.map { index in
      var sum: Float = 0
      for offset in -8...8 {
        var position = index + offset
        if position < 0 { position = -position - 1 }
        if position >= values.count { position = 2 * values.count - position - 1 }
        sum += gaussian[abs(offset)] * values[position]
      }
      return sum / total
    }
  }
}
