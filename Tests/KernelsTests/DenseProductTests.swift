import FledgeKernels
import Testing

@Test(arguments: [16, 17, 20, 32, 33], [63, 64, 65, 130])
func `an input gradient has the bits of the product and the gate apart`(rows: Int, columns: Int) {
  for inner in [1, 11, 12, 13, 40] {
    let dy = values(rows * columns, seed: 2)
    let w = inPanels(values(inner * columns, seed: 3), inner, columns)
    // Most units are dead, and so are whole tiles.
    var x = values(rows * inner, seed: 4).map { max($0, 0) }
    for index in x.indices where index % inner < 30 && index % inner != 5 { x[index] = 0 }
    for gate in [Gate(.relu, dropout: 0.25), Gate(.tanh), nil] {
      let apart = onEveryTeam { team in
        guarded(count: rows * inner) { dx in
          multiplyTransposedRight(
            dy.span, w.span, into: &dx, rows: rows, inner: inner, columns: columns, team: team)
          guard let gate else { return }
          let product = dx.indices.map { dx[$0] }
          applyGate(gate, output: x.span, outputGradient: product.span, into: &dx, team: team)
        }
      }
      let together = onEveryTeam { team in
        guarded(count: rows * inner) {
          denseInputGradient(
            dy.span, w.span, gate: gate, x: x.span, into: &$0, rows: rows, inner: inner, columns: columns, team: team)
        }
      }
      #expect(haveSameBits(together, apart), "\(rows) × \(inner) × \(columns), \(gate.debugDescription)")
    }
  }
}
