import FledgeAnalysis
import FledgeCharts
import FledgeDatasets
import FledgeLatent
import FledgeModels
import FledgeStudies

/// The codes of the test set in the plane, coloured by class.
struct LatentFigure: FigureDrawing {
  static let kind = FigureKind(
    name: "latent",
    help:
      "the test set's codes in an autoencoder, in the plane and coloured by class, one run of each variant; codes of "
      + "two numbers as they are",
    keys: [
      .init("method", "how codes of more than two numbers come into the plane: `pca` or `tsne`", standard: "pca"),
      .init("count", "how many examples are drawn, the first ones", standard: "2000"), ShownRuns.metricKey,
    ]
  ) { reader in
    let shown = try ShownRuns("latent", reader)
    try reader.check(shown.selector, "a figure of kind latent", \.noAutoencoder)
    let name = try reader.text("method")
    guard let method = CodePlane.Method(rawValue: name ?? "pca") else {
      throw reader.file.fail(
        reader.entry("method")?.line ?? reader.line,
        "method: expected \(CodePlane.Method.allCases.map(\.rawValue).joined(separator: " or ")), found '\(name ?? "")'"
      )
    }
    if name != nil, shown.settings.allSatisfy({ ($0.autoencoder.last ?? 0) <= 2 }) {
      throw reader.file.fail(
        reader.entry("method")?.line ?? reader.line,
        "method: a code of one or two numbers is drawn as it is; leave 'method' out")
    }
    return LatentFigure(
      shown: shown, method: method, count: try reader.count("count", atMost: 10_000) ?? 2_000)
  }

  let shown: ShownRuns
  let method: CodePlane.Method
  let count: Int

  var caption: String {
    let widths = Set(shown.settings.map { $0.autoencoder.last ?? 0 })
    let way =
      widths.allSatisfy { $0 <= 2 }
      ? ""
      : method == .pca
        ? " along their two leading principal components" : " by t-SNE, which draws gaps wider than they are"
    return "Codes of the test set\(way), coloured by class: \(shown.whichRun)."
  }

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart] {
    try shown.runs(context, report).map { shown in
      let (all, part) = try shown.run.data().judged
      let examples = all.prefix(count)
      let codes = try shown.run.autoencoder(context.threads).codes(of: examples, threads: context.threads)
      let labels = examples.classCount > 0 ? examples.labels : []
      do {
        let plane = try CodePlane(codes, labels: labels, by: method, seed: 0, threads: context.threads)
        return ScatterChart(
          title: "\(shown.title): \(examples.count) \(part) examples", x: ChartAxis(plane.axes.x),
          y: ChartAxis(plane.axes.y),
          classes: ClassPoints.classes(plane.positions, labels: labels, names: examples.classNames),
          // Among few points the names would hide them.
          labelsClasses: examples.classCount > 0 && examples.count >= 200)
      } catch let error as AnalysisError {
        throw self.shown.misfit("\(shown.title): \(error)")
      }
    }
  }
}
