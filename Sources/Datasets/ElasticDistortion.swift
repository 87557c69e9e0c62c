public import FledgeTensors

/// Bends each picture at random, as a hand would have written it on rubber.
///
/// Every pixel draws a displacement along each axis, uniform in −1...1; both fields are smoothed with a Gaussian of
/// deviation `smoothness` (σ, in pixels) and multiplied by `strength` (α); the pixel then takes the bilinear value at
/// the displaced place, zero outside. All channels move together.
/// Source: P. Simard, D. Steinkraus, J. Platt, *Best practices for convolutional neural networks applied to visual
/// document analysis* (2003), section 2; α = 34, σ = 4 are their best for MNIST, for a Gaussian of weight 1 in sum.
public struct ElasticDistortion: Augmentation {
  /// The factor of the smoothed displacements (α), in pixels.
  public let strength: Float
  /// The deviation of the Gaussian (σ), in pixels.
  public let smoothness: Float
  /// The Gaussian's weights at distance 0, 1, 2, …, with sum 1 over both sides.
  private let weights: [Float]

  /// Describes the bending.
  public init(strength: Float = 34, smoothness: Float = 4) {
    precondition(strength >= 0 && smoothness > 0, "ElasticChange: strength \(strength), smoothness \(smoothness)")
    self.strength = strength
    self.smoothness = smoothness
    weights = gaussianWeights(standardDeviation: smoothness)
  }

  /// Bends one picture.
  public func apply(
    to values: inout MutableSpan<Float>, shape: TensorShape, random: inout ExampleRandom,
    scratch: inout AugmentationScratch
  ) {
    let planes = Planes(of: shape, for: "ElasticChange")
    let size = planes.rows * planes.columns
    fill(&scratch.rowShifts, spare: &scratch.copy, planes, random: &random)
    fill(&scratch.columnShifts, spare: &scratch.copy, planes, random: &random)
    for index in 0..<values.count { scratch.copy[index] = values[index] }
    let original = scratch.copy.span
    for plane in 0..<planes.count {
      for row in 0..<planes.rows {
        for column in 0..<planes.columns {
          let position = row * planes.columns + column
          values[plane * size + position] = bilinear(
            original, start: plane * size, rows: planes.rows, columns: planes.columns,
            row: Float(row) + strength * scratch.rowShifts[position],
            column: Float(column) + strength * scratch.columnShifts[position])
        }
      }
    }
  }

  /// Fills a field with smoothed random displacements; outside of the picture they count as zero.
  private func fill(_ field: inout [Float], spare: inout [Float], _ planes: Planes, random: inout ExampleRandom) {
    let size = planes.rows * planes.columns
    for position in 0..<size { field[position] = random.uniform(in: -1...1) }
    for line in 0..<planes.rows {
      smooth(field, into: &spare, start: line * planes.columns, stride: 1, count: planes.columns)
    }
    for line in 0..<planes.columns {
      smooth(spare, into: &field, start: line, stride: planes.columns, count: planes.rows)
    }
  }

  private func smooth(_ source: [Float], into target: inout [Float], start: Int, stride: Int, count: Int) {
    for position in 0..<count {
      var sum = weights[0] * source[start + position * stride]
      for distance in 1..<weights.count {
        if position >= distance { sum += weights[distance] * source[start + (position - distance) * stride] }
        if position + distance < count { sum += weights[distance] * source[start + (position + distance) * stride] }
      }
      target[start + position * stride] = sum
    }
  }
}

/// The weights of a Gaussian at distance 0, 1, … 3σ, scaled so that both sides and the middle sum to 1.
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
