import FledgeKernels
import Foundation
import Testing

private let shapes = [(1, 1), (1, 2), (3, 5), (2, 15), (5, 16), (4, 17), (3, 40), (200, 10)]

private func softmax(_ row: [Double]) -> [Double] {
  let largest = row.max() ?? 0
  let e = row.map { exp($0 - largest) }
  return e.map { $0 / e.reduce(0, +) }
}

private func rows(_ x: [Float], _ columns: Int) -> [[Double]] {
  stride(from: 0, to: x.count, by: columns).map { x[$0..<$0 + columns].map(Double.init) }
}

@Test func `the softmax of equal scores is uniform, and that of 0 and ln 3 is a quarter and three`() {
  #expect(
    guarded(count: 4) { softmaxRows([7, 7, 7, 7].span, into: &$0, rows: 1, columns: 4) } == [0.25, 0.25, 0.25, 0.25])
  let y = guarded(count: 2) { softmaxRows([0, 1.098_612_3].span, into: &$0, rows: 1, columns: 2) }
  #expect(abs(y[0] - 0.25) < 1e-7 && abs(y[1] - 0.75) < 1e-7)
}

@Test func `softmax, its logarithm and both gradients agree with double precision`() {
  for (m, n) in shapes {
    let (x, dy) = (values(m * n, scale: 6), values(m * n, seed: 2))
    let p = rows(x, n).map(softmax)
    let y = onEveryTeam { t in guarded(count: m * n) { softmaxRows(x.span, into: &$0, rows: m, columns: n, threads: t) }
    }
    #expect(largestDifference(y, p.flatMap { $0 }) < 5e-7)
    let dx = onEveryTeam { t in
      guarded(count: m * n) {
        softmaxRowsGradient(output: y.span, outputGradient: dy.span, into: &$0, rows: m, columns: n, threads: t)
      }
    }
    let expected = zip(p, rows(dy, n)).flatMap { (p: [Double], dy: [Double]) -> [Double] in
      let common: Double = zip(p, dy).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(p, dy).map { $0 * ($1 - common) }
    }
    #expect(largestDifference(dx, expected) < 1e-6)

    let log = onEveryTeam { t in
      guarded(count: m * n) { logSoftmaxRows(x.span, into: &$0, rows: m, columns: n, threads: t) }
    }
    #expect(largestDifference(log, p.flatMap { $0.map { Foundation.log($0) } }) < 5e-7)
    let dlog = onEveryTeam { t in
      guarded(count: m * n) {
        logSoftmaxRowsGradient(output: log.span, outputGradient: dy.span, into: &$0, rows: m, columns: n, threads: t)
      }
    }
    let expectedLog = zip(p, rows(dy, n)).flatMap { (p: [Double], dy: [Double]) -> [Double] in
      let total = dy.reduce(0, +)
      return zip(p, dy).map { $1 - $0 * total }
    }
    #expect(largestDifference(dlog, expectedLog) < 2e-6)
  }
}

@Test func `scores of a thousand do not overflow, and a NaN is not hidden`() {
  let y = guarded(count: 3) { softmaxRows([1000, 0, -1000].span, into: &$0, rows: 1, columns: 3) }
  #expect(y == [1, 0, 0])
  let z = guarded(count: 3) { softmaxRows([1, .nan, 2].span, into: &$0, rows: 1, columns: 3) }
  #expect(z.allSatisfy { $0.isNaN })
}

@Test func `the largest column is the lowest of equals`() {
  let x: [Float] = [1, 3, 3, 2, 2, 2, -1, .nan, 5]
  var labels = [Int32](repeating: -1, count: 3)
  var span = labels.mutableSpan
  largestColumns(x.span, into: &span, rows: 3, columns: 3)
  #expect(labels == [1, 0, 1])
}

@Test func `column sums on paper, and added to what is there`() {
  let x: [Float] = [1, 2, 3, 4, 5, 6]
  #expect(guarded(count: 2) { columnSums(x.span, into: &$0, rows: 3, columns: 2) } == [9, 12])
  #expect(guarded([100, 200]) { columnSums(x.span, into: &$0, rows: 3, columns: 2, accumulate: true) } == [109, 212])
}

@Test func `column sums take the rows in order`() {
  for (m, n) in [(1, 1), (7, 15), (33, 16), (5, 33), (64, 100)] {
    let x = values(m * n)
    let sums = onEveryTeam { t in guarded(count: n) { columnSums(x.span, into: &$0, rows: m, columns: n, threads: t) } }
    #expect(sums == (0..<n).map { column in (0..<m).reduce(Float(0)) { $0 + x[$1 * n + column] } })
  }
}
