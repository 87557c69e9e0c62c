import FledgeDatasets
import FledgeTensors
import Testing

struct ToysTests {
  /// Every toy of the plane, with 200 points.
  private func planes(seed: UInt64) -> [Dataset] {
    [
      Toys.clouds(count: 200, seed: seed), Toys.xor(count: 200, seed: seed), Toys.circles(count: 200, seed: seed),
      Toys.moons(count: 200, seed: seed), Toys.spirals(count: 200, seed: seed),
    ]
  }

  private func points(_ dataset: Dataset) -> [(x: Float, y: Float, label: Int32)] {
    let values = dataset.allFeatures
    return dataset.labels.enumerated().map { (values[$0.offset * 2], values[$0.offset * 2 + 1], $0.element) }
  }

  @Test func `without noise a line's targets lie on it`() {
    let line = Toys.line(count: 50, slope: 3, intercept: -1, noise: 0, seed: 1)
    #expect(line.targetKind == .values([1]))
    #expect(line.allFeatures.map { 3 * $0 - 1 } == line.targetValues)
    #expect(line.allFeatures.allSatisfy { $0 >= -1 && $0 <= 1 })
  }

  @Test func `a line's noise has mean zero and the standardDeviation asked for`() {
    let line = Toys.line(count: 4000, slope: 3, intercept: -1, noise: 0.5, seed: 1)
    let errors = zip(line.allFeatures, line.targetValues).map { $0.1 - (3 * $0.0 - 1) }
    let mean = errors.reduce(0, +) / 4000
    let variance = errors.map { $0 * $0 }.reduce(0, +) / 4000
    #expect(abs(mean) < 0.03)
    #expect(abs(variance - 0.25) < 0.025)
  }

  @Test func `every toy has equal classes, fits the plane and depends on its seed`() {
    for (toy, other) in zip(planes(seed: 1), planes(seed: 2)) {
      #expect(toy.classCounts == [100, 100])
      #expect(toy.allFeatures.allSatisfy { abs($0) < 4 })
      #expect(toy.allFeatures != other.allFeatures)
    }
    for (toy, again) in zip(planes(seed: 1), planes(seed: 1)) { #expect(toy.allFeatures == again.allFeatures) }
  }

  @Test func `more examples leave the first ones as they are`() {
    let few = Toys.moons(count: 10, seed: 4).allFeatures
    #expect(Array(Toys.moons(count: 30, seed: 4).allFeatures.prefix(20)) == few)
  }

  @Test func `two clouds far apart are parted by the line x = 0`() {
    for point in points(Toys.clouds(count: 200, distance: 6, standardDeviation: 0.4, seed: 3)) {
      #expect((point.x > 0) == (point.label == 1))
    }
  }

  @Test func `without noise the class of a quadrant is whether the signs differ`() {
    let points = points(Toys.xor(count: 200, seed: 3))
    #expect(points.allSatisfy { ($0.x * $0.y < 0) == ($0.label == 1) })
  }

  @Test func `without noise circles have their radius, at all angles`() {
    let circle = points(Toys.circles(count: 400, inner: 0.5, noise: 0, seed: 3))
    for point in circle {
      let radius = (point.x * point.x + point.y * point.y).squareRoot()
      #expect(abs(radius - (point.label == 0 ? 1 : 0.5)) < 1e-6)
    }
    for signs in [(1, 1), (1, -1), (-1, 1), (-1, -1)] as [(Float, Float)] {
      #expect(circle.count { $0.x * signs.0 > 0 && $0.y * signs.1 > 0 } > 60)
    }
  }

  @Test func `without noise moons are half circles around their middles`() {
    for point in points(Toys.moons(count: 200, noise: 0, seed: 3)) {
      let middle: (Float, Float) = point.label == 0 ? (-0.5, -0.25) : (0.5, 0.25)
      let right = point.x - middle.0
      let up = point.y - middle.1
      #expect(abs((right * right + up * up).squareRoot() - 1) < 1e-6)
      #expect(point.label == 0 ? up >= 0 : up <= 0)
    }
  }

  @Test func `the two arms of a spiral are mirrored at the origin`() {
    let spiral = points(Toys.spirals(count: 2000, turns: 0.25, noise: 0, seed: 3))
    for point in spiral {
      // A quarter turn keeps arm 0 in the first quadrant and arm 1 in the third.
      #expect(point.label == 0 ? point.x >= 0 && point.y >= 0 : point.x <= 0 && point.y <= 0)
    }
    #expect(Toys.spirals(count: 9, arms: 3, seed: 1).classCounts == [3, 3, 3])
  }
}
