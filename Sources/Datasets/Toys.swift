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
      var random = Toy.line.random(seed: seed, example: index)
      let point = Toy.line(slope: slope, intercept: intercept, noise: noise, &random)
      features.append(point.x)
      targets.append(point.y)
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
      Toy.clouds(label: label, distance: distance, standardDeviation: standardDeviation, &random)
    }
  }

  /// The four quadrants of the square −1...1; class 1 where the signs of x and y differ.
  ///
  /// - Parameter noise: standard deviation of a shift that is added after the label is computed.
  public static func xor(count: Int, noise: Float = 0, seed: UInt64) -> Dataset {
    plane("xor", toy: .xor, count: count, classes: 2, seed: seed) { label, random in
      Toy.xor(label: label, noise: noise, &random)
    }
  }

  /// Two circles around the origin, of radius 1 (class 0) and `inner` (class 1).
  public static func circles(count: Int, inner: Float = 0.5, noise: Float = 0.08, seed: UInt64) -> Dataset {
    plane("circles", toy: .circles, count: count, classes: 2, seed: seed) { label, random in
      Toy.circles(label: label, inner: inner, noise: noise, &random)
    }
  }

  /// Two interleaved half circles of radius 1, centred on the origin.
  public static func moons(count: Int, noise: Float = 0.1, seed: UInt64) -> Dataset {
    plane("moons", toy: .moons, count: count, classes: 2, seed: seed) { label, random in
      Toy.moons(label: label, noise: noise, &random)
    }
  }

  /// Spiral arms around the origin: radius t, angle `turns` full turns times t plus the arm's share, t in 0.05...1.
  public static func spirals(
    count: Int, arms: Int = 2, turns: Float = 1.25, noise: Float = 0.02, seed: UInt64
  ) -> Dataset {
    precondition(arms >= 1, "Toys.spirals: \(arms) arms")
    return plane("spirals", toy: .spirals, count: count, classes: arms, seed: seed) { label, random in
      Toy.spirals(label: label, arms: arms, turns: turns, noise: noise, &random)
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
      var random = toy.random(seed: seed, example: index)
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
