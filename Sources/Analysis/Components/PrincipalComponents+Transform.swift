public import FledgeKernels
public import FledgeTensors

extension PrincipalComponents {
  /// Coordinates along the components: (X − μ) Wᵀ, `[points, components]`.
  ///
  /// - Throws: when the points are not rows of finite numbers with as many features as the fit had.
  public func transform(_ points: Tensor, threads: ThreadPool = .serial) throws(AnalysisError) -> Tensor {
    let rows = try Rows(points, "points", minimum: 0)
    return Tensor(shape: [rows.count, components.shape[0]], elements: try coordinates(rows, threads))
  }

  func coordinates(_ rows: Rows, _ threads: ThreadPool) throws(AnalysisError) -> [Float] {
    guard rows.width == mean.count else { throw .widths(name: "points", expected: mean.count, found: rows.width) }
    let count = components.shape[0]
    var result = [Float](repeating: 0, count: rows.count * count)
    let centred = CentredRows.subtract(mean, from: rows, threads)
    var span = result.mutableSpan
    multiplyTransposedRight(
      centred.span, components.span, into: &span, rows: rows.count, inner: count, columns: rows.width,
      layout: .rowMajor, threads: threads)
    return result
  }

  /// Points with the given coordinates: Z W + μ, `[points, features]`.
  ///
  /// - Throws: when the coordinates are not rows of finite numbers, one for each component.
  public func inverseTransform(_ coordinates: Tensor, threads: ThreadPool = .serial) throws(AnalysisError) -> Tensor {
    let rows = try Rows(coordinates, "coordinates", minimum: 0)
    let count = components.shape[0]
    guard rows.width == count else { throw .widths(name: "coordinates", expected: count, found: rows.width) }
    var result = Tensor(shape: [rows.count, mean.count])
    var span = result.mutableSpan
    multiply(
      rows.elements.span, components.span, bias: mean.span, into: &span, rows: rows.count, inner: count,
      columns: mean.count, layout: .rowMajor, threads: threads)
    return result
  }
}
