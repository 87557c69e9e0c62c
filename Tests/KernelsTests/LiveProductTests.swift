import FledgeKernels
import Testing

/// Batches, inputs and outputs around the boundaries of words, tiles and panels.
private let shapes =
  [1, 5, 13, 33].flatMap { rows in
    [1, 5, 32, 65].flatMap { inner in [1, 16, 17, 32, 33, 70].map { (rows, inner, $0) } }
  } + [(70, 130, 40), (129, 100, 64), (30, 300, 140)]

/// Which columns are 0 throughout: none, all, those in between, most.
private enum Dead: CaseIterable {
  case none, all, scattered, most

  func contains(_ column: Int) -> Bool {
    switch self {
    case .none: false
    case .all: true
    case .scattered: column % 5 == 0 || (column > 20 && column < 39)
    case .most: column % 37 != 3
    }
  }
}

/// An output of ReLU: a third of it is 0, and all of the dead columns.
private func activations(rows: Int, columns: Int, dead: Dead) -> [Float] {
  var x = values(rows * columns).map { $0 < -0.3 ? 0 : $0 + 0.3 }
  for position in x.indices where dead.contains(position % columns) { x[position] = position % 3 == 0 ? -0.0 : 0 }
  return x
}

private func active(_ x: [Float], rows: Int, columns: Int, _ threads: ThreadPool) -> ActiveColumns {
  let zeros = ZeroMask(capacity: rows + 3, columns: columns, neighborsAreAlike: false)
  zeros.find(in: x.span, rows: rows, threads: threads)
  let active = ActiveColumns(capacity: rows + 3, columns: columns)
  active.find(zeros, threads: threads)
  active.take(x.span, rows: rows, threads: threads)
  return active
}

/// Compares a product over the active columns of `x` with the bits of one over all columns.
private func expectSameBits(
  _ dead: Dead, sourceLocation: SourceLocation = #_sourceLocation,
  _ product: (_ x: [Float], _ shape: (rows: Int, inner: Int, columns: Int), ActiveColumns?, ThreadPool) -> [Float]
) {
  for (rows, inner, columns) in shapes {
    let x = activations(rows: rows, columns: inner, dead: dead)
    let shape = (rows: rows, inner: inner, columns: columns)
    let known = onEveryTeam { product(x, shape, active(x, rows: rows, columns: inner, $0), $0) }
    let unknown = onEveryTeam { product(x, shape, nil, $0) }
    #expect(haveSameBits(known, unknown), "\(rows) × \(inner) × \(columns)", sourceLocation: sourceLocation)
  }
}

@Test(arguments: Dead.allCases)
private func `a forward product without dead units has the same bits`(dead: Dead) {
  expectSameBits(dead) { x, shape, active, threads in
    let (rows, inner, columns) = shape
    let (w, bias) = (inPanels(values(inner * columns, seed: 2), inner, columns), values(columns, seed: 3))
    return guarded(count: rows * columns) {
      denseForward(
        x.span, w.span, bias: bias.span, activation: .relu, into: &$0, rows: rows, inner: inner, columns: columns,
        active: active, threads: threads)
    }
  }
}

@Test(arguments: Dead.allCases)
private func `a weight gradient without dead units has the same bits`(dead: Dead) {
  expectSameBits(dead) { x, shape, active, threads in
    let (rows, inner, columns) = shape
    let dy = values(rows * columns, seed: 2)
    return guarded(count: inner * columns) {
      var db = MutableSpan<Float>()
      denseWeightGradient(
        x.span, dy.span, into: &$0, bias: &db, rows: rows, inner: inner, columns: columns, active: active,
        threads: threads)
    }
  }
}

@Test(arguments: Dead.allCases)
private func `an update without dead units has the same bits`(dead: Dead) {
  expectSameBits(dead) { x, shape, active, threads in
    let (rows, inner, columns) = shape
    let dy = values(rows * columns, seed: 2)
    let (weights, state) = (
      AlignedBuffer<Float>(count: inner * columns + columns),
      AlignedBuffer<Float>(count: 2 * (inner * columns + columns))
    )
    var all = weights.mutableSpan(0..<weights.count)
    copy(values(weights.count, seed: 4).span, into: &all)
    let coefficients = UpdateCoefficients.adam(learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, step: 3)
    let update = BufferUpdate(
      coefficients, weights: weights, state: state, transform: GradientTransform())
    var db = [Float](repeating: 0, count: columns)
    var biasGradient = db.mutableSpan
    denseUpdate(
      x.span, dy.span, weights: update, at: 0, bias: update, at: inner * columns, biasGradient: &biasGradient,
      rows: rows, inner: inner, columns: columns, active: active, threads: threads)
    return all.indices.map { all[$0] } + (0..<state.count).map { state.span(0..<state.count)[$0] }
  }
}

@Test(arguments: Dead.allCases, [false, true])
private func `an input gradient without dead units has the same bits`(dead: Dead, isSparse: Bool) {
  expectSameBits(dead) { x, shape, active, threads in
    let (rows, inner, columns) = shape
    let w = inPanels(values(inner * columns, seed: 2), inner, columns)
    let dy = values(rows * columns, seed: 6).map { isSparse && $0 < 0.5 ? 0 : $0 }
    let zeros = ZeroMask(capacity: rows, columns: columns, neighborsAreAlike: false)
    zeros.find(in: dy.span, rows: rows, threads: threads)
    return guarded(count: rows * inner) {
      denseInputGradient(
        dy.span, w.span, derivative: ActivationDerivative(.relu, dropout: 0.2), x: x.span, into: &$0, rows: rows,
        inner: inner,
        columns: columns, zeroMask: isSparse ? zeros : nil, active: active, threads: threads)
    }
  }
}

@Test func `active columns are counted, and a few dead ones are not worth it`() {
  var x = [Float](repeating: 0, count: 2 * 100)
  for column in 0..<100 where column % 10 != 0 { x[column % 2 * 100 + column] = .nan }
  withEveryTeam { pools in
    for threads in pools {
      let found = active(x, rows: 2, columns: 100, threads)
      #expect(found.count == 90 && found.share == 0.9 && found.ifWorthwhile != nil)
      #expect(active([1, 0, 0, 1], rows: 2, columns: 2, threads).ifWorthwhile == nil)
    }
  }
}
