internal import CFledgeKernels
public import FledgeKernels
public import FledgeTensors

extension TSNE {
  /// Makes a map of points `[points, features]`.
  ///
  /// - Parameter progress: called every 50 iterations and after the last; return `false` to stop there.
  /// - Throws: when the points are not rows of finite numbers, the perplexity is not below a third of their number, or
  ///   a setting lies outside of its range.
  public func fit(
    _ points: Tensor, threads: ThreadPool = .serial, progress: (Progress) -> Bool = { _ in true }
  ) throws(AnalysisError) -> TSNEMap {
    let rows = try Rows(points, "points")
    try check(points: rows.count)
    let method = method(for: rows.count)
    let dense = method == .exact && rows.count <= TSNE.densePoints
    let neighborCount = dense ? rows.count - 1 : min(rows.count - 1, Int(3 * perplexity))
    let index = try NeighborIndex(rows, method: .automatic, threads: threads)
    let affinities = Affinities(
      symmetric: try index.nearestOthers(neighborCount, threads: threads), perplexity: perplexity, threads)
    let descent = Descent(try InitialMap.make(rows, seed: seed, threads))
    let state = run(descent, affinities, method.repulsion(points: rows.count), progress, threads)
    return TSNEMap(
      embedding: Tensor(shape: [rows.count, 2], elements: descent.points.array), klDivergence: state.klDivergence,
      iterations: state.iteration, method: method, index: index)
  }

  private func run(
    _ descent: Descent, _ affinities: Affinities, _ repulsion: any Repulsion, _ progress: (Progress) -> Bool,
    _ threads: ThreadPool
  ) -> Progress {
    func rate(_ exaggeration: Double) -> Double { learningRate ?? Double(affinities.count) / exaggeration }
    let constant = affinities.sums()
    func state(_ iteration: Int) -> Progress {
      let divergence = descent.attract(affinities, to: descent.points, measure: true, threads)
      let normalizer = repulsion.evaluate(descent.points, into: descent.forces, threads)
      // KL = Σ p log p − Σ p log w + log Z Σ p.
      let divergenceTotal = constant.entropyTerm + divergence + constant.total * logarithm(normalizer)
      return Progress(iteration: iteration, iterations: iterations, klDivergence: divergenceTotal)
    }
    for iteration in 0..<iterations {
      if iteration > 0 && iteration % TSNE.progressInterval == 0 {
        descent.center()
        let now = state(iteration)
        if !progress(now) { return now }
      }
      let early = iteration < earlyIterations
      let factor = early ? earlyExaggeration : exaggeration
      _ = descent.attract(affinities, to: descent.points, measure: false, threads)
      let normalizer = repulsion.evaluate(descent.points, into: descent.forces, threads)
      descent.step(
        exaggeration: factor, repulsionScale: 1 / normalizer, learningRate: rate(factor),
        momentum: early ? earlyMomentum : momentum, threads)
    }
    descent.center()
    let last = state(iterations)
    _ = progress(last)
    return last
  }
}

/// log x with the kernels' polynomial, good to seven digits.
package func logarithm(_ x: Double) -> Double {
  var value = [Float(x)]
  var span = value.mutableSpan
  applyInPlace(.log, to: &span)
  return Double(value[0])
}
