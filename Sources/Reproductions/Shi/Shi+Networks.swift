import FledgeCharts
import FledgePages

extension Shi {
  /// Section 2: no hidden layer.
  func softmaxSection(_ experiments: StudyRuns) throws -> PageSection {
    let plain = experiments[Configuration.softmaxPlain.label]
    let momentum = experiments[Configuration.softmaxMomentum.label]
    return try PageSection("Softmax regression", from: "section 2") {
      Figure(
        "fig1", number: "Figure 1", caption: "Softmax regression without momentum: \(runs(plain)).",
        reported: "stops at epoch 20 with a test accuracy of 92.51 % and a test loss of 0.27",
        charts: curves(plain, stop: "20", accuracy: "92.51 %", loss: "0.27"))
      Figure(
        "added.fig1-momentum", number: nil, caption: "The same with momentum 0.9: \(runs(momentum)).",
        charts: curves(momentum, stop: "20", accuracy: "92.51 %", loss: "0.27"))
      try readings(plain, momentum)
      try confusion("softmax", "softmax regression", plain)
    }
  }

  /// Momentum × stop rule; the numbers themselves are items of the results.
  private func readings(_ plain: [ReportRun], _ momentum: [ReportRun]) throws -> Readings {
    try Readings(
      "readings.softmax", "Softmax regression, with and without momentum, under every stop rule",
      [
        ReadingNumber("epoch", "epoch of the stop", published: "20", item: "results.softmax.epoch"),
        ReadingNumber("accuracy", "test accuracy", published: "92.51 %", item: "results.softmax.accuracy"),
        ReadingNumber("loss", "test loss", published: "0.27", item: "results.softmax.loss"),
      ], numbersAreElsewhere: true,
      [("plain", "no momentum", plain), ("momentum", "momentum 0.9", momentum)].flatMap { part, words, runs in
        try StopRule.all.map { rule in
          let stops = try runs.map { try $0.stopped(by: rule) }
          return Reading(
            "\(part).\(rule.id)", "\(words), \(rule.name)",
            ours: [
              .seeds(stops.map(\.epochs)), .seeds(stops.map(\.testAccuracy)), .seeds(stops.map(\.testLoss)),
            ], source: part == "plain" && rule.id == StopRule.rises.id ? "sections 2.3 and 2.4" : nil)
        }
      })
  }

  /// Section 4: 128 tanh units with momentum.
  func momentumSection(_ experiments: StudyRuns) throws -> PageSection {
    let momentum = experiments[Configuration.tanh.label]
    return try PageSection("Momentum", from: "section 4") {
      Figure(
        "fig2", number: "Figure 2", caption: "128 tanh units with momentum: \(runs(momentum)).",
        reported: "stops at epoch 31 with a test accuracy of 97.45 % and a test loss of 0.08",
        charts: curves(momentum, stop: "31", accuracy: "97.45 %", loss: "0.08"))
      try confusion("momentum", "tanh with momentum", momentum)
    }
  }

  /// Section 6: sigmoid and ReLU.
  func activationSection(_ experiments: StudyRuns) throws -> PageSection {
    let sigmoid = experiments[Configuration.sigmoid.label]
    let relu = experiments[Configuration.relu.label]
    return try PageSection("Activations", from: "section 6") {
      Figure(
        "fig4", number: "Figure 4", caption: "128 sigmoid units: \(runs(sigmoid)).",
        reported: "stops at epoch 27 with a test accuracy of 97.43 % and a test loss of 0.0823",
        charts: curves(sigmoid, stop: "27", accuracy: "97.43 %", loss: "0.0823"))
      Figure(
        "fig5", number: "Figure 5", caption: "128 ReLU units: \(runs(relu)).",
        reported: "stops at epoch 17 with a test accuracy of 97.69 % and a test loss of 0.0794",
        charts: curves(relu, stop: "17", accuracy: "97.69 %", loss: "0.0794"))
      try confusion("sigmoid", "sigmoid", sigmoid)
      try confusion("relu", "ReLU", relu)
    }
  }

  func runs(_ runs: [ReportRun]) -> String { "\(runs.count) runs, median and quartiles" }

  /// Both stop rules, evaluated on the same runs.
  func stopSection(_ experiments: StudyRuns, _ penalties: StudyRuns) throws -> PageSection {
    let rows: [(name: String, epoch: Published?, runs: [ReportRun])] = [
      ("softmax regression", "20", experiments[Configuration.softmaxPlain.label]),
      ("softmax regression, momentum", "20", experiments[Configuration.softmaxMomentum.label]),
      ("tanh, momentum", "31", experiments[Configuration.tanh.label]),
      ("L2 as stated", "5", penalties[Configuration.l2[0].label]),
      ("L1 as stated", nil, penalties[Configuration.l1[0].label]),
      ("sigmoid", "27", experiments[Configuration.sigmoid.label]),
      ("ReLU", "17", experiments[Configuration.relu.label]),
    ]
    return try PageSection("Two ways to stop", from: "section 2.4") {
      Quote(
        "The method is to set a patience threshold of consecutive increase of the validation loss.",
        from: "section 2.4")
      Prose(
        """
        The words say three rises in a row, and that is what is run. Much code counts epochs without a new best \
        instead, which ends earlier. Both are read off the same runs; the weights are those of the best epoch until \
        the stop. A run that the rule does not end is counted with all its epochs. "Stopped at epoch 20" may also mean the \
        epoch whose weights were kept, so that stands here too.
        """)
      Table(
        "added.stops", number: nil, caption: "Medians over \(rows[0].runs.count) runs under both rules.",
        columns: [
          "Experiment", "published epoch", "epoch, 3 rises", "epoch, 3 without best", "best epoch, 3 rises",
          "best epoch, 3 without best", "accuracy, 3 rises",
          "accuracy, 3 without best", "loss, 3 rises", "loss, 3 without best",
        ],
        rows: try rows.map { row in
          let both = try StopRule.all.map { rule in try row.runs.map { try $0.stopped(by: rule) } }
          return [.text(row.name), row.epoch.map { .published($0) } ?? .empty]
            + both.map { .number(Spread($0.map(\.epochs)).median, decimals: 0) }
            + both.map { .number(Spread($0.map(\.best)).median, decimals: 0) }
            + both.map { .percent(Spread($0.map(\.testAccuracy)).median, decimals: 2) }
            + both.map { .number(Spread($0.map(\.testLoss)).median, decimals: 4) }
        })
    }
  }
}
