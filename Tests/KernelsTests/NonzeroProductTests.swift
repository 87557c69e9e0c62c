import FledgeKernels
import Testing

/// Numbers of which about one in `every` is not 0.
private func sparse(_ count: Int, every: Int, seed: UInt64 = 1) -> [Float] {
  zip(values(count, seed: seed), values(count, seed: seed + 100)).map { value, chance in
    chance + 1 < 2 / Float(every) ? value : 0
  }
}

/// Batches, inputs and outputs around the boundaries of words, tiles, panels and blocks of panels.
private let shapes =
  [1, 3, 7, 33].flatMap { rows in
    [1, 5, 63, 64, 65].flatMap { inner in [1, 15, 16, 17, 31, 32, 33, 70].map { (rows, inner, $0) } }
  } + [(70, 130, 40), (129, 30, 64), (16, 784, 10), (53, 100, 135), (20, 1, 140), (130, 70, 200), (9, 200, 260)]

private func bits(_ x: [Float], rows: Int, inner: Int, alike: Bool, _ threads: ThreadPool) -> ZeroMask {
  let found = ZeroMask(capacity: rows + 3, columns: inner, neighborsAreAlike: alike)
  found.find(in: x.span, rows: rows, threads: threads)
  found.transpose(threads: threads)
  return found
}

/// Compares a sparse product with the zero mask of `x` `[rows, columns]` with the bits of the dense one.
private func expectSameBits(
  _ x: [Float], rows: Int, columns: Int, alike: Bool = false, _ comment: Comment,
  sourceLocation: SourceLocation = #_sourceLocation, _ product: (ZeroMask?, ThreadPool) -> [Float]
) {
  let known = onEveryTeam { product(bits(x, rows: rows, inner: columns, alike: alike, $0), $0) }
  let unknown = onEveryTeam { product(nil, $0) }
  #expect(haveSameBits(known, unknown), comment, sourceLocation: sourceLocation)
}

@Test(arguments: [1, 2, 6, 1000])
func `a forward product without its zeros has the same bits`(every: Int) {
  for (rows, inner, columns) in shapes {
    let (x, bias) = (sparse(rows * inner, every: every), values(columns, seed: 3))
    let w = inPanels(values(inner * columns, seed: 2), inner, columns)
    expectSameBits(x, rows: rows, columns: inner, "\(rows) × \(inner) × \(columns)") { zeroMask, threads in
      guarded(count: rows * columns) {
        denseForward(
          x.span, w.span, bias: bias.span, activation: .relu, into: &$0, rows: rows, inner: inner, columns: columns,
          zeroMask: zeroMask, threads: threads)
      }
    }
  }
}

@Test(arguments: [1, 2, 6, 1000], [false, true])
func `a weight gradient without its zeros has the same bits`(every: Int, alike: Bool) {
  for (rows, inner, columns) in shapes {
    let (x, dy) = (sparse(rows * inner, every: every), values(rows * columns, seed: 2))
    expectSameBits(x, rows: rows, columns: inner, alike: alike, "\(rows) × \(inner) × \(columns)") {
      zeroMask, threads in
      guarded(count: inner * columns) {
        var db = MutableSpan<Float>()
        denseWeightGradient(
          x.span, dy.span, into: &$0, bias: &db, rows: rows, inner: inner, columns: columns, zeroMask: zeroMask,
          threads: threads)
      }
    }
  }
}

@Test(arguments: [1, 2, 6, 1000])
func `an input gradient without zeros has the same bits`(every: Int) {
  for (rows, inner, columns) in shapes {
    let (x, dy) = (sparse(rows * inner, every: 2, seed: 4), sparse(rows * columns, every: every))
    let w = inPanels(values(inner * columns, seed: 2), inner, columns)
    expectSameBits(dy, rows: rows, columns: columns, "\(rows) × \(inner) × \(columns)") { zeroMask, threads in
      guarded(count: rows * inner) {
        denseInputGradient(
          dy.span, w.span, derivative: ActivationDerivative(.relu), x: x.span, into: &$0, rows: rows, inner: inner,
          columns: columns,
          zeroMask: zeroMask, threads: threads)
      }
    }
  }
}

@Test(arguments: [0, 1, 2, 3])
func `an input gradient has the same bits where ReLU is closed for one panel of a block`(closed: Int) {
  let (rows, inner, columns) = (9, 200, 70)
  var x = values(rows * inner, seed: 4)
  for position in x.indices where position % inner / 32 % 4 == closed { x[position] = 0 }
  let (dy, w) = (sparse(rows * columns, every: 3), inPanels(values(inner * columns, seed: 2), inner, columns))
  expectSameBits(dy, rows: rows, columns: columns, "panel \(closed)") { zeroMask, threads in
    guarded(count: rows * inner) {
      denseInputGradient(
        dy.span, w.span, derivative: ActivationDerivative(.relu), x: x.span, into: &$0, rows: rows, inner: inner,
        columns: columns,
        zeroMask: zeroMask, threads: threads)
    }
  }
}

@Test func `the share that is not 0 is counted, and -0 counts as 0, NaN does not`() {
  let x: [Float] = [0, -0.0, 1, .nan, -2, 0, 0, .leastNonzeroMagnitude]
  withEveryTeam { pools in
    for threads in pools {
      #expect(bits(x, rows: 2, inner: 4, alike: false, threads).density == 0.5)
      #expect(bits(x, rows: 2, inner: 4, alike: false, threads).ifWorthwhile != nil)
      #expect(bits([1, 2, 3, 0], rows: 1, inner: 4, alike: true, threads).ifWorthwhile == nil)
    }
  }
}

/// The weight gradient that skips the zeros of `x`, the same on every thread pool.
private func weightGradient(_ x: [Float], _ dy: [Float], rows: Int, inner: Int, columns: Int, alike: Bool) -> [Float] {
  onEveryTeam { threads in
    let zeroMask = bits(x, rows: rows, inner: inner, alike: alike, threads)
    return guarded(count: inner * columns) {
      var db = MutableSpan<Float>()
      denseWeightGradient(
        x.span, dy.span, into: &$0, bias: &db, rows: rows, inner: inner, columns: columns, zeroMask: zeroMask,
        threads: threads)
    }
  }
}

/// The forward product that skips the zeros of `x`, the same on every thread pool.
private func forward(_ x: [Float], _ w: [Float], rows: Int, inner: Int, columns: Int, alike: Bool) -> [Float] {
  onEveryTeam { threads in
    let zeroMask = bits(x, rows: rows, inner: inner, alike: alike, threads)
    return guarded(count: rows * columns) {
      denseForward(
        x.span, w.span, bias: Span(), activation: nil, into: &$0, rows: rows, inner: inner, columns: columns,
        zeroMask: zeroMask, threads: threads)
    }
  }
}

@Test(arguments: [3, 40], [33, 64, 200])
func `an infinite factor meets no zero, with rows together or apart, on any threads`(rows: Int, columns: Int) {
  let inner = 50
  let x = sparse(rows * inner, every: 5)
  var dy = values(rows * columns, seed: 2)
  var w = values(inner * columns, seed: 3)
  for position in stride(from: 0, to: dy.count, by: 7) { dy[position] = .infinity }
  for position in stride(from: 0, to: w.count, by: 37) { w[position] = -.infinity }
  let gradients = [false, true].map { weightGradient(x, dy, rows: rows, inner: inner, columns: columns, alike: $0) }
  #expect(haveSameBits(gradients[0], gradients[1]))
  #expect(gradients[0].contains { $0.isFinite } && gradients[0].contains { !$0.isFinite })
  let outputs = [false, true].map { forward(x.map(abs), w, rows: rows, inner: inner, columns: columns, alike: $0) }
  #expect(haveSameBits(outputs[0], outputs[1]))
  #expect(outputs[0].contains { $0.isFinite } && !outputs[0].contains { $0.isNaN })
}

@Test func `products that round to -0 add up to 0, with rows together or apart, on any threads`() {
  let (rows, inner, columns) = (40, 50, 64)
  let x = sparse(rows * inner, every: 5).map { abs($0) / 4 }
  let tiny = [Float](repeating: -.leastNonzeroMagnitude, count: max(rows, inner) * columns)
  for alike in [false, true] {
    let gradient = weightGradient(
      x, Array(tiny[..<(rows * columns)]), rows: rows, inner: inner, columns: columns, alike: alike)
    let output = forward(x, Array(tiny[..<(inner * columns)]), rows: rows, inner: inner, columns: columns, alike: alike)
    #expect((gradient + output).allSatisfy { $0 == 0 && $0.sign == .plus })
  }
}
