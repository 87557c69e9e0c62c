import FledgeAnalysis
package import FledgeDatasets
package import FledgeKernels
package import FledgeTensors

/// Principal components of the training examples: the best that a linear code of a size can do, and so the control for
/// every autoencoder.
package struct PCABaseline: Sendable {
  private let components: PrincipalComponents
  private let clean: Tensor
  private let threads: ThreadPool

  /// Finds the components of the training examples; errors are those on `test`.
  package init(training: Dataset, test: Dataset, most: Int, threads: ThreadPool) throws {
    components = try PrincipalComponents(training.featureRows(threads: threads), components: most, threads: threads)
    clean = test.featureRows(threads: threads)
    self.threads = threads
  }

  /// The coordinates of examples `[examples, features]` along all components.
  package func codes(of examples: Tensor) throws -> Tensor { try components.transform(examples, threads: threads) }

  /// The examples `[examples, features]` that coordinates along all components stand for.
  package func decode(_ codes: Tensor) throws -> Tensor { try components.inverseTransform(codes, threads: threads) }

  /// What so many components make of examples `[examples, features]`.
  package func reconstructions(of examples: Tensor, components count: Int) throws -> Tensor {
    let coordinates = try codes(of: examples)
    let width = coordinates.shape[1]
    let kept = coordinates.elements.enumerated().map { $0.offset % width < count ? $0.element : 0 }
    return try decode(Tensor(shape: coordinates.shape, elements: kept))
  }

  /// The mean squared error of the clean test examples, rebuilt from so many components of what is seen.
  package func error(components count: Int, seen examples: Tensor? = nil) throws -> Double {
    meanSquaredError(try reconstructions(of: examples ?? clean, components: count), clean)
  }
}

/// The mean of the squared differences of all elements.
package func meanSquaredError(_ first: Tensor, _ second: Tensor) -> Double {
  let (left, right) = (first.span, second.span)
  var sum = 0.0
  for index in left.indices {
    let difference = Double(left[index] - right[index])
    sum += difference * difference
  }
  return sum / Double(max(1, left.count))
}
