import FledgeCharts
import FledgePages

extension Shi {
  /// Where the report contradicts itself.
  @BlockBuilder
  func contradictions(_ penalties: StudyRuns) throws -> [any ReportBlock] {
    Contradiction(
      "twice.gradients", "Whether the gradients agree",
      [
        .init("the absolute difference … is within 10⁻⁴", from: "section 3"),
        .init("absolute differences 0.000327, 0.00028, 0.0003585 and 0.000102", from: "table 1"),
      ],
      finding:
        "four of six printed differences are above 10⁻⁴, in three of them the two gradients have opposite signs: "
        + "that check failed for the hidden layer, while the output layer passes")
    Contradiction(
      "twice.difference", "The last row of table 1",
      [
        .init("numerical 0.0204, backprop 0.02035", from: "table 1"),
        .init("absolute difference 0.000102", from: "table 1"),
      ],
      finding: "the two columns are 0.00005 apart as printed; 0.000102 fits only if 0.0204 was rounded by almost its "
        + "whole half unit")
    Contradiction(
      "twice.l1", "The gradient of the L1 penalty",
      [
        .init("λ/2 · ∂|w|/∂w", from: "equation 7, left side"), .init("λ · sign(w)", from: "equation 7, right side"),
      ],
      finding: try l1Finding(penalties))
    Contradiction(
      "twice.gradient-sign", "The sign of the momentum step",
      [
        .init("w(t+1) = w(t) − learning rate · mean gradient", from: "algorithm 1"),
        .init("Δw(t) = γ·Δw(t−1) + (1 − γ)·α·∂E/∂w", from: "equation 5"),
      ], excludeEachOther: false,
      finding: "with a plus before the gradient Δw has to be taken off the weights; that is what is run")
  }

  private func l1Finding(_ penalties: StudyRuns) throws -> String {
    let medians = try Configuration.l1.prefix(2).map { way in
      NumberText.percent(Spread(try accuracies(penalties[way.label])).median, decimals: 2)
    }
    return
      "the left side gives λ/2 · sign(w), half of the right one; with λ the median test accuracy is \(medians[0]), "
      + "with λ/2 it is \(medians[1]), published is 95.18 %"
  }
}
