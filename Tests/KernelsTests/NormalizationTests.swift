import FledgeKernels
import Testing

private let shapes = [(2, 2), (3, 5), (4, 16), (7, 33), (40, 20)]

/// Mean and 1 / √(variance + ε) of some elements in double precision.
private func statistics(_ x: [Double], _ epsilon: Double) -> (mean: Double, variance: Double, inverse: Double) {
  let mean = x.reduce(0, +) / Double(x.count)
  let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
  return (mean, variance, 1 / (variance + epsilon).squareRoot())
}

/// (g − mean(g) − h mean(g h)) · inverse for one group.
private func inputGradient(_ x: [Double], _ g: [Double], _ epsilon: Double) -> [Double] {
  let (mean, _, inverse) = statistics(x, epsilon)
  let h = x.map { ($0 - mean) * inverse }
  let meanG = g.reduce(0, +) / Double(g.count)
  let meanGH = zip(g, h).reduce(0) { $0 + $1.0 * $1.1 } / Double(g.count)
  return zip(g, h).map { ($0 - meanG - $1 * meanGH) * inverse }
}

@Test func `a row of 1 and 3 becomes minus one and one`() {
  var (mean, inverse): ([Float], [Float]) = ([], [])
  let y = guarded(count: 2) { y in
    mean = guarded(count: 1) { mean in
      inverse = guarded(count: 1) { inverse in
        layerNormRows(
          [1, 3].span, scale: Span(), shift: Span(), epsilon: 0, into: &y, mean: &mean,
          inverseStandardDeviation: &inverse,
          rows: 1, columns: 2)
      }
    }
  }
  #expect(y == [-1, 1] && mean == [2] && inverse == [1])
}

@Test func `layer norm, forward and backward, agrees with double precision`() {
  for (m, n) in shapes {
    let (x, dy) = (values(m * n, scale: 3), values(m * n, seed: 2))
    let (scale, shift) = (values(n, seed: 3), values(n, seed: 4))
    let all = onEveryTeam { threads in
      var (mean, inverse, dscale, dshift): ([Float], [Float], [Float], [Float]) = ([], [], [], [])
      let y = guarded(count: m * n) { y in
        mean = guarded(count: m) { mean in
          inverse = guarded(count: m) { inverse in
            layerNormRows(
              x.span, scale: scale.span, shift: shift.span, epsilon: 1e-5, into: &y, mean: &mean,
              inverseStandardDeviation: &inverse, rows: m, columns: n, threads: threads)
          }
        }
      }
      let dx = guarded(count: m * n) { dx in
        dscale = guarded([Float](repeating: 1, count: n)) { dscale in
          dshift = guarded([Float](repeating: 2, count: n)) { dshift in
            layerNormRowsGradient(
              input: x.span, outputGradient: dy.span, scale: scale.span, mean: mean.span,
              inverseStandardDeviation: inverse.span, into: &dx, scaleGradient: &dscale, shiftGradient: &dshift,
              rows: m,
              columns: n, threads: threads)
          }
        }
      }
      return y + dx + dscale + dshift
    }
    var (y, dx): ([Double], [Double]) = ([], [])
    var (dscale, dshift) = ([Double](repeating: 1, count: n), [Double](repeating: 2, count: n))
    for row in 0..<m {
      let part = x[row * n..<(row + 1) * n].map(Double.init)
      let (mean, _, inverse) = statistics(part, 1e-5)
      dx += inputGradient(part, (0..<n).map { Double(dy[row * n + $0]) * Double(scale[$0]) }, 1e-5)
      for column in 0..<n {
        let (h, g) = ((part[column] - mean) * inverse, Double(dy[row * n + column]))
        y.append(h * Double(scale[column]) + Double(shift[column]))
        dscale[column] += g * h
        dshift[column] += g
      }
    }
    #expect(largestDifference(all, y + dx + dscale + dshift) < 5e-6)
  }
}

@Test func `batch norm, forward and backward, agrees with double precision`() {
  for (m, n) in shapes {
    let (x, dy) = (values(m * n, scale: 3), values(m * n, seed: 2))
    let (scale, shift) = (values(n, seed: 3), values(n, seed: 4))
    let all = onEveryTeam { threads in
      var (mean, variance, dscale, dshift): ([Float], [Float], [Float], [Float]) = ([], [], [], [])
      let inverse = guarded(count: n) { inverse in
        mean = guarded(count: n) { mean in
          variance = guarded(count: n) { variance in
            columnStatistics(
              x.span, epsilon: 1e-5, mean: &mean, variance: &variance, inverseStandardDeviation: &inverse, rows: m,
              columns: n,
              threads: threads)
          }
        }
      }
      let y = guarded(count: m * n) {
        normalizeColumns(
          x.span, mean: mean.span, inverseStandardDeviation: inverse.span, scale: scale.span, shift: shift.span,
          into: &$0,
          rows: m, columns: n, threads: threads)
      }
      let dx = guarded(count: m * n) { dx in
        dscale = guarded([Float](repeating: 1, count: n)) { dscale in
          dshift = guarded([Float](repeating: 2, count: n)) { dshift in
            batchNormGradient(
              input: x.span, outputGradient: dy.span, scale: scale.span, mean: mean.span,
              inverseStandardDeviation: inverse.span, into: &dx, scaleGradient: &dscale, shiftGradient: &dshift,
              rows: m,
              columns: n, threads: threads)
          }
        }
      }
      return y + dx + dscale + dshift + mean + variance
    }
    var (y, dx) = ([Double](repeating: 0, count: m * n), [Double](repeating: 0, count: m * n))
    var (dscale, dshift, means, variances): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
    for column in 0..<n {
      let part = (0..<m).map { Double(x[$0 * n + column]) }
      let g = (0..<m).map { Double(dy[$0 * n + column]) }
      let (mean, variance, inverse) = statistics(part, 1e-5)
      let h = part.map { ($0 - mean) * inverse }
      let change = inputGradient(part, g.map { $0 * Double(scale[column]) }, 1e-5)
      for row in 0..<m {
        y[row * n + column] = h[row] * Double(scale[column]) + Double(shift[column])
        dx[row * n + column] = change[row]
      }
      dscale.append(1 + zip(g, h).reduce(0) { $0 + $1.0 * $1.1 })
      dshift.append(2 + g.reduce(0, +))
      means.append(mean)
      variances.append(variance)
    }
    #expect(largestDifference(all, y + dx + dscale + dshift + means + variances) < 1e-5)
  }
}
