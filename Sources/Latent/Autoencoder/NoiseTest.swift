package import FledgeAnalysis
package import FledgeDatasets
package import FledgeKernels
import FledgeMetrics
package import FledgeNetworks
package import FledgeTensors

/// Test examples under noise of many strengths, and what denoisers make of them.
///
/// The noise of an example is the same at every strength but for its size, and for every run.
package struct NoiseTest: Sendable {
  /// A denoiser and, where examples have labels, a classifier that has seen clean examples alone, and the neighbours of
  /// the denoiser's codes.
  package struct Run: Sendable {
    package let denoiser: Autoencoder
    package let classifier: Predictor?
    package let neighbors: NeighborClassifier?

    package init(denoiser: Autoencoder, classifier: Predictor?, neighbors: NeighborClassifier?) {
      (self.denoiser, self.classifier, self.neighbors) = (denoiser, classifier, neighbors)
    }
  }

  /// The clean examples `[examples, features]`, scaled as in training.
  package var clean: Tensor { examples.clean }
  private let examples: NoisyExamples
  private let labels: [Int]
  private let control: PCABaseline
  private let components: Int
  private let threads: ThreadPool

  /// Remembers the clean examples and the control: so many principal components.
  package init(
    _ test: Dataset, control: PCABaseline, components: Int, seed: UInt64 = 0, threads: ThreadPool
  ) throws {
    examples = try NoisyExamples(test, seed: seed, threads: threads)
    labels = test.classCount > 0 ? test.labels.map { Int($0) } : []
    (self.control, self.components, self.threads) = (control, components, threads)
  }

  /// The test examples under noise, clipped to 0…1 if `isClipped`.
  package func noisy(_ standardDeviation: Double, isClipped: Bool) -> Tensor {
    examples.noisy(standardDeviation, isClipped: isClipped)
  }

  /// Errors and accuracies under noise of one strength, run by run.
  package func measure(_ standardDeviation: Double, isClipped: Bool, _ runs: [Run]) throws -> NoiseMeasurement {
    let seen = noisy(standardDeviation, isClipped: isClipped)
    let rebuilt = try control.reconstructions(of: seen, components: components)
    var result = NoiseMeasurement(standardDeviation: standardDeviation)
    for run in runs {
      let denoised = try run.denoiser.reconstructions(of: seen)
      result.noisyErrors.append(meanSquaredError(seen, clean))
      result.denoisedErrors.append(meanSquaredError(denoised, clean))
      result.componentErrors.append(meanSquaredError(rebuilt, clean))
      if let classifier = run.classifier {
        result.noisyAccuracies.append(try accuracy(of: seen, classifier))
        result.denoisedAccuracies.append(try accuracy(of: denoised, classifier))
        result.componentAccuracies.append(try accuracy(of: rebuilt, classifier))
      }
      if let neighbors = run.neighbors {
        let predicted = try neighbors.predict(run.denoiser.codes(of: seen), threads: threads)
        result.neighborAccuracies.append(share(predicted.map { Int($0) }))
      }
    }
    return result
  }

  /// What a classifier makes of examples `[examples, features]`.
  package func classes(of examples: Tensor, _ classifier: Predictor) throws -> [Int] {
    let scores = try classifier.output(for: examples)
    return try predictedLabels(scores: scores.span, classCount: scores.shape[1])
  }

  private func accuracy(of examples: Tensor, _ classifier: Predictor) throws -> Double {
    share(try classes(of: examples, classifier))
  }

  private func share(_ predicted: [Int]) -> Double {
    Double(zip(predicted, labels).filter { $0 == $1 }.count) / Double(max(1, labels.count))
  }
}
