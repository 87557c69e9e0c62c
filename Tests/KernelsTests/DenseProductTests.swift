import FledgeKernels
import Testing

@Test(arguments: [16, 17, 20, 32, 33], [63, 64, 65, 130])
func `an input gradient has the bits of the product and the derivative apart`(rows: Int, columns: Int) {
  for inner in [1, 11, 12, 13, 40] {
    let dy = values(rows * columns, seed: 2)
    let rowMajor = values(inner * columns, seed: 3)
    let w = inPanels(rowMajor, inner, columns)
    // Most units are dead, and so are whole tiles.
    var x = values(rows * inner, seed: 4).map { max($0, 0) }
    for index in x.indices where index % inner < 30 && index % inner != 5 { x[index] = 0 }
    for derivative in [ActivationDerivative(.relu, dropout: 0.25), ActivationDerivative(.tanh), nil] {
      let apart = onEveryTeam { threads in
        guarded(count: rows * inner) { dx in
          // Row-major weights are never transposed, so this is another kernel than the one under test.
          multiplyTransposedRight(
            dy.span, rowMajor.span, into: &dx, rows: rows, inner: inner, columns: columns, layout: .rowMajor,
            threads: threads)
          guard let derivative else { return }
          let product = dx.indices.map { dx[$0] }
          applyActivationDerivative(
            derivative, output: x.span, outputGradient: product.span, into: &dx, threads: threads)
        }
      }
      let together = onEveryTeam { threads in
        guarded(count: rows * inner) {
          denseInputGradient(
            dy.span, w.span, derivative: derivative, x: x.span, into: &$0, rows: rows, inner: inner, columns: columns,
            threads: threads)
        }
      }
      #expect(haveSameBits(together, apart), "\(rows) × \(inner) × \(columns), \(derivative.debugDescription)")
    }
  }
}
