public import FledgeTensors

/// Distorts each image by a smooth random displacement field.
///
/// Every pixel gets a displacement along each axis, uniform in −1...1; both fields are smoothed with a Gaussian of
/// standard deviation `smoothness` (σ, in pixels) and multiplied by `strength` (α); the pixel then takes the bilinear
/// value at the displaced position, zero outside. All channels move together.
/// Source: P. Simard, D. Steinkraus, J. Platt, *Best practices for convolutional neural networks applied to visual
/// document analysis* (2003), section 2; α = 34, σ = 4 are their best for MNIST, for a Gaussian of weight 1 in sum.
public struct ElasticDistortion: Augmentation {
  /// The factor of the smoothed displacements (α), in pixels.
  public let strength: Float
  /// The standard deviation of the Gaussian (σ), in pixels.
  public let smoothness: Float
  /// The Gaussian's weights at distance 0, 1, 2, …, with sum 1 over both sides.
  private let weights: [Float]

  public init(strength: Float = 34, smoothness: Float = 4) {
    precondition(strength >= 0 && smoothness > 0, "ElasticDistortion: strength \(strength), smoothness \(smoothness)")
    self.strength = strength
    self.smoothness = smoothness
    weights = gaussianWeights(standardDeviation: smoothness)
  }

  public func apply(
    to values: inout MutableSpan<Float>, shape: TensorShape, random: inout ExampleRandom,
    scratch: inout AugmentationScratch
  ) {
    let planes = Planes(of: shape, for: "ElasticDistortion")
    let size = planes.rows * planes.columns
    fill(&scratch.rowShifts, spare: &scratch.copy, planes, random: &random)
    fill(&scratch.columnShifts, spare: &scratch.copy, planes, random: &random)
    for index in 0..<values.count { scratch.copy[index] = values[index] }
    let original = scratch.copy.span
    for plane in 0..<planes.count {
      for row in 0..<planes.rows {
        for column in 0..<planes.columns {
          let pixel = row * planes.columns + column
          values[plane * size + pixel] = bilinear(
            original, start: plane * size, rows: planes.rows, columns: planes.columns,
            row: Float(row) + strength * scratch.rowShifts[pixel],
            column: Float(column) + strength * scratch.columnShifts[pixel])
        }
      }
    }
  }

  /// Fills a field with smoothed random displacements; outside of the image they count as zero.
  private func fill(_ field: inout [Float], spare: inout [Float], _ planes: Planes, random: inout ExampleRandom) {
    let size = planes.rows * planes.columns
    for pixel in 0..<size { field[pixel] = random.uniform(in: -1...1) }
    for line in 0..<planes.rows {
      smooth(field, into: &spare, start: line * planes.columns, stride: 1, count: planes.columns)
    }
    for line in 0..<planes.columns {
      smooth(spare, into: &field, start: line, stride: planes.columns, count: planes.rows)
    }
  }

  private func smooth(_ source: [Float], into target: inout [Float], start: Int, stride: Int, count: Int) {
    for pixel in 0..<count {
      var sum = weights[0] * source[start + pixel * stride]
      for distance in 1..<weights.count {
        if pixel >= distance { sum += weights[distance] * source[start + (pixel - distance) * stride] }
        if pixel + distance < count { sum += weights[distance] * source[start + (pixel + distance) * stride] }
      }
      target[start + pixel * stride] = sum
    }
  }
}

/// The weights of a Gaussian at distance 0, 1, … 3σ, scaled so that both sides and the centre sum to 1.
///
/// `exp(−d² / 2σ²)` is built by multiplication: successive weights differ by factors of a geometric series.
private func gaussianWeights(standardDeviation: Float) -> [Float] {
  let base = exponentialOfNegative(1 / (2 * Double(standardDeviation) * Double(standardDeviation)))
  let reach = max(1, Int((3 * standardDeviation).rounded(.up)))
  var weights = [1.0]
  var factor = base
  for _ in 1...reach {
    // From d² to (d + 1)² the exponent grows by 2d + 1.
    weights.append(weights[weights.count - 1] * factor)
    factor *= base * base
  }
  let total = weights.dropFirst().reduce(weights[0]) { $0 + 2 * $1 }
  return weights.map { Float($0 / total) }
}

/// `exp(−x)` for x ≥ 0 by its series at x / 2ᵏ ≤ ½, squared k times; the same bits everywhere.
private func exponentialOfNegative(_ x: Double) -> Double {
  var reduced = x
  var squarings = 0
  while reduced > 0.5 {
    reduced /= 2
    squarings += 1
  }
  var term = 1.0
  var sum = 1.0
  for order in 1...18 {
    term *= -reduced / Double(order)
    sum += term
  }
  for _ in 0..<squarings { sum *= sum }
  return sum
}
