import FledgeKernels
import Testing

@Test func `rows of bytes are picked, scaled and shifted`() {
  let source: [UInt8] = [0, 1, 2, 253, 254, 255]
  let picked = guarded(count: 9) {
    gatherBytes(source: source.span, rowLength: 3, indices: [1, 0, 1].span, scale: 2, shift: 1, into: &$0)
  }
  #expect(picked == [507, 509, 511, 1, 3, 5, 507, 509, 511])
}

@Test func `every row length up to 40 is gathered whole`() {
  for length in 1...40 {
    let bytes = (0..<length * 7).map { UInt8(truncatingIfNeeded: $0 * 37) }
    let indices: [Int32] = [6, 0, 3, 3, 5]
    let found = onEveryTeam { threads in
      guarded(count: 5 * length) {
        gatherBytes(
          source: bytes.span, rowLength: length, indices: indices.span, scale: 1 / 255, shift: -0.5, into: &$0,
          threads: threads)
      }
    }
    let picked = indices.flatMap { (row: Int32) -> [Float] in
      bytes[Int(row) * length..<(Int(row) + 1) * length].map { Float($0) }
    }
    let expected = picked.map { (level: Float) -> Float in Float(-0.5).addingProduct(level, 1 / 255) }
    #expect(found == expected)
    let floats = values(length * 7)
    let rows = onEveryTeam { threads in
      guarded(count: 5 * length) {
        gatherFloats(source: floats.span, rowLength: length, indices: indices.span, into: &$0, threads: threads)
      }
    }
    let expectedRows = indices.flatMap { (row: Int32) -> ArraySlice<Float> in
      floats[Int(row) * length..<(Int(row) + 1) * length]
    }
    #expect(rows == expectedRows)
  }
}

@Test func `labels are picked`() {
  var labels = [Int32](repeating: 0, count: 3)
  var span = labels.mutableSpan
  gatherLabels(source: [7, 8, 9].span, indices: [2, 0, 2].span, into: &span)
  #expect(labels == [9, 7, 9])
}
