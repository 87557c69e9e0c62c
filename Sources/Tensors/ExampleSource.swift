public import FledgeKernels

/// What a network is asked to predict for one example.
public enum TargetKind: Sendable, Equatable {
  /// An integer class in `0..<classes`.
  case labels(classes: Int)
  /// Real values of the given shape.
  case values(TensorShape)
}

/// A set of examples from which batches are drawn.
///
/// The trainer asks for rows by index and never for the whole set, so a source may keep its examples as bytes, compute
/// them, or change them at random. Whatever is random is a function of `draw` and the example's index alone, never of
/// the order of calls.
public protocol ExampleSource: Sendable {
  /// How many examples there are.
  var count: Int { get }
  /// The shape of one example's features.
  var featureShape: TensorShape { get }
  /// What is predicted.
  var targetKind: TargetKind { get }

  /// Writes the features of the named examples, one row each.
  ///
  /// - Parameters:
  ///   - examples: indices in `0..<count`, any order, repeats allowed.
  ///   - features: `[examples, featureShape.count]`.
  ///   - draw: where random changes (augmentation) take their numbers from; `nil` asks for the unchanged examples.
  func readFeatures(
    of examples: Span<Int32>, into features: inout MutableSpan<Float>, key: RandomKey?, threads: ThreadPool)

  /// Writes the labels of the named examples; called only where `targetKind` is `.labels`.
  func readLabels(of examples: Span<Int32>, into labels: inout MutableSpan<Int32>)

  /// Writes the target values of the named examples, one row each; called only where `targetKind` is `.values`.
  func readTargets(of examples: Span<Int32>, into targets: inout MutableSpan<Float>)
}

extension ExampleSource {
  /// A source of values has no labels.
  public func readLabels(of examples: Span<Int32>, into labels: inout MutableSpan<Int32>) {
    preconditionFailure("this source has target values, not labels")
  }

  /// A source of labels has no target values.
  public func readTargets(of examples: Span<Int32>, into targets: inout MutableSpan<Float>) {
    preconditionFailure("this source has labels, not target values")
  }
}
