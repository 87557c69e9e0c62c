import FledgeMetrics
import FledgeModels
import FledgePages
import FledgeTraining

// Figures 6 to 9: one setting changed at a time.
extension Modular {
  func hyperparameters(in context: ReproductionContext) throws -> [PageSection] {
    guard context.wants("fig6", "fig7", "fig8", "fig9") else { return [] }
    let settings = Modular.Configuration(context.scale)
    return [
      try PageSection(
        "One setting at a time", from: "“MNIST classification & hyperparameter analysis”"
      ) {
        Prose(
          """
          Each box holds \(settings.studyRuns) runs. Runs of one figure share their seeds, so every pair of boxes is \
          compared seed by seed (paired t tests), with tests and intervals adjusted for all pairs of the figure. A claim that one is best must hold against every other. Spreads are compared by the distances of the \
          runs from their median.
          """)
        if context.wants("fig6") { try activations(context, settings) }
        if context.wants("fig7") { try batchSizes(context, settings) }
        if context.wants("fig8") { try hiddenSizes(context, settings) }
        if context.wants("fig9") { try optimizers(context, settings) }
      }
    ]
  }

  @BlockBuilder
  private func activations(_ context: ReproductionContext, _ settings: Modular.Configuration) throws
    -> [any ReportBlock]
  {
    let comparison = try VariantComparison(context.train(settings.activations))
    Figure(
      "fig6", number: "Figure 6", caption: "Activations, \(comparison.runCount) runs each.",
      reported: "tanh and ReLU alike, both clearly above sigmoid; the median of tanh slightly highest",
      charts: comparison.charts(
        "Activations", groupLabel: "Activation", reported: ["tanh": "1st", "ReLU": "2nd", "sigmoid": "3rd"]))
    comparison.table("fig6.pairs", "Activations in pairs.")
    TestedClaim(
      "claim.sigmoid-lowest", "TanH and ReLU significantly outperform Sigmoid on MNIST classification.",
      from: "“Activation function comparison”", test: "tanh against sigmoid and ReLU against sigmoid.",
      outcome: .all([
        comparison.better("tanh", than: "sigmoid"), comparison.better("ReLU", than: "sigmoid"),
      ]))
    TestedClaim(
      "claim.tanh-above-relu", "TanH shows slightly higher median accuracy", from: "“Activation function comparison”",
      test: "tanh against ReLU.", outcome: comparison.better("tanh", than: "ReLU"))
    TestedClaim(
      "claim.saturation", "The poor performance of Sigmoid likely stems from its tendency to saturate",
      from: "“Activation function comparison”",
      test: "None: such a cause would show in the gradients of the first layer during training.",
      outcome: .undecided("the runs keep losses and accuracies, but no gradients; the report shows none either"))
  }

  @BlockBuilder
  private func batchSizes(_ context: ReproductionContext, _ settings: Modular.Configuration) throws -> [any ReportBlock]
  {
    let comparison = try VariantComparison(context.train(settings.batchSizes))
    let others = comparison.labels.filter { $0 != "64" }
    Figure(
      "fig7", number: "Figure 7", caption: "Batch sizes, \(comparison.runCount) runs each.",
      reported: "64 has the highest median, 8 and 16 spread most, 256 is slightly lower",
      charts: comparison.charts(
        "Batch sizes", groupLabel: "Batch size",
        reported: ["8": "wide", "16": "wide", "64": "highest", "256": "lower"]))
    comparison.table("fig7.pairs", "Batch sizes in pairs.")
    TestedClaim(
      "claim.batch-64-best", "The batch size of 64 yields the highest median accuracy",
      from: "“Batch size optimization”", test: "64 against each of the others.",
      outcome: comparison.better("64", thanEach: others))
    TestedClaim(
      "claim.medium-batches", "medium batch sizes (64-128) achieve the best performance",
      from: "“Batch size optimization”", test: "64 and 128 against each of 8, 16, 32 and 256.",
      outcome: .all(["64", "128"].map { comparison.better($0, thanEach: ["8", "16", "32", "256"]) }))
    TestedClaim(
      "claim.small-batches-spread", "Smaller batches (8-16) show higher variance in results",
      from: "“Batch size optimization”", test: "The spread at 8 and at 16 against that at 64, 128 and 256.",
      outcome: comparison.spreadsMore(["8", "16"], than: ["64", "128", "256"]))
    TestedClaim(
      "claim.large-batches", "Very large batches (256) slightly reduce accuracy", from: "“Batch size optimization”",
      test: "64 and 128 against 256.",
      outcome: .all([comparison.better("64", than: "256"), comparison.better("128", than: "256")]))
    TestedClaim(
      "claim.batch-64-spread", "though with higher variance than 128", from: "“Batch size optimization”",
      test: "The spread at 64 against that at 128.", outcome: comparison.spreadsMore(["64"], than: ["128"]))
  }

  @BlockBuilder
  private func hiddenSizes(_ context: ReproductionContext, _ settings: Modular.Configuration) throws
    -> [any ReportBlock]
  {
    let comparison = try VariantComparison(context.train(settings.hiddenSizes))
    Figure(
      "fig8", number: "Figure 8", caption: "Two equal hidden layers, \(comparison.runCount) runs each.",
      reported: "accuracy rises with the size, with diminishing returns",
      charts: comparison.charts(
        "Hidden sizes", groupLabel: "Units in each hidden layer",
        reported: ["128": "1st", "64": "2nd", "32": "3rd", "16": "4th"]))
    comparison.table("fig8.pairs", "Hidden sizes in pairs.")
    TestedClaim(
      "claim.larger-better", "increasing hidden layer size generally improves performance",
      from: "“Hidden layer architecture”", test: "Each size against the one before.",
      outcome: .all([("32", "16"), ("64", "32"), ("128", "64")].map { comparison.better($0, than: $1) }))
    TestedClaim(
      "claim.diminishing-returns", "further increase to 128 offers marginal improvement",
      from: "“Hidden layer architecture”",
      test: "Each doubling brings less than the one before: the gains of the same seeds compared.",
      outcome: comparison.diminishing(["16", "32", "64", "128"]))
  }

  @BlockBuilder
  private func optimizers(_ context: ReproductionContext, _ settings: Modular.Configuration) throws -> [any ReportBlock]
  {
    let runs = try context.train(settings.optimizers)
    let comparison = try VariantComparison(runs)
    Figure(
      "fig9", number: "Figure 9", caption: "Optimizers, \(comparison.runCount) runs each.",
      reported: "Adam above momentum above SGD, Adam with the least spread",
      charts: comparison.charts(
        "Optimizers", groupLabel: "Optimizer", reported: ["Adam": "1st", "momentum": "2nd", "SGD": "3rd"]))
    comparison.table("fig9.pairs", "Optimizers in pairs.")
    TestedClaim(
      "claim.adam-best", "Adam consistently outperforms both SGD variants.", from: "figure 9",
      test: "Adam against momentum and against SGD.", outcome: comparison.better("Adam", thanEach: ["momentum", "SGD"]))
    TestedClaim(
      "claim.faster-adam", "allowing faster convergence and better final accuracy", from: "“Optimizer comparison”",
      test:
        "The mean training loss of the batches in the first tenth of the epochs, that of the last of them, is lower "
        + "with Adam than with momentum and with SGD. The final accuracy is the claim above.",
      outcome: fasterAdam(runs))
    TestedClaim(
      "claim.momentum-above-sgd", "SGD with momentum shows improvement over vanilla SGD",
      from: "“Optimizer comparison”", test: "Momentum against SGD.",
      outcome: comparison.better("momentum", than: "SGD"))
    TestedClaim(
      "claim.adam-spread", "The reduced variance in Adam's results also indicates more consistent training outcomes",
      from: "“Optimizer comparison”", test: "The spread of SGD and of momentum against that of Adam.",
      outcome: comparison.spreadsMore(["SGD", "momentum"], than: ["Adam"]))
  }

  /// The training loss after a tenth of the epochs.
  private func fasterAdam(_ runs: StudyRuns) -> ClaimOutcome {
    let early = { (label: String) in
      runs[label].map { run in
        let epochs = run.history.epochs
        let index = max(1, run.settings.epochs / 10) - 1
        return epochs.indices.contains(index) ? epochs[index].runningTrainingLoss : .nan
      }
    }
    return .all(
      ["momentum", "SGD"].map { other in
        .better(
          ("Adam", early("Adam")), than: (other, early(other)), by: .loss.on(.train), parts: 2)
      })
  }
}
