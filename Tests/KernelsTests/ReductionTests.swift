import FledgeKernels
import Testing

@Test func `three numbers on paper`() {
  #expect(sum([1, 2, 4].span) == 7)
  #expect(sumOfSquares([1, 2, 4].span) == 21)
  #expect(dot([1, 2, 4].span, [1, 10, 100].span) == 421)
  #expect(squaredDistance([1, 2, 4].span, [0, 4, 4].span) == 5)
  #expect(largestMagnitude([1, -7, 4].span) == 7)
  #expect(sum(Span()) == 0 && largestMagnitude(Span()) == 0)
}

@Test func `sums are right for every short length and the same on every threads`() {
  for count in Array(0...40) + [4096, 4097, 9000, 70_001] {
    let (x, y) = (values(count), values(count, seed: 2))
    let found = withEveryTeam { pools in
      pools.map { threads in
        [
          sum(x.span, threads: threads), sumOfSquares(x.span, threads: threads), dot(x.span, y.span, threads: threads),
          squaredDistance(x.span, y.span, threads: threads),
        ]
      }
    }
    #expect(found.allSatisfy { $0 == found[0] })
    let expected = zip(x, y).reduce(into: [0.0, 0, 0, 0]) { sums, pair in
      let (x, y) = (Double(pair.0), Double(pair.1))
      sums[0] += x
      sums[1] += x * x
      sums[2] += x * y
      sums[3] += (x - y) * (x - y)
    }
    for (a, b) in zip(found[0], expected) { #expect(abs(a - b) <= 1e-6 * Double(max(count, 1))) }
    let largest = x.map { abs($0) }.max() ?? 0
    for threads in makeEveryTeam() { #expect(largestMagnitude(x.span, threads: threads) == largest) }
  }
}

@Test func `the first value that is not finite is found wherever it is`() {
  for count in [1, 5, 16, 17, 1030, 3000] {
    for threads in makeEveryTeam() {
      #expect(firstNonFinite(values(count).span, threads: threads) == nil)
      for position in Set([0, count / 2, count - 1]) {
        for wrong in [Float.nan, .infinity, -.infinity] {
          var x = values(count)
          x[position] = wrong
          #expect(firstNonFinite(x.span, threads: threads) == position)
          x[count - 1] = .nan
          #expect(firstNonFinite(x.span, threads: threads) == position)
        }
      }
    }
  }
}

@Test func `the largest magnitude does not hide a NaN`() {
  for threads in makeEveryTeam() {
    #expect(largestMagnitude([1, .nan, 3].span, threads: threads).isNaN)
    #expect(largestMagnitude([1, -.infinity, 3].span, threads: threads) == .infinity)
  }
}
