package import FledgeDatasets
import Foundation

/// The entropy of pixels as probabilities: the binary cross-entropy of a perfect reconstruction.
package enum PixelEntropy {
  /// −Σ(p ln p + (1 − p) ln(1 − p)) over all pixels, divided by their number.
  package static func mean(of images: Dataset) -> Double {
    var counts = [Int](repeating: 0, count: 256)
    for example in 0..<images.count {
      for level in images.greyLevels(of: example) ?? [] { counts[Int(level)] += 1 }
    }
    let sum = counts.indices.reduce(0.0) { sum, level in
      guard level > 0, level < 255 else { return sum }
      let p = Double(level) / 255
      return sum - Double(counts[level]) * (p * log(p) + (1 - p) * log(1 - p))
    }
    return sum / Double(max(1, counts.reduce(0, +)))
  }
}
