import FledgeDatasets
import Testing

struct DigitPreparationTests {
  @Test func `a bar fills the box from top to bottom, its middle in the middle pixel`() {
    var ink = [Float](repeating: 0, count: 100 * 60)
    for row in 10..<50 { for column in 20..<24 { ink[row * 60 + column] = 1 } }
    let digit = prepare(ink, width: 60, height: 100)
    // 40 rows become 20, four columns two: 28 rows have their middle between pixels 13 and 14, so does MNIST's rule 14.
    for row in 0..<28 {
      for column in 0..<28 {
        let isInk = (4..<24).contains(row) && (13..<15).contains(column)
        let expected: UInt8 = isInk ? 255 : 0
        #expect(digit[row * 28 + column] == expected, "\(row), \(column)")
      }
    }
  }

  @Test func `a pixel that ink covers by a half is half grey`() {
    var ink = [Float](repeating: 0, count: 40 * 40)
    for row in 0..<40 { for column in 0..<3 { ink[row * 40 + column] = 0.2 } }
    let digit = prepare(ink, width: 40, height: 40)
    let row: [UInt8] = (0..<28).map { digit[10 * 28 + $0] }
    #expect(row.filter { $0 > 0 } == [255, 128])
  }

  @Test(arguments: [(30, 30), (280, 280), (7, 300), (300, 7), (1, 1), (2, 50)])
  func `the box is 20 long and the mass in the middle, whatever the size`(width: Int, height: Int) throws {
    let ink = scribble(width: width, height: height)
    let digit = prepare(ink, width: width, height: height)
    let rows = (0..<28).map { row in (0..<28).reduce(0) { $0 + Int(digit[row * 28 + $1]) } }
    let columns = (0..<28).map { column in (0..<28).reduce(0) { $0 + Int(digit[$1 * 28 + column]) } }
    func extent(_ sums: [Int]) throws -> Int {
      try #require(sums.lastIndex { $0 > 0 }) - #require(sums.firstIndex { $0 > 0 }) + 1
    }
    func middle(_ sums: [Int]) -> Double {
      var moment = 0
      for index in sums.indices { moment += (2 * index + 1) * sums[index] }
      return Double(moment) / Double(2 * sums.reduce(0, +))
    }
    let longest = try max(extent(rows), extent(columns))
    #expect(longest == 20)
    for sums in [rows, columns] {
      let place = middle(sums)
      #expect((13.9...15.1).contains(place))
    }
  }

  @Test func `the unit of the ink does not matter, and neither do a border and what is no number`() {
    let ink = scribble(width: 50, height: 40)
    let expected = prepare(ink, width: 50, height: 40)
    #expect(prepare(ink.map { $0 * 256 }, width: 50, height: 40) == expected)
    var wide = [Float](repeating: 0, count: 64 * 46)
    for row in 0..<40 { for column in 0..<50 { wide[(row + 5) * 64 + column + 9] = ink[row * 50 + column] } }
    #expect(prepare(wide, width: 64, height: 46) == expected)
    (wide[0], wide[1]) = (-.infinity, .nan)
    #expect(prepare(wide, width: 64, height: 46) == expected)
  }

  @Test func `nothing drawn gives nothing`() {
    let blank = [UInt8](repeating: 0, count: 784)
    #expect(prepare([Float](repeating: 0, count: 100), width: 10, height: 10) == blank)
    #expect(prepare([], width: 0, height: 0) == blank)
    #expect(prepare([.nan, -1], width: 2, height: 1) == blank)
    #expect(prepare([.infinity, 1], width: 2, height: 1) == blank)
  }

  @Test func `other sides have the same share of the picture`() {
    var digit = [UInt8](repeating: 7, count: 64)
    var span = digit.mutableSpan
    let ink = [Float](repeating: 1, count: 9)
    DigitPreparation.prepare(ink.span, width: 3, height: 3, into: &span, side: 8)
    #expect(DigitPreparation.box(side: 28) == 20)
    #expect(digit.count { $0 == 255 } == 36)
  }

  private func prepare(_ ink: [Float], width: Int, height: Int) -> [UInt8] {
    var digit = [UInt8](repeating: 1, count: 784)
    var span = digit.mutableSpan
    DigitPreparation.prepare(ink.span, width: width, height: height, into: &span)
    return digit
  }

  /// Ink of every strength that reaches all four sides.
  private func scribble(width: Int, height: Int) -> [Float] {
    (0..<width * height).map { index in
      let (row, column) = (index / width, index % width)
      let isStroke = row * width / height == column || row == 0 || row == height - 1 || column == width - 1
      return isStroke ? 0.5 + Float(index % 7) / 16 : 0
    }
  }
}
