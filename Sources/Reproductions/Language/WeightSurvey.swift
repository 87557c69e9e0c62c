import FledgeModels
package import FledgeNetworks
import FledgeTensors
package import FledgeTraining

/// The magnitudes of a network's weights, without biases.
package struct WeightSurvey {
  /// The magnitudes below which a survey during training counts weights.
  static let thresholds = [1e-2, 1e-3, 1e-4]
  /// Bins of log₁₀|w|; smaller weights, zero included, are in the first, larger ones in the last.
  static let magnitudeEdges = (0...28).map { -6 + Double($0) / 4 }
  /// Bins of w; larger weights are in the outer ones.
  static let valueEdges = (0...40).map { Double($0 - 20) / 100 }

  private let weights: [Float]
  private let others: [Float]

  package init(_ parameters: Parameters) {
    func elements(_ isWeight: Bool) -> [Float] {
      parameters.layout.entries.filter { ($0.spec.role == .weight) == isWeight }
        .flatMap { (try? parameters.tensor($0.path))?.elements ?? [] }
    }
    (weights, others) = (elements(true), elements(false))
  }

  /// λ₁·Σ|w| + ½·λ₂·Σw², whose gradient the training adds.
  package func penalty(_ penalties: Penalties) -> Double {
    guard penalties.l1 != 0 || penalties.l2 != 0 else { return 0 }
    var (magnitudes, squares) = (0.0, 0.0)
    for weight in penalties.includesBiases ? weights + others : weights {
      magnitudes += Double(abs(weight))
      squares += Double(weight) * Double(weight)
    }
    return penalties.l1 * magnitudes + penalties.l2 / 2 * squares
  }

  /// The share of weights whose magnitude is below a threshold.
  func share(below threshold: Double) -> Double {
    Double(weights.count { Double(abs($0)) < threshold }) / Double(max(1, weights.count))
  }

  /// How many weights are in each bin of ``magnitudeEdges``.
  package var magnitudes: [Double] {
    var counts = [Double](repeating: 0, count: Self.magnitudeEdges.count - 1)
    // The edges as magnitudes: 10^(−6 + k/4).
    let quarter = 1.7782794100389228
    var edges = [1e-6]
    for _ in 1..<counts.count { edges.append(edges[edges.count - 1] * quarter) }
    for weight in weights {
      let magnitude = Double(abs(weight))
      counts[max(0, (edges.firstIndex { $0 > magnitude } ?? edges.count) - 1)] += 1
    }
    return counts
  }

  /// How many weights are in each bin of ``valueEdges``.
  package var values: [Double] {
    var counts = [Double](repeating: 0, count: Self.valueEdges.count - 1)
    for weight in weights {
      let bin = (Double(weight) * 100).rounded(.down) + 20
      // A weight beyond every integer is in an outer bin, too.
      counts[Int(min(max(bin, 0), Double(counts.count - 1)))] += 1
    }
    return counts
  }

  /// Records the shares of small weights and both histograms.
  func note(in measurements: inout Measurements) {
    measurements.set(Self.thresholds.map { share(below: $0) }, for: StudyStops.Key.nearZero)
    measurements.set(magnitudes, for: StudyStops.Key.magnitudes)
    measurements.set(values, for: StudyStops.Key.weights)
  }
}

extension ReportRun {
  /// The weights that the run keeps.
  func weightSurvey() throws -> WeightSurvey { WeightSurvey(try predictor().parameters) }

  /// The share of weights below a threshold: of those that are kept, or of those at the best epoch of the first stop rule.
  func shareNearZero(below threshold: Double, atStop: Bool) throws -> Double {
    guard atStop else { return try weightSurvey().share(below: threshold) }
    guard let index = WeightSurvey.thresholds.firstIndex(of: threshold) else { return .nan }
    return try values(StudyStops.Key.nearZero)[index]
  }
}
