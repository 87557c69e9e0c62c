import FledgeCharts
import FledgeDatasets
import FledgeLatent
import FledgeTensors
import FledgeTraining

/// Pictures of the test set that a run takes for another class.
struct MisclassifiedFigure: FigureDrawing {
  static let kind = FigureKind(
    name: "misclassified",
    help: "test pictures that a classifier gets wrong, with true and predicted class, one run of each variant",
    keys: [.init("count", "how many pictures are shown, the first ones", standard: "20"), ShownRuns.metricKey]
  ) { reader in
    let shown = try ShownRuns("misclassified", reader)
    try reader.check(shown.selector, "a figure of kind misclassified") { $0.noClassifier ?? $0.noPictures }
    return MisclassifiedFigure(shown: shown, count: try reader.count("count", atMost: 200) ?? 20)
  }

  let shown: ShownRuns
  let count: Int

  var caption: String { "Misclassified test pictures, “true → predicted”: \(shown.whichRun)." }
  var isStacked: Bool { true }

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart] {
    try shown.runs(context, report).map { try chart($0) }
  }

  private func chart(_ shown: ShownRuns.Shown) throws -> ImageGrid {
    let (examples, part) = try shown.run.data().judged
    let shape = examples.featureShape
    guard Pictures.arePictures(shape) else {
      throw self.shown.misfit(
        "expected pictures, found examples of \(shape.count) features; draw kind confusion instead")
    }
    guard examples.classCount > 0 else { throw self.shown.misfit("expected classes, found real-valued targets") }
    let found = try shown.run.evaluate(examples)
    let wrong = found.labels.indices.filter { found.labels[$0] != found.predicted[$0] }
    let picked = Array(wrong.prefix(count))
    let names = examples.classNames
    let pixels = examples.plainRows(at: picked)
    let range = Pictures.range(of: pixels)
    let tiles = picked.indices.map { index in
      let (label, guess) = (found.labels[picked[index]], found.predicted[picked[index]])
      return Pictures.tile(
        pixels.row(index), shape: shape, range: range, caption: "\(names[Int(label)]) → \(names[Int(guess)])")
    }
    let longest = names.map(\.count).max() ?? 1
    return ImageGrid(
      title:
        "\(shown.title): \(wrong.count) \(wrong.count == 1 ? "error" : "errors") on \(examples.count) \(part) pictures"
        + (wrong.count > picked.count ? ", the first \(picked.count)" : ""),
      tiles: tiles, columns: min(max(1, tiles.count), longest <= 3 ? 10 : longest <= 7 ? 6 : 4))
  }
}
