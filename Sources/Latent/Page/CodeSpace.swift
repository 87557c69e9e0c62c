import FledgeAnalysis
import FledgeDatasets
import FledgeKernels
import FledgeTensors

/// One way to code examples, looked at: the autoencoder's, or principal components as its control.
struct CodeSpace: Sendable {
  /// What figures call it.
  let name: String
  /// `[examples, code]`.
  let trainingCodes: Tensor
  /// `[examples, code]`.
  let testCodes: Tensor
  /// What comes back of the test examples: `[examples, features]`.
  let reconstructions: Tensor
  /// The mean squared error of each test example.
  let errors: [Double]
  /// What the neighbours make of the codes; `nil` without labels.
  let neighbors: LatentCodes?
  /// Codes `[codes, code]` to examples `[codes, features]`.
  let decode: @Sendable (Tensor) throws -> Tensor

  init(
    _ name: String, training: (codes: Tensor, data: Dataset), test: (codes: Tensor, data: Dataset, inputs: Tensor),
    reconstructions: Tensor, threads: ThreadPool, decode: @escaping @Sendable (Tensor) throws -> Tensor
  ) throws {
    self.name = name
    (trainingCodes, testCodes) = (training.codes, test.codes)
    self.reconstructions = reconstructions
    self.decode = decode
    errors = Self.errors(reconstructions, test.inputs)
    let classes = test.data.classCount
    neighbors =
      classes == 0
      ? nil
      : try LatentCodes(
        training: training.codes, training.data.labels, test: test.codes, test.data.labels, classes: classes,
        threads: threads)
  }

  /// The mean over all test examples.
  var error: Double { errors.reduce(0, +) / Double(max(1, errors.count)) }

  /// The mean over the test examples of each class; NaN for a class without any.
  func classErrors(_ labels: [Int32], classes: Int) -> [Double] {
    var (sums, counts) = ([Double](repeating: 0, count: classes), [Int](repeating: 0, count: classes))
    for (label, error) in zip(labels, errors) {
      sums[Int(label)] += error
      counts[Int(label)] += 1
    }
    return zip(sums, counts).map { $0 / Double($1) }
  }

  private static func errors(_ found: Tensor, _ expected: Tensor) -> [Double] {
    let width = expected.shape[1]
    let (left, right) = (found.span, expected.span)
    return (0..<expected.shape[0]).map { row in
      var sum = 0.0
      for index in row * width..<(row + 1) * width {
        let difference = Double(left[index] - right[index])
        sum += difference * difference
      }
      return sum / Double(width)
    }
  }
}
