public import FledgeTensors

/// Shifts, rotates and scales each image at random about its centre, with bilinear interpolation.
///
/// A pixel at p (from the centre, in pixels) takes the value at `R⁻¹ (p − shift) / scale` of the original, zero
/// outside. All channels move together.
public struct RandomAffine: Augmentation {
  /// The largest shift along each axis, in pixels; uniform.
  public let shift: Float
  /// The largest rotation in either direction, in degrees; uniform, at most 180.
  public let degrees: Float
  /// The range of the scale, uniform; 1 is the original size.
  public let scale: ClosedRange<Float>

  public init(shift: Float = 0, degrees: Float = 0, scale: ClosedRange<Float> = 1...1) {
    precondition(shift >= 0 && (0...180).contains(degrees), "RandomAffine: shift \(shift), degrees \(degrees)")
    precondition(scale.lowerBound > 0, "RandomAffine: scale \(scale) must be above 0")
    self.shift = shift
    self.degrees = degrees
    self.scale = scale
  }

  public func apply(
    to values: inout MutableSpan<Float>, shape: TensorShape, random: inout ExampleRandom,
    scratch: inout AugmentationScratch
  ) {
    let planes = Planes(of: shape, for: "RandomAffine")
    let downShift = random.uniform(in: -shift...shift)
    let rightShift = random.uniform(in: -shift...shift)
    let direction = unitVector(turns: random.uniform(in: -degrees...degrees) / 360)
    let inverse = 1 / random.uniform(in: scale)
    for index in 0..<values.count { scratch.copy[index] = values[index] }
    let original = scratch.copy.span
    let middleRow = Float(planes.rows - 1) / 2
    let middleColumn = Float(planes.columns - 1) / 2
    for plane in 0..<planes.count {
      let start = plane * planes.rows * planes.columns
      for row in 0..<planes.rows {
        let down = (Float(row) - middleRow - downShift) * inverse
        for column in 0..<planes.columns {
          let right = (Float(column) - middleColumn - rightShift) * inverse
          values[start + row * planes.columns + column] = bilinear(
            original, start: start, rows: planes.rows, columns: planes.columns,
            row: middleRow + direction.x * down - direction.y * right,
            column: middleColumn + direction.y * down + direction.x * right)
        }
      }
    }
  }
}
