import FledgeKernels
import FledgeTensors

/// Digits that a simulated pen writes: the stand-in for MNIST where it can be neither found nor downloaded.
///
/// Each image takes one of the skeletons of its digit, moves every point a little, slants, rotates, stretches and
/// shifts the whole, and draws it with a pen of its own width and pressure on 28×28 pixels. An image and its label are
/// a function of the seed and the example's index alone, with the same bytes on every processor: all arithmetic is
/// exact or correctly rounded, no sine or cosine is used.
public enum PenDigits {
  /// Height and width of an image in pixels.
  public static let side = PenCanvas.side

  /// Writes `count` digits, those with index `first ..< first + count`.
  ///
  /// - Parameter first: a test set uses the indices after those of its training set, under the same seed.
  public static func generate(count: Int, seed: UInt64, first: Int = 0) -> Dataset {
    precondition(count >= 0 && first >= 0, "PenDigits: \(count) digits from index \(first)")
    let size = side * side
    var bytes = [UInt8](repeating: 0, count: count * size)
    var labels: [Int32] = []
    labels.reserveCapacity(count)
    var writer = PenWriter()
    for index in 0..<count {
      var random = ExampleRandom(RandomKey(seed: seed, stream: .data), example: first + index)
      let digit = random.integer(below: 10)
      labels.append(Int32(digit))
      writer.write(digit, random: &random)
      writer.copyPicture(to: &bytes, at: index * size, random: &random)
    }
    return Dataset(
      featureShape: [side, side], targetKind: .labels(classes: 10), classNames: MNIST.classNames,
      provenance: Provenance(name: "pen-stroke digits", origin: .generated(seed: seed)), normalization: .unitRange,
      features: .bytes(bytes), targets: .labels(labels))
  }

  /// A training set and a test set of different digits under one seed.
  public static func pair(training: Int = 60000, test: Int = 10000, seed: UInt64) -> DatasetPair {
    DatasetPair(
      training: generate(count: training, seed: seed), test: generate(count: test, seed: seed, first: training))
  }
}
