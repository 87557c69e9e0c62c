import FledgeCharts
import Foundation
import Testing

struct NumberTextTests {
  @Test func `two and a half rounds to the even neighbour, and the binary value decides what is a tie`() {
    #expect(NumberText.fixed(2.5, decimals: 0) == "2")
    #expect(NumberText.fixed(3.5, decimals: 0) == "4")
    #expect(NumberText.fixed(0.125, decimals: 2) == "0.12")
    // The double nearest to 2.675 is below it.
    #expect(NumberText.fixed(2.675, decimals: 2) == "2.67")
    #expect(NumberText.fixed(0.9999, decimals: 2) == "1.00")
    #expect(NumberText.fixed(-0.001, decimals: 2) == "0.00")
    #expect(NumberText.fixed(-1.5, decimals: 1) == "−1.5")
    #expect(NumberText.fixed(60_000, decimals: 0) == "60\u{202F}000")
    #expect(NumberText.fixed(5923, decimals: 0) == "5923")
  }

  @Test func `rounding agrees with the C library on thousands of numbers`() {
    var noise = ExampleNoise(seed: 99)
    for index in 0..<4000 {
      let value = abs(noise.next()) * NumberText.powerOfTen(index % 9 - 6)
      for decimals in [0, 1, 3, 7] {
        let expected = String(format: "%.\(decimals)f", value)
        let found = NumberText.fixed(value, decimals: decimals)
        #expect(found == expected || found.contains("\u{202F}"), "\(value)")
      }
    }
  }

  @Test func `the expansion is exact for the largest and smallest doubles`() {
    #expect(DecimalExpansion(.greatestFiniteMagnitude).digits.count == 309)
    #expect(DecimalExpansion(.leastNonzeroMagnitude).pointPosition == -323)
    #expect(DecimalExpansion(1024).digits == [1, 0, 2, 4])
    #expect(DecimalExpansion(0.5).digits == [5])
  }

  @Test func `significant digits, powers of ten, percent and SI prefixes`() {
    #expect(NumberText.significant(0.034_567) == "0.0346")
    #expect(NumberText.significant(97.0) == "97")
    #expect(NumberText.significant(1e-7) == "10⁻⁷")
    #expect(NumberText.significant(-2.5e8) == "−2.5×10⁸")
    #expect(NumberText.scientific(9.999e5, digits: 2) == "10⁶")
    #expect(NumberText.percent(0.1234) == "12.3\u{202F}%")
    #expect(NumberText.si(20_000) == "20\u{202F}k")
    #expect(NumberText.si(0.0015) == "1.5\u{202F}m")
    #expect(NumberText.si(999_999) == "1\u{202F}M")
    #expect(NumberText.si(12) == "12")
    #expect(NumberText.fixed(.nan, decimals: 2) == "not a number")
    #expect(NumberText.fixed(-.infinity, decimals: 2) == "−∞")
  }

  @Test func `numbers in CSV read back as the same double`() {
    var noise = ExampleNoise(seed: 5)
    for _ in 0..<500 {
      let value = noise.next() * 1e-3
      #expect(Double(CSV.number(value)) == value)
    }
    #expect(CSV.number(3.0) == "3")
  }

  @Test(arguments: [
    (0.1, "0.1"), (Double(Float(0.1)), "0.1"), (1 / 3.0, "0.3333333333333333"), (-2.0, "-2"), (0.0, "0"),
    (1e-7, "1e-07"),
  ])
  func `a field of CSV is the shortest text that reads back`(value: Double, text: String) {
    #expect(CSV.number(value) == text)
  }

  @Test(arguments: [
    (0.123_456, "0.1235"), (-0.000_123_46, "-0.0001235"), (9.999_96, "10"), (12_345.6, "12350"), (0.0, "0"), (1.0, "1"),
    (Double.nan, "nan"),
  ])
  func `a pixel in CSV has four digits`(value: Double, text: String) {
    #expect(CSV.number(value, digits: 4) == text)
  }
}
