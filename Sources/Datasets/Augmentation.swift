public import FledgeTensors

/// A random change of one example, made anew each time the example is drawn for training.
///
/// It sees grey levels in the unit range (0...1) whatever the normalisation, which follows after it; real-valued
/// features it sees as they are stored. The change depends on the draw and the example's index alone.
public protocol Augmentation: Sendable {
  /// Changes one example in place.
  ///
  /// - Parameters:
  ///   - values: the features, `shape.count` of them.
  ///   - random: numbers for this example and this place in the list of augmentations.
  ///   - scratch: memory to work in; its content is undefined.
  func apply(
    to values: inout MutableSpan<Float>, shape: TensorShape, random: inout ExampleRandom,
    scratch: inout AugmentationScratch)
}

/// Memory that augmentations share while one batch is read, so that none is allocated for each example.
public struct AugmentationScratch: Sendable {
  /// Room for a copy of one example.
  public var copy: [Float]
  /// Room for one displacement along the rows for each pixel.
  public var rowShifts: [Float]
  /// Room for one displacement along the columns for each pixel.
  public var columnShifts: [Float]

  /// Makes room for examples of one shape.
  public init(shape: TensorShape) {
    copy = Array(repeating: 0, count: shape.count)
    rowShifts = Array(repeating: 0, count: shape.count)
    columnShifts = Array(repeating: 0, count: shape.count)
  }
}
