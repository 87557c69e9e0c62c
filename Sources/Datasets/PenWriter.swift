/// A simulated pen that writes digits on a canvas.
struct PenWriter: ~Copyable {
  /// The ranges of the random variation, chosen so that a 64-32 network reaches about 97 %.
  private enum Habit {
    /// Standard deviation of each point from its skeleton, in units of the digit's size.
    static let jitter: Float = 0.05
    /// x moves by slant · height.
    static let slant: ClosedRange<Float> = -0.15...0.45
    /// Tangent of half the angle of rotation: up to 11 degrees.
    static let halfTurn: ClosedRange<Float> = -0.1...0.1
    /// Height in pixels.
    static let height: ClosedRange<Float> = 15...21
    /// Width as a share of the height.
    static let aspect: ClosedRange<Float> = 0.52...0.95
    /// Shift of the digit's centre in pixels.
    static let shift: ClosedRange<Float> = -2...2
    /// Radius of the pen in pixels.
    static let radius: ClosedRange<Float> = 0.8...1.9
    /// Largest grey level of the ink.
    static let pressure: ClosedRange<Float> = 0.8...1
    /// Share of a pixel's ink that the blur moves to its neighbours.
    static let blur: ClosedRange<Float> = 0.1...0.45
    /// Relative noise of the ink.
    static let roughness: ClosedRange<Float> = 0...0.2
  }

  /// Line segments for each part of a stroke between two points.
  private static let segments = 5

  private var canvas = PenCanvas()
  private var points: [SIMD2<Float>] = []

  /// Writes one digit on an empty canvas.
  mutating func write(_ digit: Int, random: inout ExampleRandom) {
    canvas.clear()
    let variants = PenSkeleton.byDigit[digit]
    let skeleton = variants[random.integer(below: variants.count)]
    transform(skeleton, random: &random)
    let radius = random.uniform(in: Habit.radius)
    let pressure = random.uniform(in: Habit.pressure)
    for stroke in skeleton.strokes {
      // The pen's radius changes by up to a fifth towards the stroke's end.
      let taper = random.uniform(in: -0.2...0.2)
      drawStroke(stroke, radius: radius, taper: taper, pressure: pressure)
    }
    canvas.blur(share: random.uniform(in: Habit.blur))
  }

  /// Copies the canvas as grey levels, with noise on the ink.
  mutating func copyPicture(to bytes: inout [UInt8], at start: Int, random: inout ExampleRandom) {
    let roughness = random.uniform(in: Habit.roughness)
    var bits: UInt64 = 0
    for pixel in 0..<canvas.ink.count {
      if pixel % 8 == 0 { bits = random.nextBits() }
      let ink = canvas.ink[pixel]
      guard ink > 0 else { continue }
      let grain = 1 - roughness * Float(bits >> UInt64(pixel % 8 * 8) & 0xFF) * (1 / 255)
      bytes[start + pixel] = UInt8(min(255, ink * grain * 255 + 0.5))
    }
  }

  /// Transforms the skeleton's points to pixel coordinates.
  private mutating func transform(_ skeleton: PenSkeleton, random: inout ExampleRandom) {
    let slant = random.uniform(in: Habit.slant)
    let half = random.uniform(in: Habit.halfTurn)
    // With t the tangent of half an angle: cosine (1 − t²) / (1 + t²), sine 2t / (1 + t²).
    let cosine = (1 - half * half) / (1 + half * half)
    let sine = 2 * half / (1 + half * half)
    let height = random.uniform(in: Habit.height)
    let width = height * random.uniform(in: Habit.aspect)
    let middle = Float(PenCanvas.side - 1) / 2
    let centre = SIMD2(
      middle + random.uniform(in: Habit.shift), middle + random.uniform(in: Habit.shift))
    points.removeAll(keepingCapacity: true)
    for point in skeleton.points {
      let strayed = SIMD2(
        point.x + Habit.jitter * random.normal() - 0.5, point.y + Habit.jitter * random.normal() - 0.5)
      let x = strayed.x * width - slant * strayed.y * height
      let y = strayed.y * height
      points.append(centre + SIMD2(cosine * x - sine * y, sine * x + cosine * y))
    }
  }

  /// Draws a Catmull–Rom curve through the stroke's points.
  private mutating func drawStroke(_ stroke: [Int], radius: Float, taper: Float, pressure: Float) {
    let isClosed = stroke.count > 2 && stroke[0] == stroke[stroke.count - 1]
    let parts = stroke.count - 1
    let total = Float(parts * PenWriter.segments)
    var last = points[stroke[0]]
    for part in 0..<parts {
      let start = points[stroke[part]]
      let end = points[stroke[part + 1]]
      let before = part > 0 ? points[stroke[part - 1]] : isClosed ? points[stroke[parts - 1]] : start
      let after = part + 1 < parts ? points[stroke[part + 2]] : isClosed ? points[stroke[1]] : end
      let leaving = (end - before) * 0.5
      let arriving = (after - start) * 0.5
      // Hermite form: s + v·t + (3(e − s) − 2v − w)·t² + (2(s − e) + v + w)·t³.
      let quadratic = (end - start) * 3 - leaving * 2 - arriving
      let cubic = (start - end) * 2 + leaving + arriving
      for segment in 1...PenWriter.segments {
        let t = Float(segment) / Float(PenWriter.segments)
        let next = start + (leaving + (quadratic + cubic * t) * t) * t
        let progress = Float(part * PenWriter.segments + segment) / total
        canvas.drawLine(from: last, to: next, radius: radius * (1 + taper * progress), pressure: pressure)
        last = next
      }
    }
  }
}
