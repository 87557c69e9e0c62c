public import FledgeKernels
public import FledgeTensors

/// The pictures of a dataset moved by whole pixels; what comes in from outside is 0 in the unit range, as in ``RandomAffine``.
public struct ShiftedExamples: ExampleSource {
  private let dataset: Dataset

  /// - Parameters:
  ///   - down: pixels by which pictures move down; negative moves up.
  ///   - right: pixels by which they move right; negative moves left.
  /// - Throws: where the examples are no pictures.
  public init(_ dataset: Dataset, down: Int, right: Int) throws(DatasetError) {
    guard dataset.featureShape.rank >= 2 else {
      throw .badData(
        "\(dataset.provenance.name): expected pictures, found rows of \(dataset.featureShape.count) features")
    }
    self.dataset = {
      var moved = dataset
      moved.augmentations = [Shift(down: down, right: right)]
      return moved
    }()
  }

  public var count: Int { dataset.count }
  public var featureShape: TensorShape { dataset.featureShape }
  public var targetKind: TargetKind { dataset.targetKind }

  public func readFeatures(
    of examples: Span<Int32>, into features: inout MutableSpan<Float>, key: RandomKey?, threads: ThreadPool
  ) {
    // The shift is the same whatever the key; without one nothing would be shifted.
    dataset.readFeatures(
      of: examples, into: &features, key: key ?? RandomKey(seed: 0, stream: .augment), threads: threads)
  }

  public func readLabels(of examples: Span<Int32>, into labels: inout MutableSpan<Int32>) {
    dataset.readLabels(of: examples, into: &labels)
  }

  public func readTargets(of examples: Span<Int32>, into targets: inout MutableSpan<Float>) {
    dataset.readTargets(of: examples, into: &targets)
  }
}

/// Moves every example by the same whole pixels.
private struct Shift: Augmentation {
  let down: Int
  let right: Int

  func apply(
    to values: inout MutableSpan<Float>, shape: TensorShape, random: inout ExampleRandom,
    scratch: inout AugmentationScratch
  ) {
    let planes = Planes(of: shape, for: "ShiftedExamples")
    for index in 0..<values.count { scratch.copy[index] = values[index] }
    for plane in 0..<planes.count {
      let start = plane * planes.rows * planes.columns
      for row in 0..<planes.rows {
        for column in 0..<planes.columns {
          let (fromRow, fromColumn) = (row - down, column - right)
          let isInside = (0..<planes.rows).contains(fromRow) && (0..<planes.columns).contains(fromColumn)
          values[start + row * planes.columns + column] =
            isInside ? scratch.copy[start + fromRow * planes.columns + fromColumn] : 0
        }
      }
    }
  }
}
