public import FledgeTensors

/// A random change of training images, applied anew each time an example is read.
///
/// Augmentations see grey levels in the unit range (0...1); normalisation follows after them. Real-valued features are
/// passed as they are stored. The change depends only on the random key and the example's index.
public protocol Augmentation: Sendable {
  /// Changes one example in place.
  ///
  /// - Parameters:
  ///   - values: the features, `shape.count` values.
  ///   - random: numbers for this example and this augmentation.
  ///   - scratch: memory to work in; its content is undefined.
  func apply(
    to values: inout MutableSpan<Float>, shape: TensorShape, random: inout ExampleRandom,
    scratch: inout AugmentationScratch)
}

/// Memory that augmentations share while a batch is read, so that nothing is allocated for each example.
public struct AugmentationScratch: Sendable {
  /// Room for a copy of one example.
  public var copy: [Float]
  /// Room for one displacement along the rows for each pixel.
  public var rowShifts: [Float]
  /// Room for one displacement along the columns for each pixel.
  public var columnShifts: [Float]

  public init(shape: TensorShape) {
    copy = Array(repeating: 0, count: shape.count)
    rowShifts = Array(repeating: 0, count: shape.count)
    columnShifts = Array(repeating: 0, count: shape.count)
  }
}
