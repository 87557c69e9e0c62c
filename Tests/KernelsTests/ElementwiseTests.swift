import FledgeKernels
import Testing

@Test func `three elements on paper`() {
  let (a, b): ([Float], [Float]) = ([1, 2, 3], [10, -20, 30])
  #expect(guarded(count: 3) { add(a.span, b.span, into: &$0) } == [11, -18, 33])
  #expect(guarded(count: 3) { subtract(a.span, b.span, into: &$0) } == [-9, 22, -27])
  #expect(guarded(count: 3) { multiplyElements(a.span, b.span, into: &$0) } == [10, -40, 90])
  #expect(guarded(b) { addScaled(a.span, by: 2, to: &$0) } == [12, -16, 36])
  #expect(guarded(b) { scale(&$0, by: 0.5) } == [5, -10, 15])
  #expect(guarded(count: 3) { scaleAndShift(a.span, factor: 2, shift: 1, into: &$0) } == [3, 5, 7])
  #expect(guarded(b) { clip(&$0, to: 15) } == [10, -15, 15])
  #expect(guarded(count: 3) { fill(&$0, with: 7) } == [7, 7, 7])
  #expect(guarded(count: 3) { copy(a.span, into: &$0) } == a)
}

@Test func `every length up to 40 is done to the last element and no further`() {
  for count in 0...40 {
    let (a, b) = (values(count), values(count, seed: 2))
    #expect(
      onEveryTeam { t in guarded(count: count) { add(a.span, b.span, into: &$0, threads: t) } } == zip(a, b).map(+))
    #expect(
      onEveryTeam { t in guarded(count: count) { subtract(a.span, b.span, into: &$0, threads: t) } } == zip(a, b).map(-)
    )
    #expect(
      onEveryTeam { t in guarded(count: count) { multiplyElements(a.span, b.span, into: &$0, threads: t) } }
        == zip(a, b).map(*))
    #expect(
      onEveryTeam { t in guarded(b) { addScaled(a.span, by: 0.3, to: &$0, threads: t) } }
        == zip(a, b).map { $1.addingProduct(0.3, $0) })
    #expect(onEveryTeam { t in guarded(b) { scale(&$0, by: 0.3, threads: t) } } == b.map { 0.3 * $0 })
    #expect(onEveryTeam { t in guarded(b) { clip(&$0, to: 0.4, threads: t) } } == b.map { max(-0.4, min(0.4, $0)) })
    #expect(
      onEveryTeam { t in guarded(count: count) { fill(&$0, with: 2, threads: t) } }
        == [Float](repeating: 2, count: count))
    #expect(
      onEveryTeam { t in guarded(count: count) { scaleAndShift(a.span, factor: 3, shift: 0.1, into: &$0, threads: t) } }
        == a.map { Float(0.1).addingProduct($0, 3) })
  }
}

@Test func `clipping leaves a NaN where it is`() {
  #expect(guarded([.nan, .infinity]) { clip(&$0, to: 1) }[0].isNaN)
}

@Test func `a long addition is shared among threads without a gap`() {
  let a = values(100_003)
  let sum = onEveryTeam { t in guarded(count: a.count) { add(a.span, a.span, into: &$0, threads: t) } }
  #expect(sum == a.map { $0 + $0 })
}
