import FledgeKernels

/// The toys' points one by one, each a function of parameters, label, seed and number.
///
/// The command and the browser compile this file, so that both give the same bits.
enum Toy: Int {
  case line = 1
  case clouds
  case xor
  case circles
  case moons
  case spirals

  /// The random numbers of one example.
  func random(seed: UInt64, example: Int) -> ExampleRandom {
    ExampleRandom(RandomKey(seed: seed, stream: .data), example: example, use: rawValue)
  }

  /// A point with the parameters that `--dataset` takes.
  func standardPoint(label: Int, _ random: inout ExampleRandom) -> SIMD2<Float> {
    switch self {
    case .line: Toy.line(slope: 2, intercept: 0.5, noise: 0.1, &random)
    case .clouds: Toy.clouds(label: label, distance: 2, standardDeviation: 0.5, &random)
    case .xor: Toy.xor(label: label, noise: 0, &random)
    case .circles: Toy.circles(label: label, inner: 0.5, noise: 0.08, &random)
    case .moons: Toy.moons(label: label, noise: 0.1, &random)
    case .spirals: Toy.spirals(label: label, arms: 2, turns: 1.25, noise: 0.02, &random)
    }
  }

  /// `y = slope · x + intercept + noise · ε`, as the point (x, y).
  static func line(slope: Float, intercept: Float, noise: Float, _ random: inout ExampleRandom) -> SIMD2<Float> {
    let x = random.uniform(in: -1...1)
    return SIMD2(x, slope * x + intercept + noise * random.normal())
  }

  static func clouds(
    label: Int, distance: Float, standardDeviation: Float, _ random: inout ExampleRandom
  ) -> SIMD2<Float> {
    let middle = label == 0 ? -distance / 2 : distance / 2
    return SIMD2(middle + standardDeviation * random.normal(), standardDeviation * random.normal())
  }

  static func xor(label: Int, noise: Float, _ random: inout ExampleRandom) -> SIMD2<Float> {
    let x = 1 - random.uniform()
    let y = 1 - random.uniform()
    let sign: Float = random.integer(below: 2) == 0 ? 1 : -1
    return SIMD2(sign * x, label == 0 ? sign * y : -sign * y) + random.normalPair(standardDeviation: noise)
  }

  static func circles(label: Int, inner: Float, noise: Float, _ random: inout ExampleRandom) -> SIMD2<Float> {
    random.direction() * (label == 0 ? 1 : inner) + random.normalPair(standardDeviation: noise)
  }

  static func moons(label: Int, noise: Float, _ random: inout ExampleRandom) -> SIMD2<Float> {
    var point = random.direction()
    point.y = point.y.magnitude
    if label == 1 { point = SIMD2(1 - point.x, 0.5 - point.y) }
    return point - SIMD2(0.5, 0.25) + random.normalPair(standardDeviation: noise)
  }

  static func spirals(
    label: Int, arms: Int, turns: Float, noise: Float, _ random: inout ExampleRandom
  ) -> SIMD2<Float> {
    let t = random.uniform(in: 0.05...1)
    let direction = unitVector(turns: turns * t + Float(label) / Float(arms))
    return direction * t + random.normalPair(standardDeviation: noise)
  }
}

extension ExampleRandom {
  /// Two nearly normal numbers with the given standard deviation.
  fileprivate mutating func normalPair(standardDeviation: Float) -> SIMD2<Float> {
    SIMD2(standardDeviation * normal(), standardDeviation * normal())
  }

  /// A point on the unit circle, all angles equally likely.
  fileprivate mutating func direction() -> SIMD2<Float> { unitVector(turns: uniform()) }
}
