package import FledgeDatasets
import FledgeTensors

/// An augmentation of training images and the text that chose it, such as `shift=2` or `rotate=10`.
package struct AugmentationChoice {
  package let augmentation: any Augmentation
  /// Whether it needs rows and columns of pixels.
  let needsImages: Bool
  private let text: String

  /// What each change takes: its greatest magnitude, as it is said in an error.
  private static let kinds: [(name: String, limit: Float, bound: String, needsImages: Bool)] = [
    ("shift", 1000, "from 0 to 1000 pixels", true),
    ("rotate", 180, "from 0 to 180 degrees", true),
    ("scale", Float(1).nextDown, "from 0 to below 1", true),
    ("elastic", 1000, "from 0 to 1000 pixels", true),
    ("noise", 1000, "from 0 to 1000", false),
  ]

  package init(_ text: String) throws(SettingError) {
    let parts = text.split(separator: "=", maxSplits: 1)
    guard parts.count == 2, let number = Float(parts[1]) else {
      throw .invalidValue(
        key: "augment", expected: "changes such as shift=2,rotate=10,scale=0.1,elastic=34,noise=0.1",
        found: "'\(text)'")
    }
    let names = AugmentationChoice.kinds.map(\.name)
    guard let kind = AugmentationChoice.kinds.first(where: { $0.name == parts[0] }) else {
      let nearest = suggestion(to: String(parts[0]), among: names).map { "; did you mean '\($0)'?" } ?? ""
      throw .invalidValue(
        key: "augment", expected: "one of \(names.joined(separator: ", "))", found: "'\(text)'\(nearest)")
    }
    // A number that is none is within no range.
    guard number >= 0, number <= kind.limit else {
      throw .invalidValue(key: "augment", expected: "\(kind.name) \(kind.bound)", found: "'\(text)'")
    }
    switch kind.name {
    case "shift": augmentation = RandomAffine(shift: number)
    case "rotate": augmentation = RandomAffine(degrees: number)
    case "scale": augmentation = RandomAffine(scale: max(1 - number, .leastNormalMagnitude)...1 + number)
    case "elastic": augmentation = ElasticDistortion(strength: number)
    default: augmentation = InputNoise(standardDeviation: number)
    }
    needsImages = kind.needsImages
    self.text = text
  }

  /// Refuses examples that have no rows and columns.
  ///
  /// - Throws: `SettingError.conflict`.
  func check(_ shape: TensorShape, dataset: String) throws(SettingError) {
    guard needsImages, shape.rank < 2 else { return }
    throw .conflict(
      "augment: \(text) expects images, found examples of shape \(shape) in \(dataset); "
        + "leave it out, or use noise=σ, which changes any features")
  }
}
