import FledgeCharts
import FledgeDatasets
import FledgeFormats
import FledgeLatent
import FledgeModels
import FledgeStudies
import FledgeTensors

/// An overview of the data of a study.
struct DataFigure: FigureDrawing {
  static let kind = FigureKind(
    name: "data",
    help:
      "the data of a study: how many examples each class has; of pictures the first of each class and their mean, of "
      + "tables the range of each column",
    keys: [
      .init("count", "how many pictures of each class are shown", standard: "3"),
      .init(
        "shows", "`classes`, `samples`, `means` or `values`, or a list of them; the last three are of pictures",
        standard: "all but values"),
    ]
  ) { reader in
    let selector = try reader.selector()
    let first = selector.variants.first?.settings.values
    let varying = TrainingSettings.keys(deciding: .data).filter { key in
      !Self.harmless.contains(key) && selector.variants.contains { $0.settings.values[key] != first?[key] }
    }
    guard varying.isEmpty else {
      throw reader.file.fail(
        reader.kindLine,
        "a figure of kind data: the variants have different data (\(varying.joined(separator: ", "))); choose with 'where'"
      )
    }
    let shows = try (reader.names("shows") ?? []).map { name in
      guard let part = Shown(rawValue: name) else {
        throw reader.file.noSuch(
          "part of a figure of data", name, among: Shown.allCases.map(\.rawValue),
          line: reader.entry("shows")?.line ?? reader.line)
      }
      return part
    }
    return DataFigure(
      selector: selector, count: try reader.count("count", atMost: 20) ?? 3, shows: shows,
      location: reader.file.location(reader.line))
  }

  /// Settings of the data that change no example that is shown.
  private static let harmless: Set<String> = ["scaling", "augment"]
  /// The most classes with pictures, and the most columns with a range.
  private static let mostClasses = 20
  private static let mostColumns = 40

  /// What may be drawn.
  enum Shown: String, CaseIterable {
    case classes, samples, means, values
  }

  let selector: RunSelector
  let count: Int
  /// All that fits where it is empty.
  let shows: [Shown]
  let location: String

  var caption: String { "The data of study \(selector.study.name)." }
  var isStacked: Bool { true }

  func charts(_ context: ReproductionContext, report: String, published: PublishedPoints) throws -> [any Chart] {
    let trainings = try selector.study.trainings(of: report, at: context.scale)
    guard let position = selector.chosen.first else { return [] }
    let data = try trainings.data.make(context, trainings.variants[position].settings)
    let arePictures = Pictures.arePictures(data.training.featureShape)
    guard !shows.isEmpty else { return [classes(data)] + (arePictures ? pictures(data) : columns(data)) }
    guard arePictures || shows == [.classes] else {
      throw StudyError.badDefinition(
        location: location,
        reason: "a figure of kind data: samples, means and values are of pictures; leave 'shows' out")
    }
    let drawn = shows.contains(.samples) || shows.contains(.means) ? pictures(data) : []
    return shows.flatMap { part -> [any Chart] in
      switch part {
      case .classes: [classes(data)]
      case .samples: [drawn[0]]
      case .means: [drawn[1]]
      case .values: [values(data)]
      }
    }
  }

  /// How often each value of a picture occurs, before scaling.
  private func values(_ data: ExperimentData) -> Histogram {
    var counts = [Double](repeating: 0, count: 32)
    let range = Pictures.range(of: data.training.plainRows(at: Array(0..<min(50, data.training.count))))
    let width = range.upperBound - range.lowerBound
    for set in data.sets {
      for example in 0..<set.count {
        if let levels = set.greyLevels(of: example) {
          for level in levels { counts[Int(level) / 8] += 1 }
        } else {
          for value in set.plainRows(at: [example]).elements {
            let place = width > 0 ? 32 * (Double(value) - range.lowerBound) / width : 0
            counts[max(0, min(31, place.isFinite ? Int(place) : 0))] += 1
          }
        }
      }
    }
    return Histogram(
      title: "Pixel values", x: ChartAxis("Pixel value"),
      edges: (0...32).map { range.lowerBound + width * Double($0) / 32 }, series: [HistogramSeries("", counts: counts)],
      measure: .share)
  }

  private typealias Part = (name: String, examples: Dataset)

  private func parts(_ data: ExperimentData) -> [Part] {
    [("training", data.training)] + (data.validation.map { [("validation", $0)] } ?? [])
      + (data.test.map { [("test", $0)] } ?? [])
  }

  /// Classes counted, or the distribution of the target.
  private func classes(_ data: ExperimentData) -> any Chart {
    let parts = parts(data)
    guard data.training.classCount == 0 else {
      return BarChart(
        title: "Examples of each class", categoryLabel: "Class", y: ChartAxis("Examples"),
        categories: data.training.classNames,
        series: parts.map { BarSeries($0.name, $0.examples.classCounts.map(Double.init)) },
        showsValues: parts.count == 1 || data.training.classCount <= 4)
    }
    let targets = parts.map { ($0.name, $0.examples.exactTargetValues) }
    let all = targets.flatMap(\.1).filter(\.isFinite)
    guard let low = all.min(), let high = all.max(), low < high else {
      return BarChart(
        title: "Examples of each part", categoryLabel: "Part", y: ChartAxis("Examples"),
        categories: parts.map(\.name), series: [BarSeries("", parts.map { Double($0.examples.count) })],
        showsValues: true)
    }
    let edges = (0...20).map { low + (high - low) * Double($0) / 20 }
    let name = data.contract?.target.name ?? "target"
    return Histogram(
      title: "Distribution of \(name)", x: ChartAxis(name), edges: edges,
      series: targets.map { HistogramSeries($0, values: $1, edges: edges) }, measure: .share)
  }

  // MARK: Pictures

  private func pictures(_ data: ExperimentData) -> [any Chart] {
    let (training, shape) = (data.training, data.training.featureShape)
    let classes = min(training.classCount, Self.mostClasses)
    let means = ClassMeans([training])
    let picked = Array(0..<min(training.count, 50))
    let range = Pictures.range(of: training.plainRows(at: picked))
    let mean = { (index: Int) in Pictures.tile(means.means[index].map { Float($0) }, shape: shape, range: range) }
    guard classes > 0 else {
      let first = Array(picked.prefix(max(1, 10 * count / 3)))
      let rows = training.plainRows(at: first)
      return [
        ImageGrid(
          title: "The first training pictures",
          tiles: first.map { Pictures.tile(rows.row($0), shape: shape, range: range) }, columns: min(10, first.count)),
        ImageGrid(title: "Mean picture", tiles: [mean(0)], columns: 1),
      ]
    }
    let names = Array(training.classNames.prefix(classes))
    let which = classes < training.classCount ? ", \(classes) of \(training.classCount) classes" : ""
    return [
      ImageGrid(
        title: "The first training pictures of each class\(which)",
        tiles: ClassSamples.tiles(training, count: count, classes: classes, range: range), columns: classes,
        columnLabels: names),
      ImageGrid(
        title: "Mean picture of each class\(which)", tiles: (0..<classes).map { means.counts[$0] > 0 ? mean($0) : nil },
        columns: classes, columnLabels: names),
    ]
  }

  // MARK: Tables

  private func columns(_ data: ExperimentData) -> [any Chart] {
    let names = data.featureNames
    let statistics = data.training.featureStatistics
    let shown = min(names.count, Self.mostColumns)
    let ranges = IntervalChart(
      title: "Range of each column in the training set" + (shown < names.count ? ", \(shown) of \(names.count)" : ""),
      x: ChartAxis("Value", scale: spansDecades(statistics) ? .logarithmic : .linear),
      rows: zip(names, statistics).prefix(shown).map { name, column in
        let text = { (value: Double) in NumberText.significant(value, digits: 4) }
        return column.count == 0
          ? IntervalRow(name, note: "no value")
          : IntervalRow(
            name, value: column.mean, lower: column.minimum, upper: column.maximum,
            note: column.isConstant
              ? "always \(text(column.minimum))" : "\(text(column.minimum)) to \(text(column.maximum))")
      }, valueName: "mean, from the least to the greatest value")
    return (scatter(data, names).map { [$0] } ?? []) + [ranges]
  }

  private func spansDecades(_ statistics: [FeatureStatistics]) -> Bool {
    let filled = statistics.filter { $0.count > 0 }
    guard let low = filled.map(\.minimum).min(), let high = filled.map(\.maximum).max(), low > 0 else { return false }
    return high / low > 1_000
  }

  /// The training points, where features and target fit into the plane.
  private func scatter(_ data: ExperimentData, _ names: [String]) -> ScatterChart? {
    let training = data.training.prefix(2_000)
    if names.count == 2, training.classCount > 0 {
      return ScatterChart(
        title: "Training points", x: ChartAxis(names[0]), y: ChartAxis(names[1]), classes: PlanePoints(training).classes
      )
    }
    let targets = training.exactTargetValues
    guard names.count == 1, targets.count == training.count else { return nil }
    return ScatterChart(
      title: "Training points", x: ChartAxis(names[0]), y: ChartAxis(data.contract?.target.name ?? "target"),
      classes: [PointClass("training", x: training.storedValues(of: 0), y: targets)])
  }
}
