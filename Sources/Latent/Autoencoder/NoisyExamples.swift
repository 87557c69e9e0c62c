package import FledgeDatasets
package import FledgeKernels
package import FledgeTensors

/// Examples as a network sees them, and the same under noise.
///
/// The noise of an example is the same at every strength but for its size.
package struct NoisyExamples: Sendable {
  /// The clean examples `[examples, features]`, scaled as in training.
  package let clean: Tensor
  private let noiseless: Dataset
  private let seed: UInt64
  private let threads: ThreadPool

  package init(_ examples: Dataset, seed: UInt64 = 0, threads: ThreadPool) throws {
    clean = examples.featureRows(threads: threads)
    // The network adds its noise to scaled features; so does this.
    noiseless =
      examples.classCount > 0
      ? try Dataset(
        shape: examples.featureShape, floats: clean.elements, labels: examples.labels, classNames: examples.classNames,
        provenance: examples.provenance)
      : Dataset(
        shape: examples.featureShape, floats: clean.elements, targetShape: [1],
        targets: [Float](repeating: 0, count: examples.count), provenance: examples.provenance)
    (self.seed, self.threads) = (seed, threads)
  }

  /// The examples under noise, clipped to 0…1 if `isClipped`.
  package func noisy(_ standardDeviation: Double, isClipped: Bool) -> Tensor {
    var noisy = noiseless
    noisy.augmentations = [
      InputNoise(standardDeviation: Float(standardDeviation), clipping: isClipped ? 0...1 : nil)
    ]
    return noisy.featureRows(key: RandomKey(seed: seed, stream: .noise), threads: threads)
  }
}
