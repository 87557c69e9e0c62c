import FledgeKernels
import FledgeTensors

/// Small generated problems in the plane; each is a function of its parameters and the seed alone.
///
/// Features are (x, y), roughly within −1.5...1.5; labels alternate, so that classes are equally large.
public enum Toys {
  /// Points on a line: `y = slope · x + intercept + noise · ε`, x uniform in −1...1, ε normal.
  ///
  /// Features are `[1]`, targets `[1]`.
  public static func line(
    count: Int, slope: Float = 2, intercept: Float = 0.5, noise: Float = 0.1, seed: UInt64
  ) -> Dataset {
    var features: [Float] = []
    var targets: [Float] = []
    for index in 0..<count {
      var random = ExampleRandom(toy: .line, seed: seed, example: index)
      let x = random.uniform(in: -1...1)
      features.append(x)
      targets.append(slope * x + intercept + noise * random.normal())
    }
    return Dataset(
      shape: [1], floats: features, targetShape: [1], targets: targets,
      provenance: Provenance(name: "line", origin: .generated(seed: seed)))
  }

  /// Two round clouds around (−distance / 2, 0) and (distance / 2, 0), each coordinate with `standardDeviation`.
  public static func clouds(
    count: Int, distance: Float = 2, standardDeviation: Float = 0.5, seed: UInt64
  ) -> Dataset {
    plane("clouds", toy: .clouds, count: count, classes: 2, seed: seed) { label, random in
      let middle = label == 0 ? -distance / 2 : distance / 2
      return SIMD2(middle + standardDeviation * random.normal(), standardDeviation * random.normal())
    }
  }

  /// The four quadrants of the square −1...1; class 1 where the signs of x and y differ.
  ///
  /// - Parameter noise: standard deviation of a shift that is added after the label is computed.
  public static func xor(count: Int, noise: Float = 0, seed: UInt64) -> Dataset {
    plane("xor", toy: .xor, count: count, classes: 2, seed: seed) { label, random in
      let x = 1 - random.uniform()
      let y = 1 - random.uniform()
      let sign: Float = random.integer(below: 2) == 0 ? 1 : -1
      return SIMD2(sign * x, label == 0 ? sign * y : -sign * y) + random.normalPair(standardDeviation: noise)
    }
  }

  /// Two circles around the origin, of radius 1 (class 0) and `inner` (class 1).
  public static func circles(count: Int, inner: Float = 0.5, noise: Float = 0.08, seed: UInt64) -> Dataset {
    plane("circles", toy: .circles, count: count, classes: 2, seed: seed) { label, random in
      random.direction() * (label == 0 ? 1 : inner) + random.normalPair(standardDeviation: noise)
    }
  }

  /// Two interleaved half circles of radius 1, centred on the origin.
  public static func moons(count: Int, noise: Float = 0.1, seed: UInt64) -> Dataset {
    plane("moons", toy: .moons, count: count, classes: 2, seed: seed) { label, random in
      var point = random.direction()
      point.y = point.y.magnitude
      if label == 1 { point = SIMD2(1 - point.x, 0.5 - point.y) }
      return point - SIMD2(0.5, 0.25) + random.normalPair(standardDeviation: noise)
    }
  }

  /// Spiral arms around the origin: radius t, angle `turns` full turns times t plus the arm's share, t in 0.05...1.
  public static func spirals(
    count: Int, arms: Int = 2, turns: Float = 1.25, noise: Float = 0.02, seed: UInt64
  ) -> Dataset {
    precondition(arms >= 1, "Toys.spirals: \(arms) arms")
    return plane("spirals", toy: .spirals, count: count, classes: arms, seed: seed) { label, random in
      let t = random.uniform(in: 0.05...1)
      let direction = unitVector(turns: turns * t + Float(label) / Float(arms))
      return direction * t + random.normalPair(standardDeviation: noise)
    }
  }

  private static func plane(
    _ name: String, toy: Toy, count: Int, classes: Int, seed: UInt64,
    _ point: (_ label: Int, _ random: inout ExampleRandom) -> SIMD2<Float>
  ) -> Dataset {
    precondition(count >= 0, "Toys.\(name): \(count) examples")
    var features: [Float] = []
    features.reserveCapacity(count * 2)
    for index in 0..<count {
      var random = ExampleRandom(toy: toy, seed: seed, example: index)
      let position = point(index % classes, &random)
      features.append(position.x)
      features.append(position.y)
    }
    return Dataset(
      featureShape: [2], targetKind: .labels(classes: classes), classNames: (0..<classes).map { String($0) },
      provenance: Provenance(name: name, origin: .generated(seed: seed)), normalization: .none,
      features: .floats(features), targets: .labels((0..<count).map { Int32($0 % classes) }))
  }
}

/// Distinguishes the toys' random numbers under one seed.
private enum Toy: Int {
  case line = 1
  case clouds
  case xor
  case circles
  case moons
  case spirals
}

extension ExampleRandom {
  fileprivate init(toy: Toy, seed: UInt64, example: Int) {
    self.init(RandomKey(seed: seed, stream: .data), example: example, use: toy.rawValue)
  }

  /// Two nearly normal numbers with the given standard deviation.
  fileprivate mutating func normalPair(standardDeviation: Float) -> SIMD2<Float> {
    SIMD2(standardDeviation * normal(), standardDeviation * normal())
  }

  /// A point on the unit circle, all angles equally likely.
  fileprivate mutating func direction() -> SIMD2<Float> { unitVector(turns: uniform()) }
}
