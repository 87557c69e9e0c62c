import FledgeDatasets
import FledgeInspection
import FledgeKernels
import FledgeTensors
import Testing

/// Blocks of pixels, which are shuffled where a network was trained on pictures.
struct PixelBlockTests {
  @Test func `three rows of five pixels in blocks of two`() {
    let blocks = PixelBlock.columns(ofShape: [3, 5], side: 2)
    #expect(
      blocks.map(\.name) == [
        "rows 1–2, columns 1–2", "rows 1–2, columns 3–4", "rows 1–2, columns 5", "rows 3, columns 1–2",
        "rows 3, columns 3–4", "rows 3, columns 5",
      ])
    #expect(blocks.map(\.features) == [[0, 1, 5, 6], [2, 3, 7, 8], [4, 9], [10, 11], [12, 13], [14]])
  }

  @Test(arguments: [
    ([28, 28], 4, 49), ([3, 6, 4], 4, 2), ([1, 7, 7], 7, 1), ([2, 3, 4, 5], 1, 20), ([9, 2], 5, 2),
  ])
  func `each feature is in one block, in all channels`(shape: [Int], side: Int, count: Int) {
    let blocks = PixelBlock.columns(ofShape: shape, side: side)
    #expect(blocks.count == count)
    #expect(blocks.flatMap(\.features).sorted() == Array(0..<shape.reduce(1, *)))
  }

  @Test func `the block that a network reads is important, all others are exactly not`() throws {
    let count = 200
    let pictures = (0..<36).map { uniform(count, column: $0) }
    let examples = table(pictures)
    let blocks = PixelBlock.columns(ofShape: [6, 6], side: 3)
    let rows = InspectedRows(examples, columns: blocks)
    // The network adds the pixels of the block at the top right.
    let read = [3, 4, 5, 9, 10, 11, 15, 16, 17]
    func sum(_ row: Int) -> Double { read.reduce(0.0) { $0 + Double(pictures[$1][row]) } }
    let found = try PermutationImportance(
      rows, answers: .labels((0..<count).map { sum($0) > 0 ? 1 : 0 }, classes: 2), permutations: 4, seed: 1
    ) { inputs in
      (0..<count).flatMap { row -> [Double] in [0, read.reduce(0.0) { $0 + Double(inputs.elements[row * 36 + $1]) }] }
    }
    #expect(found.baseline == [1])
    for (block, estimates) in zip(blocks, found.estimates) {
      if block.name == "rows 1–3, columns 4–6" {
        #expect(abs(estimates[0].mean - 0.5) < 0.1)
      } else {
        #expect(estimates[0].mean == 0)
      }
    }
  }
}
