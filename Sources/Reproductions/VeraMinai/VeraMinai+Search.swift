import FledgeCharts
import FledgeMetrics
import FledgeModels
import FledgePages

extension VeraMinai {
  /// Section 1.1: the settings that were tried.
  func searchSection(_ context: ReproductionContext, _ configuration: Configuration) throws -> PageSection {
    let grid = try context.train(configuration.grid)
    let axes = try context.train(configuration.axes)
    let rates = try context.train(configuration.rates)
    let written = try context.train(configuration.writtenMomenta)
    return try PageSection("The search for settings", from: "sections 1.1 and 2.1") {
      Figure(
        "search", number: "Section 1.1",
        caption: "Test error of every combination after \(configuration.gridEpochs) epochs, as probably run, one run "
          + "each: hidden units against learning rate, one map for each momentum and initialisation. "
          + (try best(grid)),
        reported: "200 hidden units, η 0.01, β 0.9 and N·0.01 were chosen", charts: try maps(grid, configuration),
        chartWidth: 320)
      Figure(
        "added.axes", number: nil,
        caption:
          "One setting changed at a time, \(axes[Configuration.asChosen].count) runs of all epochs each, thresholded "
          + "as in the code; the second chart has the momenta undamped and nothing thresholded, as written.",
        charts: [
          try boxes(axes, "As probably run", groupLabel: "What differs"),
          try boxes(written, "As written", groupLabel: "β"),
        ])
      searchClaim(
        "claim.hidden", "Increasing hidden neurons beyond 200 provided diminishing returns.",
        test: "500 hidden units lower the error of 200 by no more than 0.5 points.",
        try notBetter(axes, "500 units"))
      searchClaim(
        "claim.rate", "A learning rate of 0.01 struck the best balance between stability and speed",
        test: "0.01 has a lower test error than 0.001 and than 0.1.",
        try .all([better(axes, "η 0.001"), better(axes, "η 0.1")]))
      searchClaim(
        "claim.momentum", "momentum of 0.9 improved convergence",
        test: "0.9 has a lower test error than 0.5 and than 0.7, damped as in the code and undamped as written.",
        try .all([
          better(axes, "β 0.5"), better(axes, "β 0.7"),
          .better(
            ("0.9 undamped", try values(written["0.9"])), than: ("0.5 undamped", try values(written["0.5"])),
            by: .error.on(.test)),
        ]))
      searchClaim(
        "claim.initialization", "Xavier and He initialization were also tested with no significant improvement",
        test: "Neither has a test error more than 0.5 points below that of N·0.01 after all epochs.",
        try .all([notBetter(axes, "Xavier"), notBetter(axes, "He")]))
      TestedClaim(
        "claim.capacity", "Most errors are likely due to the network's limited capacity with one hidden layer",
        from: "section 1.3",
        test: "A network that lacks capacity misclassifies training images as well: half of the test error or more is "
          + "there on the training images. And 500 hidden units have a lower test error than 200.",
        outcome: try capacity(axes))
      try autoencoderRates(rates)
    }
  }

  private func searchClaim(_ id: String, _ quote: String, test: String, _ outcome: ClaimOutcome) -> TestedClaim {
    TestedClaim(
      id, quote, from: "section 1.1", test: test + " Runs of the same seeds are compared in pairs.",
      outcome: outcome)
  }

  private func values(_ runs: [ReportRun], _ key: MeasurementKey = Probe.testError) throws -> [Double] {
    try runs.map { try $0.last(key) }
  }

  private func better(_ axes: StudyRuns, _ other: String) throws -> ClaimOutcome {
    .better(
      (Configuration.asChosen, try values(axes[Configuration.asChosen])), than: (other, try values(axes[other])),
      by: .error.on(.test))
  }

  private func notBetter(_ axes: StudyRuns, _ other: String) throws -> ClaimOutcome {
    .notBetter(
      (other, try values(axes[other])), than: (Configuration.asChosen, try values(axes[Configuration.asChosen])),
      by: .error.on(.test), within: Self.smallestGain)
  }

  /// What counts as no improvement: half a point of 1,000 test images, stated before the runs.
  private static let smallestGain = 0.005

  private func best(_ grid: StudyRuns) throws -> String {
    let errors = try grid.labels.map { (label: $0, error: Spread(try values(grid[$0])).median) }.filter {
      $0.error.isFinite
    }
    guard let lowest = errors.min(by: { $0.error < $1.error }) else { return "" }
    var text = "The lowest error, \(NumberText.fixed(lowest.error, decimals: 3)), has \(lowest.label)"
    if let chosen = errors.first(where: { $0.label == Configuration.chosen }), chosen.label != lowest.label {
      text += "; the chosen \(chosen.label) has \(NumberText.fixed(chosen.error, decimals: 3))"
    }
    return text + "."
  }

  private func maps(_ grid: StudyRuns, _ configuration: Configuration) throws -> [any Chart] {
    let errors = try grid.labels.map { Spread(try values(grid[$0])).median }.filter { $0.isFinite && $0 > 0 }
    let range = errors.min().flatMap { low in errors.max().flatMap { low < $0 ? low...$0 : nil } }
    return try configuration.gridInitializations.flatMap { initialization in
      try configuration.gridMomenta.map { momentum in
        let labels = configuration.gridHidden.map { hidden in
          configuration.gridRates.map { configuration.gridLabel(hidden, $0, momentum, initialization.name) }
        }
        let chosen = labels.firstIndex { $0.contains(Configuration.chosen) }.flatMap { row in
          labels[row].firstIndex(of: Configuration.chosen).map { column in
            Heatmap.MarkedCell(row: row, column: column, meaning: "chosen by the report")
          }
        }
        return Heatmap(
          title: "β \(momentum), \(initialization.name)", columnLabel: "η", rowLabel: "Hidden units",
          columns: configuration.gridRates, rows: configuration.gridHidden,
          values: try labels.map { try $0.map { Spread(try values(grid[$0])).median } }, valueLabel: "test error",
          range: range,
          scale: .logarithmic, marked: chosen)
      }
    }
  }

  private func boxes(_ runs: StudyRuns, _ title: String, groupLabel: String) throws -> BoxPlot {
    BoxPlot(
      title: title, groupLabel: groupLabel, y: ChartAxis("Test error"),
      groups: try runs.labels.map { ValueGroup($0, try values(runs[$0]).filter(\.isFinite)) },
      published: [.level(0.069, "published, as chosen")])
  }

  /// Section 2.1: "0.001 too slow, 0.1 caused instability".
  @BlockBuilder
  private func autoencoderRates(_ rates: StudyRuns) throws -> [any ReportBlock] {
    let base = rates.labels[0]
    Figure(
      "added.rates", number: nil,
      caption: "The autoencoder's test error under other learning rates and initialisations, "
        + "\(rates[base].count) runs each, median.",
      charts: [
        Curves.chart(
          "Learning rate and initialisation", ChartAxis("Mean reconstruction error", scale: .logarithmic),
          try rates.labels.map { try Curves.series($0, rates[$0], measurement: Probe.testError) })
      ])
    TestedClaim(
      "claim.rates",
      "smaller values (0.001) that were too slow and larger values (0.1) that caused instability", from: "section 2.1",
      test:
        "After all epochs 0.001 has a higher error than 0.01, runs of the same seeds compared in pairs; more than half of the "
        + "runs at 0.1 diverge, or their error rises by a tenth from one tenth epoch to the next.",
      outcome: try ratesOutcome(slow: rates["η 0.001"], base: rates[base], fast: rates["η 0.1"]))
    TestedClaim(
      "claim.ae-initialization",
      "Xavier and He initializations were also explored but showed no significant improvement", from: "section 2.1",
      test: "Neither has a test MRE more than 0.0005, a tenth of the published one, below that of N·0.01. Runs of the "
        + "same seeds are compared in pairs.",
      outcome: try .all([noBetterReconstruction(rates, "Xavier"), noBetterReconstruction(rates, "He")]))
  }

  /// The smallest gain in MRE that counts as one: a tenth of the published 0.0050, stated before the runs.
  private static let smallestReconstructionGain = 0.0005

  private func noBetterReconstruction(_ rates: StudyRuns, _ other: String) throws -> ClaimOutcome {
    let base = rates.labels[0]
    return .notBetter(
      (other, try values(rates[other])), than: (base, try values(rates[base])), by: .reconstructionError,
      within: Self.smallestReconstructionGain)
  }

  private func capacity(_ axes: StudyRuns) throws -> ClaimOutcome {
    let chosen = axes[Configuration.asChosen]
    let (training, test) = (try values(chosen, Probe.trainingError), try values(chosen))
    return .all([
      .better(
        ("the test error", test), than: ("twice the training error", training.map { 2 * $0 }), by: .error.on(.test),
        parts: 2),
      .better(
        ("500 units", try values(axes["500 units"])), than: ("200 units", test), by: .error.on(.test), parts: 2),
    ])
  }

  private func ratesOutcome(slow: [ReportRun], base: [ReportRun], fast: [ReportRun]) throws -> ClaimOutcome {
    let unstable = try fast.map { run in
      let errors = try run.curve(Probe.testError).y
      return run.hasDiverged || zip(errors, errors.dropFirst()).contains { $1 > 1.1 * $0 }
    }
    let medians = try [slow, base, fast].map { NumberText.significant(Spread(try values($0)).median) }
    return ClaimOutcome.all([
      .better(
        ("η 0.01", try values(base)), than: ("η 0.001", try values(slow)), by: .reconstructionError, parts: 2),
      ClaimOutcome(Claim.share("with η 0.1 are unstable", unstable)),
    ]).adding("medians \(medians[0]), \(medians[1]) and \(medians[2])")
  }
}
