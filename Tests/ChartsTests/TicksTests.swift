import FledgeCharts
import Foundation
import TestSupport
import Testing

struct TicksTests {
  @Test func `nought to one with six ticks is marked at every fifth`() {
    let ticks = Ticks(0...1, axis: ChartAxis("x"), target: 6)
    #expect(ticks.labels == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(ticks.values == [0, 0.2, 0.4, 0.6, 0.8, 1])
  }

  @Test func `formats give whole epochs, percentages and prefixes`() {
    #expect(Ticks(1...3, axis: ChartAxis("x", format: .integer), target: 9).labels == ["1", "2", "3"])
    #expect(
      Ticks(0.94...0.98, axis: ChartAxis("x", format: .percent), target: 5).labels
        == [94, 95, 96, 97, 98].map {
          "\($0)\u{202F}%"
        })
    #expect(
      Ticks(0...40_000, axis: ChartAxis("x", format: .si), target: 3).labels == ["0", "20\u{202F}k", "40\u{202F}k"])
    #expect(Ticks(-0.5...0.5, axis: ChartAxis("x"), target: 3).labels == ["−0.5", "0.0", "0.5"])
  }

  @Test func `ticks of any range are round, even, within the range and neither too many nor too few`() {
    var noise = ExampleNoise(seed: 17)
    for index in 0..<2000 {
      let size = NumberText.powerOfTen(index % 25 - 12)
      let low = noise.next() * size
      let high = low + (abs(noise.next()) + 0.01) * size
      let target = 3 + index % 8
      let ticks = Ticks(low...high, axis: ChartAxis("x"), target: target)
      #expect(ticks.values.count <= target && ticks.values.count * 5 >= target, "\(low)...\(high): \(ticks.values)")
      #expect(ticks.values.allSatisfy { $0 >= low - size * 1e-7 && $0 <= high + size * 1e-7 })
      #expect(Set(ticks.labels).count == ticks.labels.count, "\(ticks.labels)")
      guard ticks.values.count > 1 else { continue }
      let steps = zip(ticks.values, ticks.values.dropFirst()).map { $1 - $0 }
      let step = steps[0]
      #expect(steps.allSatisfy { abs($0 - step) < step * 1e-6 })
      let mantissa = step / NumberText.powerOfTen(Logarithm.floorBase10(step * 1.000_001))
      #expect([1, 2, 5].contains { abs(mantissa - $0) < 1e-5 }, "step \(step)")
    }
  }

  @Test func `a log axis marks powers of ten, or finer values where there are few`() {
    let axis = ChartAxis("x", scale: .logarithmic)
    #expect(Ticks(1e-3...1e1, axis: axis, target: 8).labels == ["0.001", "0.01", "0.1", "1", "10"])
    #expect(Ticks(1e-6...1e-2, axis: axis, target: 8).labels == ["10⁻⁶", "10⁻⁵", "10⁻⁴", "10⁻³", "10⁻²"])
    #expect(Ticks(1...12, axis: axis, target: 8).labels == ["1", "2", "5", "10"])
    #expect(Ticks(0.3...0.4, axis: axis, target: 6).values.count >= 2)
    #expect(Ticks(1...12, axis: axis, target: 8).minor == [3, 4, 6, 7, 8, 9])
    #expect(Ticks(1e-30...1e30, axis: axis, target: 7).values.count <= 7)
  }

  @Test func `the logarithm agrees with the C library to a few units in the last position`() {
    var value = 1e-300
    while value < 1e300 {
      #expect(abs(Logarithm.base10(value) - log10(value)) <= 8e-16 * max(1, abs(log10(value))))
      value *= 1.7
    }
    for exponent in -300...300 {
      #expect(Logarithm.floorBase10(NumberText.powerOfTen(exponent)) == exponent)
    }
  }
}
