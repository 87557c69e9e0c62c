import FledgeAnalysis
import FledgeCharts
import FledgeKernels
import FledgeLatent
import FledgeMetrics
import FledgeNetworks
import FledgePages
import FledgeTensors

// Figures 12 and 13 and the table: four-dimensional codes.
extension Modular {
  func latentSpace(_ study: LatentStudy, in context: ReproductionContext) throws -> [PageSection] {
    guard let run = study.median else { return [] }
    return [
      try PageSection("The space of four-dimensional codes", from: "“t-SNE visualization and KNN classification”") {
        Prose(
          """
          Figures show one run with linear codes, the median one of \(study.linear.count) by the accuracy of its \
          neighbours; tables hold all runs.
          """)
        if context.wants("fig12") { try map(run, study, context) }
        if context.wants("table1", "neighbors.accuracy") { try neighbors(study) }
        if context.wants("table1.depths") { try depths(context) }
        if context.wants("fig13") { try mixtures(run, study.linear, context) }
      }
    ]
  }

  @BlockBuilder
  private func map(_ run: LatentRun, _ study: LatentStudy, _ context: ReproductionContext) throws -> [any ReportBlock] {
    let count = min(study.settings.mappedCodes, run.codes.testLabels.count)
    let codes = run.codes.test.rows(0..<count)
    let labels = Array(run.codes.testLabels.prefix(count))
    let method = study.settings.map(of: count)
    let map = try method.fit(codes, threads: context.threads)
    let classes = ClassPoints.classes(
      map.embedding, labels: labels, names: (0..<run.confusion.classCount).map(String.init))
    Figure(
      "fig12", number: "Figure 12",
      caption: "t-SNE of the codes of \(count) test images, perplexity \(short(method.perplexity, 0)), "
        + "\(method.iterations) iterations; classes by colour and shape.",
      reported: "clear clusters by class; 4 and 9, and 3, 5 and 8, lie near each other",
      charts: [
        ScatterChart(
          title: "Codes in two dimensions", x: ChartAxis("t-SNE 1"), y: ChartAxis("t-SNE 2"), classes: classes,
          labelsClasses: true)
      ])
    let quality = try MapQuality(points: codes, map: map.embedding, neighbors: 10, threads: context.threads)
    let silhouettes = try study.linear.map { run in
      try Silhouette(
        run.codes.test.rows(0..<count), labels: Array(run.codes.testLabels.prefix(count)),
        classes: run.confusion.classCount, threads: context.threads
      ).mean
    }
    Prose(
      """
      The map keeps neighbourhoods with trustworthiness \(short(quality.trustworthiness, 3)) and continuity \
      \(short(quality.continuity, 3)) (10 neighbours; 1 is perfect). t-SNE draws gaps wider than they are.
      """)
    TestedClaim(
      "claim.clusters", "the autoencoder organizes digits into distinct clusters in latent space",
      from: "“t-SNE visualization and KNN classification”",
      test:
        "The mean silhouette of the classes in the four-dimensional codes is above 0.25. At 0 classes touch, at 1 they "
        + "are far apart; up to 0.25 Kaufman and Rousseeuw (1990) find no substantial structure.",
      outcome: ClaimOutcome(Claim.exceeds("the mean silhouette", silhouettes, threshold: 0.25)))
    try similarDigits(study)
  }

  /// Tests that 4 and 9, and 3, 5 and 8, lie near each other.
  private func similarDigits(_ study: LatentStudy) throws -> TestedClaim {
    let named = [(4, 9), (3, 5), (3, 8), (5, 8)]
    let ranks = try study.linear.map { try CentroidRanks($0.codes.centroids().codes) }
    let medians = named.map { pair in Spread(ranks.map { Double($0.rank(pair.0, pair.1)) }).median }
    let texts = zip(named, medians).map { "\($0.0)–\($0.1) has rank \(short($1, 0))" }
    let means = ranks.map { ranks in named.map { Double(ranks.rank($0.0, $0.1)) }.mean }
    return TestedClaim(
      "claim.similar-digits",
      "Digits with similar visual characteristics (like 4 and 9, or 3, 5, and 8) appear closer in the latent space",
      from: "“t-SNE visualization and KNN classification”",
      test:
        "The 45 pairs of class centroids in the four-dimensional space are ranked by distance, 1 for the nearest. The "
        + "mean rank of the four named pairs is in the nearest quarter, below 12; chance gives 23.",
      outcome: ClaimOutcome(Claim.below("the mean rank of the four pairs", means, threshold: 12))
        .adding("of 45 pairs " + texts.joined(separator: ", ") + " (medians over runs)"))
  }

  @BlockBuilder
  private func neighbors(_ study: LatentStudy) throws -> [any ReportBlock] {
    let (linear, rectified) = (study.linear, study.rectified)
    NeighborTable.grid(
      "table1", number: "Table",
      caption: "Five nearest neighbours on linear codes, \(linear.count) runs: true and false positives and negatives "
        + "of each class, and the accuracy of one class against the rest.", linear)
    let accuracy = { (runs: [LatentRun]) in Measured.seeds(runs.map { $0.confusion.classificationAccuracy }) }
    Readings(
      "neighbors.accuracy", "Classification accuracy, 8,097 of 10,000 in the report’s own table",
      [ReadingNumber("", "classification accuracy", published: "80.97 %")], numbersAreElsewhere: true,
      [
        Reading(
          "linear", "linear codes, depth 5", ours: [accuracy(linear)], source: "table 1, depth left open"),
        Reading("relu", "ReLU codes, depth 5", ours: [accuracy(rectified)], source: "table 1, activation left open"),
      ])
    NeighborTable.plain(
      "table1.relu",
      caption:
        "The same counts, medians over runs, with ReLU behind the code, \(rectified.count) runs. Code units that are 0 for every training "
        + "image: \(rectified.map { String($0.codes.silentUnits) }.joined(separator: ", ")) of 4.", rectified)
    Figure(
      "table1.confusion", number: nil, caption: "Confusion matrices of the neighbours, the median run of each kind.",
      charts: [("Linear codes", linear), ("ReLU codes", rectified)].compactMap { title, runs in
        LatentStudy.median(of: runs).map { Confusion.chart(title, $0.confusion, classes: (0..<10).map(String.init)) }
      })
    hardDigits(linear)
  }

  /// The autoencoders of figure 10 with four-dimensional codes, since the report does not say how deep its own is.
  private func depths(_ context: ReproductionContext) throws -> Table {
    let settings = Modular.Configuration(context.scale)
    let grid = try context.train(settings.autoencoders)
    let rows = try settings.depths.map { depth -> [TableCell] in
      let run = grid[settings.label(4, depth, .squaredError)][0]
      let accuracy =
        run.hasDiverged ? .nan : try LatentRun(run, threads: context.threads).confusion.classificationAccuracy
      return [.count(depth), .percent(accuracy, decimals: 2)]
    }
    return Table(
      "table1.depths", number: nil,
      caption:
        "Classification accuracy of five nearest neighbours on linear codes by depth, one run each, those of figure "
        + "10. The report leaves the depth open and has 80.97 %.",
      columns: ["depth", "accuracy"], rows: rows)
  }

  /// Tests that 1 is the easiest digit and 5 and 3 are among the hardest.
  private func hardDigits(_ runs: [LatentRun]) -> TestedClaim {
    let recalls = (0..<10).map { label in
      Claim.Group(
        "\(label)",
        runs.map { run in
          let counts = run.confusion.oneVersusRest[label]
          return Double(counts.truePositives) / Double(max(1, counts.truePositives + counts.falseNegatives))
        })
    }
    let medians = recalls.map { Spread($0.values).median }
    let order = medians.indices.sorted { medians[$0] < medians[$1] }
    let words = { (labels: ArraySlice<Int>) in
      labels.map { "\($0) (\(short(100 * medians[$0], 1)) %)" }.joined(separator: ", ")
    }
    let design = Claim.Design(
      Metric(id: "recall", title: "recall", unit: .fraction, direction: .higherIsBetter), paired: true)
    return TestedClaim(
      "claim.hard-digits",
      "digits like « 1 » achieve exceptional accuracy (99.36%), likely due to their distinctive shape, while more "
        + "ambiguous digits like « 5 » and « 3 » show lower performance",
      from: "“t-SNE visualization and KNN classification”",
      test:
        "By recall, the share of a digit’s images that are found, 1 is the highest, and 3 and 5 are among the lowest "
        + "three of ten: each is compared with every other digit.",
      outcome: ClaimOutcome(
        .all([
          Claim.rank(["1"], amongFirst: 1, highest: true, of: recalls, by: design),
          Claim.rank(["3", "5"], amongFirst: 3, highest: false, of: recalls, by: design),
        ])
      ).adding(
        "lowest recall: \(words(order.prefix(3))); highest: \(words(order.suffix(1))) (medians over runs)"))
  }

  @BlockBuilder
  private func mixtures(
    _ run: LatentRun, _ runs: [LatentRun], _ context: ReproductionContext
  ) throws -> [any ReportBlock] {
    let classes = run.confusion.classCount
    let mixed = try run.mixtures()
    let pictures = try run.run.autoencoder().decode(mixed)
    let names = (0..<classes).map(String.init)
    Figure(
      "fig13", number: "Figure 13",
      caption: "Decoded class centroids on the diagonal, mixtures of half and half elsewhere.",
      reported: "prototypes on the diagonal; some mixtures natural, such as 4 → 9 and 3 → 8, others strange hybrids",
      charts: [
        ImageGrid(
          title: "Mixtures of class centroids",
          tiles: (0..<classes * classes).map { pictures.tile($0) }, columns: classes,
          rowLabels: names, columnLabels: names)
      ])
    let distances = try runs.map { try $0.mixtureDistances(threads: context.threads) }
    let groups = CentroidRanks.pairs(classes).map { first, second in
      Claim.Group("\(first)–\(second)", distances.map { $0[first * classes + second] })
    }
    TestedClaim(
      "claim.natural-mixtures",
      "Some transitions appear natural (e.g., 4 → 9 or 3 → 8) while others create unusual hybrid digits",
      from: "“Latent space centroids and interpolation”",
      test:
        "A mixture is natural where real images have codes: by the distance of the fifth nearest training code, both "
        + "named pairs are in the nearer half of the 45, over all runs.",
      outcome: ClaimOutcome(
        Claim.rank(
          ["4–9", "3–8"], amongFirst: 22, highest: false, of: groups,
          by: Claim.Design(.plain("distance"), paired: true))))
    TestedClaim(
      "claim.continuous",
      "The smooth transitions between digits reveal the continuous nature of the learned latent space.",
      from: "figure 13", test: "None: no network of this kind could fail it.",
      outcome: .undecided(
        "a decoder of linear layers, ReLU and sigmoid is a continuous function whatever its weights, so transitions "
          + "between codes are continuous before training as well"))
  }
}

extension LatentRun {
  /// The middle of the centroids of each two classes, row by row.
  fileprivate func mixtures() throws -> Tensor {
    let classes = confusion.classCount
    return try codes.centroids().mixtures(share: 0.5).reshaped(to: [classes * classes, codes.test.shape[1]])
  }

  /// The distance of the fifth nearest training code from each of ``mixtures()``.
  fileprivate func mixtureDistances(threads: ThreadPool) throws -> [Double] {
    let mixed = try mixtures()
    let near = try NeighborIndex(codes.training, threads: threads).nearest(5, to: mixed, threads: threads)
    return (0..<mixed.shape[0]).map { Double(near.squaredDistances[$0 * 5 + 4]).squareRoot() }
  }
}

/// The pairs of classes ordered by the distance of their centroids.
struct CentroidRanks {
  private let sorted: [(Int, Int)]

  init(_ centroids: Tensor) {
    let width = centroids.shape[1]
    let distance = { (pair: (Int, Int)) in
      (0..<width).reduce(0.0) { sum, axis in
        let difference = Double(centroids[pair.0, axis] - centroids[pair.1, axis])
        return sum + difference * difference
      }
    }
    sorted = Self.pairs(centroids.shape[0]).sorted { distance($0) < distance($1) }
  }

  /// All pairs of different classes.
  static func pairs(_ classes: Int) -> [(Int, Int)] {
    (0..<classes).flatMap { first in (first + 1..<max(first + 1, classes)).map { (first, $0) } }
  }

  /// The rank of a pair, 1 for the nearest.
  func rank(_ first: Int, _ second: Int) -> Int { 1 + (sorted.firstIndex { $0 == (first, second) } ?? 0) }
}
