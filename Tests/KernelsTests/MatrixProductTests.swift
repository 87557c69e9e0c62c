import FledgeKernels
import Testing

/// x [rows, inner] times w [inner, columns], each element one chain of fused multiply-adds.
private func chain(
  _ rows: Int, _ steps: Int, _ columns: Int, start: [Float]? = nil, bias: [Float] = [], _ a: (Int, Int) -> Float,
  _ b: (Int, Int) -> Float
) -> [Float] {
  var result = [Float](repeating: 0, count: rows * columns)
  for row in 0..<rows {
    for column in 0..<columns {
      var sum = start?[row * columns + column] ?? 0
      for step in 0..<steps { sum = sum.addingProduct(a(row, step), b(step, column)) }
      result[row * columns + column] = bias.isEmpty ? sum : sum + bias[column]
    }
  }
  return result
}

/// A row-major matrix [rows, columns] in panels.
func inPanels(_ matrix: [Float], _ rows: Int, _ columns: Int) -> [Float] {
  var result = matrix
  for row in 0..<rows {
    for column in 0..<columns {
      result[Panels.offset(row: row, column: column, rows: rows, columns: columns)] = matrix[row * columns + column]
    }
  }
  return result
}

private let sizes = [1, 2, 3, 5, 8, 17, 33]
private let shapes = sizes.flatMap { m in sizes.flatMap { k in sizes.map { (m, k, $0) } } }
private let largeShapes = [(65, 130, 97), (12, 300, 64), (128, 40, 10), (8, 64, 100)]

@Test func `a two by two product done on paper`() {
  // [1 2; 3 4] · [5 6; 7 8] + [10 20]
  let y = onEveryTeam { threads in
    guarded(count: 4) {
      multiply(
        [1, 2, 3, 4].span, [5, 6, 7, 8].span, bias: [10, 20].span, into: &$0, rows: 2, inner: 2, columns: 2,
        threads: threads)
    }
  }
  #expect(y == [29, 42, 53, 70])
}

@Test(arguments: [MatrixLayout.panels, .rowMajor])
func `x times w is one chain of fused multiply-adds in order`(layout: MatrixLayout) {
  for (m, k, n) in shapes + largeShapes {
    let (x, w, bias) = (values(m * k), values(k * n, seed: 2), values(n, seed: 3))
    let stored = layout == .panels ? inPanels(w, k, n) : w
    let y = onEveryTeam { threads in
      guarded(count: m * n) {
        multiply(
          x.span, stored.span, bias: bias.span, into: &$0, rows: m, inner: k, columns: n, layout: layout,
          threads: threads)
      }
    }
    let expected = chain(m, k, n, bias: bias) {
      x[$0 * k + $1]
    } _: {
      w[$0 * n + $1]
    }
    #expect(haveSameBits(y, expected), "\(m) × \(k) × \(n)")
  }
}

@Test(arguments: [MatrixLayout.panels, .rowMajor])
func `the weight gradient goes on from what is there`(layout: MatrixLayout) {
  for (m, k, n) in shapes + largeShapes {
    let (x, dy, start) = (values(m * k), values(m * n, seed: 2), values(k * n, seed: 3))
    for accumulate in [false, true] {
      let dw = onEveryTeam { threads in
        guarded(layout == .panels ? inPanels(start, k, n) : start) {
          multiplyTransposedLeft(
            x.span, dy.span, into: &$0, accumulate: accumulate, rows: m, inner: k, columns: n, layout: layout,
            threads: threads)
        }
      }
      let expected = chain(k, m, n, start: accumulate ? start : nil) {
        x[$1 * k + $0]
      } _: {
        dy[$0 * n + $1]
      }
      #expect(haveSameBits(dw, layout == .panels ? inPanels(expected, k, n) : expected), "\(m) × \(k) × \(n)")
    }
  }
}

@Test(arguments: [MatrixLayout.panels, .rowMajor])
func `the input gradient runs over columns in order`(layout: MatrixLayout) {
  for (m, k, n) in shapes + largeShapes {
    let (dy, w, bias) = (values(m * n), values(k * n, seed: 2), values(k, seed: 3))
    let stored = layout == .panels ? inPanels(w, k, n) : w
    let dx = onEveryTeam { threads in
      guarded(count: m * k) {
        multiplyTransposedRight(
          dy.span, stored.span, bias: bias.span, into: &$0, rows: m, inner: k, columns: n, layout: layout,
          threads: threads)
      }
    }
    let expected = chain(m, n, k, bias: bias) {
      dy[$0 * n + $1]
    } _: {
      w[$1 * n + $0]
    }
    #expect(haveSameBits(dx, expected), "\(m) × \(k) × \(n)")
  }
}

@Test func `products are near the double-precision sum`() {
  let (m, k, n) = (13, 500, 35)
  let (x, w) = (values(m * k), values(k * n, seed: 2))
  let y = guarded(count: m * n) {
    multiply(x.span, w.span, into: &$0, rows: m, inner: k, columns: n, layout: .rowMajor)
  }
  for row in 0..<m {
    for column in 0..<n {
      let terms = (0..<k).map { Double(x[row * k + $0]) * Double(w[$0 * n + column]) }
      let size = terms.reduce(0) { $0 + abs($1) }
      #expect(abs(Double(y[row * n + column]) - terms.reduce(0, +)) <= 1e-5 * size)
    }
  }
}

@Test func `two half batches give the weight gradient of the whole`() {
  let (m, k, n) = (20, 33, 40)
  let (x, dy) = (values(m * k), values(m * n, seed: 2))
  let whole = guarded(count: k * n) {
    multiplyTransposedLeft(x.span, dy.span, into: &$0, accumulate: false, rows: m, inner: k, columns: n)
  }
  let halves = guarded(count: k * n) {
    for half in 0..<2 {
      multiplyTransposedLeft(
        x.span.extracting(half * 10 * k..<(half + 1) * 10 * k), dy.span.extracting(half * 10 * n..<(half + 1) * 10 * n),
        into: &$0, accumulate: half == 1, rows: 10, inner: k, columns: n)
    }
  }
  #expect(haveSameBits(whole, halves))
}

@Test func `an empty sum is the bias, and empty matrices are left alone`() {
  let y = guarded(count: 6) {
    multiply(Span(), Span(), bias: [1, 2, 3].span, into: &$0, rows: 2, inner: 0, columns: 3)
  }
  #expect(y == [1, 2, 3, 1, 2, 3])
  _ = guarded(count: 0) { multiply(Span(), [1, 2].span, into: &$0, rows: 0, inner: 1, columns: 2) }
}

@Test func `panels of a 2 by 33 matrix have a narrow last one`() {
  #expect(Panels.offset(row: 1, column: 0, rows: 2, columns: 33) == 32)
  #expect(Panels.offset(row: 0, column: 32, rows: 2, columns: 33) == 64)
  #expect(Panels.offset(row: 1, column: 32, rows: 2, columns: 33) == 65)
}

@Test func `packing and unpacking a PyTorch weight is a round trip`() {
  for (inputs, outputs) in [(1, 1), (3, 40), (50, 32), (7, 65)] {
    let weight = values(inputs * outputs)
    let packed = guarded(count: weight.count) { Panels.pack(weight.span, into: &$0, rows: inputs, columns: outputs) }
    let back = guarded(count: weight.count) { Panels.unpack(packed.span, into: &$0, rows: inputs, columns: outputs) }
    #expect(back == weight)
    let position = Panels.offset(row: inputs - 1, column: outputs / 2, rows: inputs, columns: outputs)
    #expect(packed[position] == weight[outputs / 2 * inputs + inputs - 1])
  }
}
