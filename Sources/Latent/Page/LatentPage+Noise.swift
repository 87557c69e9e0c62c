import FledgeCharts
import FledgeDatasets
import FledgePages

// What a denoiser makes of noise.
extension LatentPage {
  var noiseSection: [PageSection] {
    guard let noise = found.noise else { return [] }
    return [
      PageSection("Denoising") {
        if isImage {
          Figure(
            "denoising", number: nil,
            caption: "The same examples under the noise of training (σ = \(NumberText.significant(noise.trained))) and "
              + "under three times as much.",
            charts: noise.shown.map { shown in
              ImageGrid(
                title: "Noise σ = \(NumberText.significant(shown.standardDeviation))",
                tiles: [shown.noisy, shown.denoised, shown.components].flatMap(tiles),
                columns: found.shownExamples.count, rowLabels: ["noisy", "denoised", "components"])
            })
        }
        Figure(
          "noise-error", number: nil,
          caption: "Mean squared error against the clean examples; noise is added to the features as the network sees "
            + "them and not cut.",
          charts: [NoiseCurves.errors("Error under noise", noise.measured)])
        if !classNames.isEmpty { accuracies(noise) }
        table(noise)
      }
    ]
  }

  @BlockBuilder
  private func accuracies(_ noise: NoiseResult) -> [any ReportBlock] {
    Prose(
      """
      Two judges say how much of an example is left. The classifier has \(CleanClassifier.units) hidden ReLU units and \
      was trained for this page on the clean training examples, \
      \(count(CleanClassifier.epochs(found.training.count), "epoch")) of Adam; it looks at noisy, at denoised and at \
      rebuilt examples. The neighbours are those of the section above: the code of the noisy example among the codes of \
      the clean training examples.
      """)
    Figure(
      "noise-accuracy", number: nil, caption: "Accuracy under noise.",
      charts: [NoiseCurves.accuracies("Accuracy under noise", noise.measured)])
  }

  private func table(_ noise: NoiseResult) -> Table {
    let errors = ["error, noisy", "error, denoised", "error, components"]
    let accuracies = ["classifier, noisy", "classifier, denoised", "classifier, components", "neighbours"]
    return Table(
      "noise", number: nil, caption: "Errors and accuracies at each σ.",
      columns: (["σ"] + errors + (classNames.isEmpty ? [] : accuracies)).map { TableColumn($0) },
      rows: noise.measured.map { point in
        let errors = [point.noisyErrors[0], point.denoisedErrors[0], point.componentErrors[0]]
        let accuracies = [
          point.noisyAccuracies, point.denoisedAccuracies, point.componentAccuracies, point.neighborAccuracies,
        ]
        return [.number(point.standardDeviation, decimals: 1)] + errors.map { .number($0, decimals: 4) }
          + accuracies.compactMap { $0.first.map { .percent($0, decimals: 2) } }
      })
  }
}
