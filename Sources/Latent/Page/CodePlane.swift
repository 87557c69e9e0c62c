import FledgeAnalysis
import FledgeCharts
package import FledgeKernels
package import FledgeTensors

/// Codes drawn in the plane: two numbers as they are, one beside the class, more of them by a map.
package struct CodePlane: Sendable {
  /// How more than two numbers come into the plane.
  package enum Method: String, CaseIterable, Sendable {
    /// Along the two leading principal components.
    case pca
    /// By t-SNE, which keeps neighbours.
    case tsne
  }

  /// `[examples, 2]`.
  package let positions: Tensor
  /// How they were found.
  package let method: String
  /// The names of the axes.
  package let axes: (x: String, y: String)
  /// What t-SNE minimised; `nil` for other methods.
  package let klDivergence: Double?

  /// - Parameters:
  ///   - codes: `[examples, code]`.
  ///   - labels: the class of each, empty where there are none.
  /// - Throws: `AnalysisError` for codes that are not finite, and for fewer examples than a map needs.
  package init(_ codes: Tensor, labels: [Int32], by way: Method, seed: UInt64, threads: ThreadPool) throws {
    let (count, width) = (codes.shape[0], codes.shape[1])
    switch (width, way) {
    case (1, _):
      let columns = (0..<count).flatMap { [codes.elements[$0], labels.isEmpty ? 0 : Float(labels[$0])] }
      positions = Tensor(shape: [count, 2], elements: columns)
      (method, axes, klDivergence) = ("the code to the right, the class upwards", ("code", "class"), nil)
    case (2, _):
      (positions, method, axes) = (codes, "the two numbers of the code", ("code 1", "code 2"))
      klDivergence = nil
    case (_, .tsne):
      var tsne = TSNE()
      tsne.perplexity = min(30, Double(count) / 4)
      tsne.seed = seed
      let map = try tsne.fit(codes, threads: threads)
      (positions, klDivergence) = (map.embedding, map.klDivergence)
      method = "t-SNE, perplexity \(NumberText.significant(tsne.perplexity)), \(map.iterations) iterations"
      axes = ("t-SNE 1", "t-SNE 2")
    case (_, .pca):
      let components = try PrincipalComponents(codes, components: 2, threads: threads)
      positions = try components.transform(codes, threads: threads)
      let shares = components.explainedVarianceRatio.map { NumberText.percent($0, decimals: 0) }
      method = "the two leading principal components"
      axes = ("component 1 (\(shares[0]) of the variance)", "component 2 (\(shares[1]))")
      klDivergence = nil
    }
  }
}
